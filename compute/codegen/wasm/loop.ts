import { bitsOf, IDENTITY, type Parallel, type ReductionKind, type Region, type Value } from "../../ir/mod.ts";
import {
  add,
  balanced,
  comment,
  FunctionBuilder,
  lanes,
  minimum,
  type ModuleBuilder,
  toFloat,
  when,
} from "./builder.ts";
import type { InstructionName } from "./instructions.ts";
import { type IterationContext, lowerPair, lowerTurn } from "./iteration.ts";
import type { LoopLayout } from "./layout.ts";
import { type Environment, hasGuard, Lowering } from "./lower.ts";
import { bindCaptures, loadFailures } from "./memory.ts";
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

/** Runs of fewer iterations take shorter strips, where there are tables: to fill long ones would take most of the time. */
const LONG_RUN = 8192;
const SHORT_STRIP = 128;

/** Runs of fewer iterations take stretches as short, lest one guard that fails have nearly all of them run twice. */
const SHORT_RUN = 2048;

/**
 * Iterations of the first stretch, where guards may fail and there are no tables: they fail at ends of ranges most of all,
 * such as a logarithm's at 0, and what is run again is then little.
 */
const FIRST_STRETCH = 16;

/** An entry of a table is 8 bytes. */
const SHIFT = 3;

export const combiners: Readonly<Record<ReductionKind, { lanes: InstructionName; scalars: InstructionName }>> = {
  sum: { lanes: "f64x2.add", scalars: "f64.add" },
  product: { lanes: "f64x2.mul", scalars: "f64.mul" },
  min: { lanes: "f64x2.min", scalars: "f64.min" },
  max: { lanes: "f64x2.max", scalars: "f64.max" },
};

