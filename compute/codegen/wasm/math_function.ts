import { type Callee, parameter, RegionBuilder } from "../../ir/mod.ts";
import { mathFunctions } from "../../math/mod.ts";
import { FunctionBuilder, ModuleBuilder } from "./builder.ts";
import { Lowering } from "./lower.ts";
import { get, type Local, type WasmFunction } from "./syntax.ts";

const made = new Map<string, WasmFunction>();

/**
 * A mathematical function on pairs of lanes, valid everywhere: what fallbacks call. It reads no memory and calls
 * nothing, so that it is the same in all modules, and is made once.
 */
export function mathFunction({ name, arity }: Callee): WasmFunction {
  const known = made.get(name) ?? generate(name, arity);
  made.set(name, known);
  return known;
}

function generate(name: string, arity: number): WasmFunction {
  const values = Array.from({ length: arity }, (_, k) => parameter(`x${k}`));
  const operands = values.map(({ name }): Local => ({ name, type: "v128" }));
  const region = new RegionBuilder();
  const result = mathFunctions.get(name)!.expand(region, values, { fastmath: false, contract: false, total: true });
  const builder = new FunctionBuilder(operands);
  const module = new ModuleBuilder(({ name }) => {
    throw new Error(`${name} is called by a formula`);
  });
  const lowering = new Lowering(module, builder, false);
  // Constants in memory would have other addresses in each module.
  lowering.keepConstants = false;
  const place = { environment: new Map(values.map((value, k) => [value, get(operands[k])])), suffix: "" };
  const body = lowering.region(region.finish([result]), place);
  const value = lowering.read(result, place);
  return {
    name: `total_${name}`,
    exported: false,
    parameters: operands,
    locals: builder.locals,
    body,
    result: { type: "v128", value },
    comments: [`${name}, whatever the operands are`],
  };
}
