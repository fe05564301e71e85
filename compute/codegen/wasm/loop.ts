import { bitsOf, IDENTITY, type Parallel, type ReductionKind, type Region } from "../../ir/mod.ts";
import { FunctionBuilder, type ModuleBuilder, when } from "./builder.ts";
import type { InstructionName } from "./instructions.ts";
import type { LoopLayout } from "./layout.ts";
import { type Environment, hasCall, Lowering, type Place, reads, TRUE } from "./lower.ts";
import { bindCaptures, loadEntry, loadFailures } from "./memory.ts";
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
  type WasmFunction,
} from "./syntax.ts";

/** How loops are generated; what is not given is chosen by the loop's body. */
export interface LoopOptions {
  /** Whether relaxed SIMD may be used. */
  readonly relaxed: boolean;
  /** Pairs of iterations in one turn of the main loop, each with accumulators of its own. */
  readonly unroll?: number;
  /** Whether the pairs' statements alternate. */
  readonly interleave?: boolean;
  /** Whether constants of the main loop are kept in locals. */
  readonly keepConstants?: boolean;
}

/** Iterations between two looks at the guards, where strips don't say how many. */
const STRETCH = 4096;

/** What each lane adds to the index of its pair. */
export const LANES = instruction("v128.const", [], [0n, bitsOf(1)]);

const combiners: Readonly<Record<ReductionKind, { lanes: InstructionName; scalars: InstructionName }>> = {
  sum: { lanes: "f64x2.add", scalars: "f64.add" },
  product: { lanes: "f64x2.mul", scalars: "f64.mul" },
};

/**
 * Generates `run{number}(first, count)`, which leaves the reductions of `count` iterations from index `first` in memory,
 * each started from its identity.
 *
 * Iterations go in pairs, one in each lane, and `unroll` pairs in each turn of the main loop, each with its own
 * accumulators. What remains at the end goes pair by pair with a mask of the lanes that count, so that all iterations
 * are computed by the same instructions. The order of all additions depends on `count` alone, and on where guards
 * fail. Loops with guards or strips go by stretches: one in which a guard fails is run again by the fallback.
 */
export class LoopGenerator {
  readonly #loop: Parallel;
  readonly #layout: LoopLayout;
  readonly #options: LoopOptions;
  readonly #fill: WasmFunction | undefined;
  readonly #first: Local = { name: "first", type: "f64" };
  readonly #count: Local = { name: "count", type: "i32" };
  readonly #builder = new FunctionBuilder([this.#first, this.#count]);
  readonly #lowering: Lowering;
  readonly #environment: Environment = new Map();
  /** The reductions of the finished stretches. */
  readonly #totals: readonly Local[];
  /** Those of the current stretch: for each copy of the body, one for each reduction. */
  readonly #accumulators: readonly (readonly Local[])[];
  readonly #index: Local;
  /** First index of the stretch, in both lanes. */
  readonly #base: Local;
  /** Iterations done in the stretch, and its end; with tables in bytes, so that they are addresses. */
  readonly #k: Local;
  readonly #end: Local;
  readonly #scale: number;
  /** All ones as long as guards hold. */
  readonly #valid: Local | undefined;

