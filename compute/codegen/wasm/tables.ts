import type { Parallel } from "../../ir/mod.ts";
import { FunctionBuilder, lanes, type ModuleBuilder, toFloat, when } from "./builder.ts";
import { type LoopLayout, TABLE_FAILURES } from "./layout.ts";
import { type Environment, Lowering, TRUE } from "./lower.ts";
import { bindCaptures } from "./memory.ts";
import { effect, get, i32, instruction, type Local, set, splat, type Statement, type WasmFunction } from "./syntax.ts";

/**
 * Generates `fill{number}(needed)`: fills the tables of a loop's strip up to `needed` entries, from where they are
 * filled already. So short loops don't pay for entries that they don't read.
 */
export function tableFunction(
  loop: Parallel,
  name: string,
  layout: LoopLayout,
  module: ModuleBuilder,
  relaxed: boolean,
): WasmFunction {
  const strip = loop.strip!;
  const needed: Local = { name: "needed", type: "i32" };
  const builder = new FunctionBuilder([needed]);
  const lowering = new Lowering(module, builder, relaxed);
  const environment: Environment = new Map();
  const filled = builder.local("filled", "i32");
  const offset = builder.local("offset", "v128");
  const valid = builder.local("valid", "v128");
  const captures = bindCaptures(loop, layout, builder, environment);
  environment.set(strip.offset, get(offset));
  const place = { environment, suffix: "", valid };
  const splatFilled = instruction("f64x2.splat", [toFloat(get(filled))]);
  const address = instruction("i32.shl", [get(filled), i32(3)]);
  const body: Statement[] = [
    set(offset, instruction("f64x2.add", [splatFilled, lanes(0)])),
    ...lowering.region(strip.tables, place),
    ...strip.tables.results.map((result, e) =>
      effect(instruction("v128.store", [address, lowering.read(result, place)], layout.tables + 8 * strip.length * e))
    ),
    set(filled, instruction("i32.add", [get(filled), i32(2)])),
  ];
  const more = instruction("i32.lt_u", [get(filled), get(needed)]);
  const failures = layout.tableState + TABLE_FAILURES;
  const failed = instruction("v128.or", [
    instruction("v128.load", [i32(0)], failures),
    instruction("v128.not", [get(valid)]),
  ]);
  return {
    name,
    exported: false,
    parameters: builder.parameters,
    locals: builder.locals,
    comments: [],
    body: [
      set(filled, instruction("i32.load", [i32(0)], layout.tableState)),
      ...when(more, [
        ...captures,
        ...lowering.loadConstants(),
        set(valid, splat(TRUE)),
        { kind: "repeat", label: "pair", body, condition: more },
        effect(instruction("i32.store", [i32(0), get(filled)], layout.tableState)),
        effect(instruction("v128.store", [i32(0), failed], failures)),
      ]),
    ],
  };
}
