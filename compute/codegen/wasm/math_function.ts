import {
  type Callee,
  type NodeOptions,
  type Operation,
  type OperationName,
  parameter,
  RegionBuilder,
  type Value,
  ValueNumbers,
} from "../../ir/mod.ts";
import { mathFunctions } from "../../math/mod.ts";
import { FunctionBuilder, ModuleBuilder, when } from "./builder.ts";
import { hasGuard, Lowering } from "./lower.ts";
import { get, instruction, type Local, set, splat, type Statement, TRUE, type WasmFunction } from "./syntax.ts";

const made = new Map<string, WasmFunction>();

/**
 * A function on pairs of lanes that gives what mathematical functions give of the same operands, within strict tolerances
 * and valid everywhere: what headers and fallbacks call. It reads constants only, so that it is the same in all modules,
 * and is made once.
 *
 * @param relaxed Whether products and sums may be fused: then bits depend on the CPU.
 */
export function mathFunction(callees: readonly Callee[], relaxed: boolean): WasmFunction {
  return keep({ callees, total: false, relaxed });
}

/** Which function is meant. */
interface Variant {
  readonly callees: readonly Callee[];
  /** Whether formulas are taken that are valid everywhere. */
  readonly total: boolean;
  readonly relaxed: boolean;
}

function keep(variant: Variant): WasmFunction {
  const { callees, total, relaxed } = variant;
  const name = `${total ? "total_" : ""}${callees.map(({ name }) => name).join("_")}`;
  const key = `${name}${relaxed ? " relaxed" : ""}`;
  const known = made.get(key) ?? generate(name, variant);
  made.set(key, known);
  return known;
}

function generate(name: string, { callees, total, relaxed }: Variant): WasmFunction {
  const values = Array.from({ length: callees[0].arity }, (_, k) => parameter(`x${k}`));
  const parameters = values.map(({ name }): Local => ({ name, type: "v128" }));
  const sharing = new SharingBuilder();
  const options = { fastmath: false, contract: relaxed, total };
  const results = callees.map(({ name }) => mathFunctions.get(name)!.expand(sharing, values, options));
  const region = sharing.finish(results);
  const builder = new FunctionBuilder(parameters);
  const module = new ModuleBuilder(([{ name }]) => {
    throw new Error(`${name} is called by a formula`);
  });
  const lowering = new Lowering(module, builder, relaxed);
  lowering.keepConstants = false;
  const valid = hasGuard(region) ? builder.local("valid", "v128") : undefined;
  const place = { environment: new Map(values.map((value, k) => [value, get(parameters[k])])), suffix: "", valid };
  const body = lowering.region(region, place);
  const read = results.map((result) => lowering.read(result, place));
  const described = callees.map(({ name }) => name).join(" and ");
  const made = { name, exported: false, parameters, locals: builder.locals };
  const { constants } = module;
  if (!valid) {
    const comments = [`${described}, whatever the operands are`];
    return { ...made, body, results: read, needs: { functions: [], constants }, comments };
  }
  const locals = callees.map(({ name }) => builder.local(name, "v128"));
  // Formulas for all operands take several times as long.
  const slow = keep({ callees, total: true, relaxed: false });
  const slowly = callees.map(() => builder.local("slow", "v128"));
  const again: Statement[] = [
    { kind: "assign", locals: slowly, call: { kind: "call", callee: slow, operands: parameters.map(get) } },
    ...locals.map((local, k) => set(local, instruction("v128.bitselect", [get(local), get(slowly[k]), get(valid)]))),
  ];
  return {
    ...made,
    body: [
      set(valid, splat(TRUE)),
      ...body,
      ...locals.map((local, k) => set(local, read[k])),
      ...when(instruction("i32.eqz", [instruction("i64x2.all_true", [get(valid)])]), again),
    ],
    results: locals.map(get),
    needs: { functions: [slow], constants },
    comments: [`${described}; whatever the operands are, at last`],
  };
}

/** Gives what has been computed of the same operands already. */
class SharingBuilder extends RegionBuilder {
  readonly #known = new Map<string, Operation>();
  readonly #numbers = new ValueNumbers();

  override operation(operation: OperationName, operands: readonly Value[], options?: NodeOptions): Operation {
    const key = this.#numbers.key(operation, operands);
    const known = this.#known.get(key) ?? super.operation(operation, operands, options);
    this.#known.set(key, known);
    return known;
  }
}