  /** @param fill The function that fills the loop's tables, if it has any. */
  constructor(
    loop: Parallel,
    layout: LoopLayout,
    module: ModuleBuilder,
    options: LoopOptions,
    fill: WasmFunction | undefined,
  ) {
    const unroll = options.unroll ?? (hasCall(loop.body) ? 1 : 4);
    const local = (name: string, suffix = "") => this.#builder.local(name, "v128", suffix);
    this.#loop = loop;
    this.#layout = layout;
    this.#options = options;
    this.#fill = fill;
    this.#lowering = new Lowering(module, this.#builder, options.relaxed);
    this.#accumulators = Array.from(
      { length: unroll },
      (_, u) => loop.reductions.map(({ name }) => local(name, `.${u}`)),
    );
    this.#totals = loop.reductions.map(({ name }) => local(name));
    this.#index = local(loop.index.name);
    this.#base = local("base");
    this.#k = this.#builder.local("k", "i32");
    this.#end = this.#builder.local("end", "i32");
    this.#scale = fill ? 8 : 1;
    this.#valid = loop.fallback && local("valid");
  }

  generate(name: string, comments: readonly string[]): WasmFunction {
    const { strip, fallback } = this.#loop;
    const captures = bindCaptures(this.#loop, this.#layout, this.#builder, this.#environment);
    const stretches = strip || fallback ? this.#stretches(strip?.length ?? STRETCH) : [
      set(this.#base, instruction("f64x2.splat", [get(this.#first)])),
      set(this.#end, get(this.#count)),
      ...this.#stretch(),
    ];
    const body = [
      ...(this.#fill ? [this.#fillTables(this.#fill)] : []),
      ...(captures.length > 0 ? [comment("what it captures")] : []),
      ...captures,
      comment("constants, kept in registers"),
      ...this.#lowering.loadConstants(),
      ...this.#start(this.#totals),
      ...stretches,
      ...this.#totals.map((total, r) =>
        effect(instruction("f64.store", [i32(0), this.#addLanes(total, r)], this.#layout.partials + 8 * r))
      ),
    ];
    return { name, exported: true, parameters: this.#builder.parameters, locals: this.#builder.locals, body, comments };
  }

  /** Cuts the iterations into stretches of `length`, the last one shorter. */
  #stretches(length: number): Statement[] {
    const position = this.#builder.local("position", "i32");
    const own = this.#builder.local("length", "i32");
    const rest = instruction("i32.sub", [get(this.#count), get(position)]);
    const body: Statement[] = [
      set(own, minimum(rest, i32(length))),
      set(this.#end, this.#scale === 1 ? get(own) : instruction("i32.shl", [get(own), i32(Math.log2(this.#scale))])),
      set(
        this.#base,
        instruction("f64x2.splat", [
          instruction("f64.add", [get(this.#first), instruction("f64.convert_i32_u", [get(position)])]),
        ]),
      ),
      ...this.#header(),
      ...this.#stretch(),
      set(position, instruction("i32.add", [get(position), get(own)])),
    ];
    const condition = instruction("i32.lt_u", [get(position), get(this.#count)]);
    return when(get(this.#count), [{ kind: "repeat", label: "stretch", body, condition }]);
  }

  /** What is computed once for a strip. */
  #header(): Statement[] {
    const valid = this.#valid ? [set(this.#valid, this.#fill ? loadFailures(this.#layout) : splat(TRUE))] : [];
    const { strip } = this.#loop;
    if (!strip) return valid;
    this.#lowering.keepConstants = false;
    const environment = new Map(this.#environment).set(strip.base, get(this.#base));
    const place = { environment, suffix: "", valid: this.#valid };
    const statements = this.#lowering.region(strip.header, place);
    strip.invariants.forEach((invariant, v) => {
      const local = this.#builder.local(invariant.name, "v128");
      this.#environment.set(invariant, get(local));
      statements.push(set(local, this.#lowering.read(strip.header.results[v], place)));
    });
    return [...valid, ...statements];
  }

  /** From `base` to `end`: turns of the main loop, the pairs that remain, and all again if a guard failed. */
  #stretch(): Statement[] {
    const { body, fallback } = this.#loop;
    const restart = [
      ...this.#start(this.#accumulators.flat()),
      set(this.#k, i32(0)),
      set(this.#index, instruction("f64x2.add", [get(this.#base), LANES])),
    ];
    const main = this.#turns();
    const rest = [
      comment("what remains, two iterations at a time, the last perhaps alone"),
      ...this.#pairs(body, "rest"),
    ];
    const again = fallback && this.#valid
      ? [
        comment("where an argument was outside of an expansion's domain, all of it again by the slower way"),
        ...when(instruction("i32.eqz", [instruction("i64x2.all_true", [get(this.#valid)])]), [
          ...restart,
          ...this.#pairs(fallback, "again"),
        ]),
      ]
      : [];
    const combined = this.#totals.map((total, r) => {
      const sum = balanced(this.#accumulators.map((copy) => get(copy[r])), this.#combiner(r).lanes);
      return set(total, instruction(this.#combiner(r).lanes, [get(total), sum]));
    });
    return [...restart, ...main, ...rest, ...again, ...combined];
  }

  /** The main loop: whole turns of `unroll` pairs. */
  #turns(): Statement[] {
    const unroll = this.#accumulators.length;
    const advance = 2 * unroll * this.#scale;
    this.#lowering.keepConstants = this.#options.keepConstants ?? true;
    const { body: region, index } = this.#loop;
    const indices = this.#accumulators.map((_, u) =>
      u === 0 || !reads(region, index) ? this.#index : this.#builder.local(index.name, "v128", `.${u}`)
    );
    const copies = this.#accumulators.map((accumulators, u) => this.#iteration(region, accumulators, indices[u], u));
    const body = [
      ...indices.flatMap((local, u) => local === this.#index ? [] : [set(local, this.#shifted(2 * u))]),
      ...((this.#options.interleave ?? true) ? alternate(copies) : copies.flat()),
      ...this.#advanceIndex(2 * unroll, region),
      set(this.#k, instruction("i32.add", [get(this.#k), i32(advance)])),
    ];
    const whole = this.#builder.local("whole", "i32");
    return [
      comment(`${2 * unroll} iterations a turn`),
      set(whole, instruction("i32.sub", [get(this.#end), instruction("i32.rem_u", [get(this.#end), i32(advance)])])),
      ...when(get(whole), [
        { kind: "repeat", label: "turn", body, condition: instruction("i32.lt_u", [get(this.#k), get(whole)]) },
      ]),
    ];
  }

  /** From `k` to the end pair by pair, all into the first copy's accumulators. */
  #pairs(region: Region, label: string): Statement[] {
    this.#lowering.keepConstants = false;
    const path = this.#builder.local("inside", "v128");
    const position = (local: Local) => instruction("f64x2.splat", [instruction("f64.convert_i32_u", [get(local)])]);
    const lanes = instruction("v128.const", [], [0n, bitsOf(this.#scale)]);
    const inside = instruction("f64x2.lt", [instruction("f64x2.add", [position(this.#k), lanes]), position(this.#end)]);
    const body = [
      set(path, inside),
      ...this.#iteration(region, this.#accumulators[0], this.#index, 0, get(path)),
      ...this.#advanceIndex(2, region),
      set(this.#k, instruction("i32.add", [get(this.#k), i32(2 * this.#scale)])),
    ];
    const more = instruction("i32.lt_u", [get(this.#k), get(this.#end)]);
    return when(more, [{ kind: "repeat", label, body, condition: more }]);
  }

  /** One pair of iterations; lanes outside of `path` leave the accumulators alone. */
  #iteration(
    region: Region,
    accumulators: readonly Local[],
    index: Local,
    copy: number,
    path?: Expression,
  ): Statement[] {
    const { strip, reductions } = this.#loop;
    const suffix = `.${copy}`;
    const place: Place = { environment: new Map(this.#environment), suffix, valid: this.#valid, path };
    const statements: Statement[] = [];
    place.environment.set(this.#loop.index, get(index));
    strip?.entries.forEach((entry, e) => {
      const local = this.#builder.local(entry.name, "v128", suffix);
      statements.push(set(local, loadEntry(this.#k, this.#layout.tables + 8 * strip.length * e + 16 * copy)));
      place.environment.set(entry, get(local));
    });
    reductions.forEach(({ carried }, r) => place.environment.set(carried, get(accumulators[r])));
    statements.push(...this.#lowering.region(region, place));
    region.results.forEach((result, r) => {
      const next = this.#lowering.read(result, place);
      const old = get(accumulators[r]);
      statements.push(set(accumulators[r], path ? instruction("v128.bitselect", [next, old, path]) : next));
    });
    return statements;
  }

  #advanceIndex(by: number, region: Region): Statement[] {
    return reads(region, this.#loop.index) ? [set(this.#index, this.#shifted(by))] : [];
  }

  #shifted(by: number): Expression {
    return instruction("f64x2.add", [get(this.#index), this.#lowering.constant(bitsOf(by))]);
  }

  /** Sets accumulators to their reductions' identities. */
  #start(accumulators: readonly Local[]): Statement[] {
    const { reductions } = this.#loop;
    return accumulators.map((local, k) => set(local, splat(bitsOf(IDENTITY[reductions[k % reductions.length].kind]))));
  }

  #addLanes(total: Local, reduction: number): Expression {
    const lanes = [0, 1].map((lane) => instruction("f64x2.extract_lane", [get(total)], lane));
    return instruction(this.#combiner(reduction).scalars, lanes);
  }

  #combiner(reduction: number) {
    return combiners[this.#loop.reductions[reduction].kind];
  }

  /** Fills as much of the tables as the iterations will read. */
  #fillTables(fill: WasmFunction): Statement {
    const needed = minimum(get(this.#count), i32(this.#loop.strip!.length));
    return effect({ kind: "call", callee: fill, operands: [needed] });
  }
}

function comment(text: string): Statement {
  return { kind: "comment", text };
}

/** The smaller of two small unsigned integers. */
function minimum(x: Expression, y: Expression): Expression {
  return instruction("select", [x, y, instruction("i32.lt_u", [x, y])]);
}

/** Combines expressions as a balanced tree. */
function balanced(expressions: readonly Expression[], name: InstructionName): Expression {
  if (expressions.length === 1) return expressions[0];
  const half = Math.ceil(expressions.length / 2);
  return instruction(name, [balanced(expressions.slice(0, half), name), balanced(expressions.slice(half), name)]);
}

/** Takes one statement of each list in turn. */
function alternate(lists: readonly (readonly Statement[])[]): Statement[] {
  const longest = Math.max(...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, k) => lists.flatMap((list) => list.slice(k, k + 1))).flat();
}
