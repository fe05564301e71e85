import { bitsOf, type Parallel, type Strip } from "../../ir/mod.ts";
import { alternate, FunctionBuilder, lanes, type ModuleBuilder, toFloat, when } from "./builder.ts";
import { type LoopLayout, TABLE_FAILURES } from "./layout.ts";
import { type Environment, Lowering, TRUE } from "./lower.ts";
import { bindCaptures } from "./memory.ts";
import { effect, get, i32, instruction, type Local, set, splat, type Statement, type WasmFunction } from "./syntax.ts";

/** Entries of all tables that are computed at the same time, in pairs; more tables need fewer copies of the code. */
const AT_ONCE = 16;

/**
 * Generates `fill{number}(needed)`: fills the tables of a loop's strip up to `needed` entries, from where they are
 * filled already. So short loops don't pay for entries that they don't read.
 */
export function tableFunction(
  loop: Parallel,
  strip: Strip,
  name: string,
  layout: LoopLayout,
  module: ModuleBuilder,
  relaxed: boolean,
): WasmFunction {
  const { tables, tableState } = strip === loop.near?.strip ? layout.near! : layout;
  const needed: Local = { name: "needed", type: "i32" };
  const builder = new FunctionBuilder([needed]);
  const lowering = new Lowering(module, builder, relaxed);
  const environment: Environment = new Map();
  const filled = builder.local("filled", "i32");
  const valid = builder.local("valid", "v128");
  const captures = bindCaptures(loop, layout, builder, environment);
  if (strip.half) environment.set(strip.half, lowering.constant(bitsOf(strip.length / 2)));
  const address = instruction("i32.shl", [get(filled), i32(3)]);
  const base = instruction("f64x2.splat", [toFloat(get(filled))]);
  const copies = Array.from({ length: copiesFor(strip) }, (_, u) => {
    const offset = builder.local("offset", "v128", `.${u}`);
    const place = { environment: new Map(environment).set(strip.offset, get(offset)), suffix: `.${u}`, valid };
    return [
      set(offset, instruction("f64x2.add", [base, lanes(2 * u)])),
      ...lowering.region(strip.tables, place),
      ...strip.tables.results.map((result, e) => {
        const table = tables + 8 * strip.length * e + 16 * u;
        return effect(instruction("v128.store", [address, lowering.read(result, place)], table));
      }),
    ];
  });
  const body: Statement[] = [
    ...alternate(copies),
    set(filled, instruction("i32.add", [get(filled), i32(2 * copies.length)])),
  ];
  const more = instruction("i32.lt_u", [get(filled), get(needed)]);
  const failures = tableState + TABLE_FAILURES;
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
      set(filled, instruction("i32.load", [i32(0)], tableState)),
      ...when(more, [
        ...captures,
        ...lowering.loadConstants(),
        set(valid, splat(TRUE)),
        { kind: "repeat", label: "entries", body, condition: more },
        effect(instruction("i32.store", [i32(0), get(filled)], tableState)),
        effect(instruction("v128.store", [i32(0), failed], failures)),
      ]),
    ],
  };
}

/** How many pairs of a table's entries are computed at the same time: 4, 2 or 1, all of which divide a strip. */
function copiesFor({ entries, length }: Strip): number {
  const copies = Math.floor(AT_ONCE / (2 * entries.length));
  return Math.min(copies >= 4 ? 4 : Math.max(1, copies), length / 2);
}