/** What a reduction's two lanes combine to, times the factor of all terms, which both lanes have. */
export function acrossLanes(total: Local, kind: ReductionKind, factor: Expression | undefined): Expression {
  const lane = (vector: Expression, lane: number) => instruction("f64x2.extract_lane", [vector], lane);
  const both = instruction(combiners[kind].scalars, [0, 1].map((k) => lane(get(total), k)));
  return factor ? instruction("f64.mul", [both, lane(factor, 0)]) : both;
}

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
  /** Those of the current stretch. */
  readonly #partials: readonly Local[];
  /** First index of the stretch, in both lanes. */
  readonly #base: Local;
  /** Iterations of the stretch. */
  readonly #length: Local;
  /** Iterations done in the stretch; with tables times 8, so that it is an address in them. */
  readonly #k: Local;
  readonly #scale: number;
  /** All ones as long as guards hold. */
  readonly #valid: Local | undefined;

  /**
   * @param fill The function that fills the loop's tables, if it has any.
   * @param varying The values that may differ between iterations, if they are known.
   */
  constructor(
    loop: Parallel,
    layout: LoopLayout,
    module: ModuleBuilder,
    options: LoopOptions,
    fill: WasmFunction | undefined,
    varying: ReadonlySet<Value> | undefined,
  ) {
    const local = (name: string) => this.#builder.local(name, "v128");
    this.#loop = loop;
    this.#layout = layout;
    this.#options = options;
    this.#fill = fill;
    this.#lowering = new Lowering(module, this.#builder, options.relaxed, varying);
    this.#totals = loop.reductions.map(({ name }) => local(name));
    this.#partials = loop.reductions.map(({ name }) => local(name));
    this.#base = local("base");
    this.#length = this.#builder.local("length", "i32");
    this.#k = this.#builder.local("k", "i32");
    this.#scale = fill ? 8 : 1;
    this.#valid = loop.fallback && local("valid");
  }

  generate(name: string, comments: readonly string[]): WasmFunction {
    const { strip, fallback } = this.#loop;
    const captures = bindCaptures(this.#loop, this.#layout, this.#builder, this.#environment);
    const stretches = strip || fallback ? this.#stretches() : [
      set(this.#base, instruction("f64x2.splat", [get(this.#first)])),
      set(this.#length, get(this.#count)),
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
    return {
      name,
      exported: !this.#loop.near,
      parameters: this.#builder.parameters,
      locals: this.#builder.locals,
      body,
      comments,
    };
  }

  /** Cuts the iterations into stretches, the last one shorter. */
  #stretches(): Statement[] {
    const position = this.#builder.local("position", "i32");
    const rest = instruction("i32.sub", [get(this.#count), get(position)]);
    const base = instruction("f64.add", [get(this.#first), toFloat(get(position))]);
    const body: Statement[] = [
      set(this.#length, minimum(rest, this.#firstShorter(position, this.#stretchLength()))),
      set(this.#base, instruction("f64x2.splat", [base])),
      ...this.#header(),
      ...this.#stretch(),
      set(position, instruction("i32.add", [get(position), get(this.#length)])),
    ];
    const condition = instruction("i32.lt_u", [get(position), get(this.#count)]);
    return when(get(this.#count), [{ kind: "repeat", label: "stretch", body, condition }]);
  }

  /** How long stretches are; it depends on `count` alone. */
  #stretchLength(): Expression {
    const length = this.#loop.strip?.length ?? STRETCH;
    if (length <= SHORT_STRIP) return i32(length);
    const isShort = instruction("i32.lt_u", [get(this.#count), i32(this.#fill ? LONG_RUN : SHORT_RUN)]);
    return instruction("select", [i32(SHORT_STRIP), i32(length), isShort]);
  }

  #firstShorter(position: Local, length: Expression): Expression {
    if (!this.#valid || this.#fill) return length;
    return instruction("select", [length, i32(FIRST_STRETCH), get(position)]);
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

  /** The iterations of a stretch: whole turns, the pairs that remain, and all again if a guard failed. */
  #stretch(): Statement[] {
    const { body, fallback } = this.#loop;
    const restart = [...this.#start(this.#partials), set(this.#k, i32(0))];
    const turns = this.#turns();
    const rest = [
      comment("what remains, two iterations at a time, the last perhaps alone"),
      ...this.#pairs(body, "rest"),
    ];
    const holds = this.#valid && instruction("i64x2.all_true", [get(this.#valid)]);
    // Where a guard of the header or of the tables has failed, there is nothing to try.
    const first = holds && this.#loop.strip ? when(holds, [...turns, ...rest]) : [...turns, ...rest];
    const again = fallback && holds
      ? [
        comment("where an argument was outside of an expansion's domain, all of it again by the slower way"),
        ...when(instruction("i32.eqz", [holds]), [
          ...restart,
          ...this.#pairs(fallback, "again"),
        ]),
      ]
      : [];
    const combined = this.#totals.map((total, r) =>
      set(total, instruction(this.#combiner(r).lanes, [get(total), get(this.#partials[r])]))
    );
    return [...restart, ...first, ...again, ...combined];
  }

  /**
   * The main loop: turns of `unroll` pairs. All that the copies of the body carry is kept apart for each and at the end
   * stored side by side, the form in which V8 could join copies into vectors of twice the width. Its
   * `--experimental-wasm-revectorize` does so, for up to half the time and the same bits; but as of V8 15.0 it leaves the
   * registers' upper halves in use, after which SSE code such as `Math.exp` runs 40 times slower on that thread.
   */
  #turns(): Statement[] {
    const unroll = this.#layout.unroll;
    const step = 2 * unroll;
    this.#lowering.keepConstants = this.#options.keepConstants ?? true;
    const { body: region, index, reductions } = this.#loop;
    const copies = Array.from({ length: unroll }, (_, u) => u);
    const locals = (name: string) => copies.map((u) => this.#builder.local(name, "v128", `.${u}`));
    const accumulators = reductions.map(({ name }) => locals(name));
    const valid = this.#valid && hasGuard(region) ? locals("valid") : [];
    const first = this.#lowering.reads(region, index) ? this.#builder.local(index.name, "v128", ".0") : undefined;
    const carried = [...accumulators, ...(valid.length > 0 ? [valid] : [])];
    const address = (list: number, copy: number) => this.#layout.vectors + 16 * (list * unroll + copy);
    const load = (list: number) => copies.map((u) => instruction("v128.load", [i32(0)], address(list, u)));

    const pairs = copies.map((u) => ({
      accumulators: accumulators.map((list) => list[u]),
      valid: valid[u],
    }));
    const body = lowerTurn(region, pairs, first, this.#options.interleave ?? true, this.#context());
    const whole = this.#builder.local("whole", "i32");
    const rounded = instruction("i32.sub", [
      get(this.#length),
      instruction("i32.rem_u", [get(this.#length), i32(step)]),
    ]);
    return [
      comment(`${step} iterations a turn`),
      set(whole, this.#scaled(rounded)),
      ...when(get(whole), [
        ...accumulators.flatMap((list) => list).map((local, k) => this.#identity(local, Math.floor(k / unroll))),
        ...valid.map((local) => set(local, splat(TRUE))),
        ...(first ? [set(first, add(get(this.#base), lanes(0)))] : []),
        { kind: "repeat", label: "turn", body, condition: instruction("i32.lt_u", [get(this.#k), get(whole)]) },
        ...carried.flatMap((list, l) =>
          list.map((local, u) => effect(instruction("v128.store", [i32(0), get(local)], address(l, u))))
        ),
        ...this.#partials.map((partial, r) => set(partial, balanced(load(r), this.#combiner(r).lanes))),
        ...(this.#valid && valid.length > 0
          ? [set(this.#valid, balanced([get(this.#valid), ...load(reductions.length)], "v128.and"))]
          : []),
      ]),
    ];
  }

  /** From `k` to the end of the stretch pair by pair. */
  #pairs(region: Region, label: string): Statement[] {
    this.#lowering.keepConstants = false;
    const last = {
      done: this.#scale === 1 ? get(this.#k) : instruction("i32.shr_u", [get(this.#k), i32(SHIFT)]),
      end: instruction("f64x2.splat", [toFloat(get(this.#length))]),
      base: get(this.#base),
    };
    const body = lowerPair(region, { accumulators: this.#partials, valid: this.#valid }, last, this.#context());
    const more = instruction("i32.lt_u", [get(this.#k), this.#scaled(get(this.#length))]);
    return when(more, [{ kind: "repeat", label, body, condition: more }]);
  }

  #context(): IterationContext {
    return {
      loop: this.#loop,
      lowering: this.#lowering,
      builder: this.#builder,
      environment: this.#environment,
      strip: this.#loop.strip,
      tables: this.#layout.tables,
      k: this.#k,
      scale: this.#scale,
    };
  }

  /** Sets a local for each reduction to its identity. */
  #start(locals: readonly Local[]): Statement[] {
    return locals.map((local, r) => this.#identity(local, r));
  }

  #identity(local: Local, reduction: number): Statement {
    return set(local, splat(bitsOf(IDENTITY[this.#loop.reductions[reduction].kind])));
  }

  /** A number of iterations in the units of `k`. */
  #scaled(iterations: Expression): Expression {
    return this.#scale === 1 ? iterations : instruction("i32.shl", [iterations, i32(SHIFT)]);
  }

  #addLanes(total: Local, reduction: number): Expression {
    const { kind, factor } = this.#loop.reductions[reduction];
    const place = { environment: this.#environment, suffix: "" };
    return acrossLanes(total, kind, factor && this.#lowering.read(factor, place));
  }

  #combiner(reduction: number) {
    return combiners[this.#loop.reductions[reduction].kind];
  }

  /** Fills as much of the tables as the iterations will read. */
  #fillTables(fill: WasmFunction): Statement {
    const needed = minimum(get(this.#count), this.#stretchLength());
    return effect({ kind: "call", callee: fill, operands: [needed] });
  }
}
