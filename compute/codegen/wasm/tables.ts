import { bitsOf, type Parallel, type Strip } from "../../ir/mod.ts";
import { add, alternate, FunctionBuilder, isLess, lanes, type ModuleBuilder, plus, toFloat, when } from "./builder.ts";
import { type LoopLayout, TABLE_FAILURES } from "./layout.ts";
import { type Environment, hasGuard, Lowering } from "./lower.ts";
import { bindCaptures } from "./memory.ts";
import { type EntrySum, entrySums, FINE } from "./table_sums.ts";
import {
  effect,
  type Expression,
  get,
  i32,
  instruction,
  type Local,
  set,
  splat,
  type Statement,
  TRUE,
  type WasmFunction,
} from "./syntax.ts";

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
  const parts: TableParts = { strip, builder, lowering, environment, valid, filled, tables, relaxed };
  const sums = entrySums(strip);
  const { before = [], body, after = [] } = sums ? bySums(parts, sums) : directly(parts);
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
        ...before,
        { kind: "repeat", label: "entries", body, condition: more },
        ...after,
        effect(instruction("i32.store", [i32(0), get(filled)], tableState)),
        effect(instruction("v128.store", [i32(0), failed], failures)),
      ]),
    ],
  };
}

/** What fills a strip's tables: again and again from the entry `filled` on, which it counts up; and before and after. */
interface Filling {
  readonly before?: readonly Statement[];
  readonly body: readonly Statement[];
  readonly after?: readonly Statement[];
}

interface TableParts {
  readonly strip: Strip;
  readonly builder: FunctionBuilder;
  readonly lowering: Lowering;
  readonly environment: Environment;
  readonly valid: Local;
  readonly filled: Local;
  /** The tables' address. */
  readonly tables: number;
  readonly relaxed: boolean;
}

/** Computes two entries of each table, in a copy of the code of its own: the statements, and the entries. */
function entriesAt(at: Expression, copy: number, { strip, builder, lowering, environment, valid }: TableParts) {
  const suffix = `.${copy}`;
  const offset = builder.local("offset", "v128", suffix);
  const place = { environment: new Map(environment).set(strip.offset, get(offset)), suffix, valid };
  const statements = [set(offset, at), ...lowering.region(strip.tables, place)];
  return { statements, entries: strip.tables.results.map((result) => lowering.read(result, place)) };
}

/** The address of a table's first entry. */
function tableAt(table: number, { strip, tables }: TableParts): number {
  return tables + 8 * strip.length * table;
}

function bytes(entries: Expression): Expression {
  return instruction("i32.shl", [entries, i32(3)]);
}

function splatted(count: Expression): Expression {
  return instruction("f64x2.splat", [toFloat(count)]);
}

/** Each entry by itself. */
function directly(parts: TableParts): Filling {
  const { strip, filled } = parts;
  const copies = Array.from({ length: copiesFor(strip) }, (_, u) => {
    const { statements, entries } = entriesAt(add(splatted(get(filled)), lanes(2 * u)), u, parts);
    const stores = entries.map((entry, e) =>
      effect(instruction("v128.store", [bytes(get(filled)), entry], tableAt(e, parts) + 16 * u))
    );
    return [...statements, ...stores];
  });
  return { body: [...alternate(copies), set(filled, plus(get(filled), i32(2 * copies.length)))] };
}

/** Entries by those at multiples of `FINE` and those just beyond the one at which the tables' argument is 0. */
function bySums(parts: TableParts, sums: readonly EntrySum[]): Filling {
  const { strip, builder, filled, relaxed } = parts;
  const origin = strip.half ? strip.length / 2 : 0;
  const k = builder.local("k", "i32");
  const at = builder.local("at", "i32");
  const vectors = (name: string) => sums.map(() => builder.local(name, "v128"));
  const [coarse, fine] = [vectors("coarse"), vectors("fine")];
  const pairs = (label: string, statements: readonly Statement[]): Statement[] => [
    set(k, i32(0)),
    {
      kind: "repeat",
      label,
      body: [...statements, set(k, plus(get(k), i32(2)))],
      condition: isLess(get(k), i32(FINE)),
    },
  ];
  const first = entriesAt(add(splatted(get(k)), lanes(origin)), 0, parts);
  const next = entriesAt(splatted(get(filled)), 1, parts);
  const nearOrigin = (e: number) => tableAt(e, parts) + 8 * origin;
  const before = pairs("fine", [
    ...first.statements,
    ...first.entries.map((entry, e) => effect(instruction("v128.store", [bytes(get(k)), entry], nearOrigin(e)))),
  ]);
  const body = [
    ...next.statements,
    ...coarse.map((local, e) => set(local, next.entries[e])),
    ...pairs("sums", [
      ...fine.map((local, e) => set(local, instruction("v128.load", [bytes(get(k))], nearOrigin(e)))),
      set(at, bytes(plus(get(filled), get(k)))),
      ...sums.map((sum, e) => {
        const entry = sum(coarse.map(get), fine.map(get), relaxed);
        return effect(instruction("v128.store", [get(at), entry], tableAt(e, parts)));
      }),
    ]),
    set(filled, plus(get(filled), i32(FINE))),
  ];
  // Beyond the last entry guards are looked at, too.
  const after = hasGuard(strip.tables) ? next.statements : [];
  return { before: when(instruction("i32.eqz", [get(filled)]), before), body, after };
}

/** How many pairs of a table's entries are computed at the same time: 4, 2 or 1, all of which divide a strip. */
function copiesFor({ entries, length }: Strip): number {
  const copies = Math.floor(AT_ONCE / (2 * entries.length));
  return Math.min(copies >= 4 ? 4 : Math.max(1, copies), length / 2);
}
