import {
  type Call,
  constant,
  type Fastmath,
  type Kernel,
  type Loop,
  type Near,
  type Operation,
  type Parallel,
  parameter,
  type Region,
  RegionBuilder,
  regionsOf,
  someInstruction,
  type Strip,
  type Value,
} from "../ir/mod.ts";
import { type ExpansionOptions, type MathFunction, mathFunctions } from "../math/mod.ts";
import type { NoteSink } from "./notes.ts";
import type { Pass, PassOptions } from "./pass.ts";
import { IntegerAnalysis, type Integrality } from "./integers.ts";
import { Ranges } from "./ranges.ts";
import { Rewriter } from "./rewriter.ts";

/**
 * Replaces the calls inside parallel loops by operations. Expansions may be guarded, where interval analysis doesn't prove
 * the guard; then the loop gets a fallback, in which calls remain, for functions that are valid everywhere.
 */
export const callExpansion: Pass = {
  name: "call expansion",
  run: (kernel: Kernel, options: PassOptions) => new LoopExpander(options).kernel(kernel),
};

/** For what serves many samples, or must be exact. */
const PRECISE = { fastmath: false, contract: false };

/** Expands what computes with 32-bit integers, for the targets that have the other functions of their own. */
export const integerExpansion: Pass = {
  name: "integer expansion",
  run: (kernel: Kernel, { digits }) => new IntegerExpander(digits).kernel(kernel),
};

class IntegerExpander extends Rewriter {
  constructor(readonly digits: number) {
    super();
  }

  override value(instruction: Operation | Call, into: RegionBuilder): Value {
    if (!this.inLoop || instruction.kind !== "call") return into.add(instruction);
    const record = mathFunctions.get(instruction.callee.name);
    if (!record?.integers) return into.add(instruction);
    return record.expand(into, instruction.operands, { ...PRECISE, total: true, digits: this.digits });
  }
}

class LoopExpander extends Rewriter {
  constructor(readonly options: PassOptions) {
    super();
  }

  override parallel(loop: Parallel): Parallel {
    const ranges = new Ranges(this.options.flags);
    const { flags, note } = this.options;
    const { afn: fastmath, contract } = flags;
    let analysis: IntegerAnalysis | undefined;
    const isInteger = (value: Value) => isAlways((analysis ??= new IntegerAnalysis(loop)).of(value), flags);
    const expand = (region: Region, options: Partial<RegionOptions> = {}) =>
      new RegionExpander({ fastmath, contract, total: false, isInteger, ...options }, ranges, note).region(region);
    const strip = loop.strip && this.#expandStrip(loop.strip, ranges, expand);
    const near = loop.near && this.#expandNear(loop.near);
    const fast: Parallel = { ...this.loopHeader(loop), near, strip, body: expand(loop.body), fallback: undefined };
    if (!hasGuards(fast)) return fast;
    // Its calls are left to targets, which have total functions of their own: they are seldom run.
    return { ...fast, fallback: this.region(loop.fallback ?? loop.body) };
  }

  /** Expands what is left to expand; a body that guards its samples is none. */
  #expandNear({ strip, body }: Near): Near | undefined {
    const { afn: fastmath, contract } = this.options.flags;
    const ranges = new Ranges(this.options.flags);
    const expand = (region: Region, options: Partial<RegionOptions> = {}) =>
      new RegionExpander({ fastmath, contract, total: false, ...options }, ranges, undefined).region(region);
    const near = { strip: this.#expandStrip(strip, ranges, expand), body: expand(body) };
    return someInstruction(near.body, ({ kind }) => kind === "guard") ? undefined : near;
  }

  /** Expands what serves many samples in the best precision; what is known of it is known of the body's parameters. */
  #expandStrip(
    strip: Strip,
    ranges: Ranges,
    expand: (region: Region, options: Partial<RegionOptions>) => Region,
  ): Strip {
    const tables = expand(strip.tables, { ...PRECISE, outlined: true });
    const header = expand(strip.header, { ...PRECISE, outlined: true });
    tables.results.forEach((value, k) => ranges.equate(strip.entries[k], value));
    header.results.forEach((value, k) => ranges.equate(strip.invariants[k], value));
    return { ...strip, tables, header };
  }
}

/** Whether an integer is one under all conditions, or under those that flags grant. */
function isAlways(integrality: Integrality | null, { nnan, ninf }: Pick<Fastmath, "nnan" | "ninf">): boolean {
  return integrality !== null && integrality.uniform.size === 0 && (integrality.varying.size === 0 || (nnan && ninf));
}

/** How a region's calls are expanded. */
interface RegionOptions extends ExpansionOptions {
  /** Whether a value is known to be an integer. */
  readonly isInteger?: (value: Value) => boolean;
  /** Whether functions of more than a few operations are left to the target, to be called. */
  readonly outlined?: boolean;
}

/** Expands the calls of one region; what guards ensure is known from there on. */
class RegionExpander extends Rewriter {
  constructor(readonly options: RegionOptions, readonly ranges: Ranges, readonly note: NoteSink) {
    super();
  }

  override value(instruction: Operation | Call, into: RegionBuilder): Value {
    if (instruction.kind !== "call") return into.add(instruction);
    const record = mathFunctions.get(instruction.callee.name)!;
    if (this.options.outlined && isLong(record)) return this.#outlined(instruction, into);
    const expansion = new RegionBuilder();
    const { expand } = record;
    const { operands } = instruction;
    // Only remainders ask.
    const integers = record.name === "rem" && operands.every((operand) => this.options.isInteger?.(operand));
    const value = expand(expansion, operands, { ...this.options, integers });
    const { span, callee: { name: callee } } = instruction;
    let [guards, proved] = [0, 0];
    for (const step of expansion.finish([]).instructions) {
      if (step.kind !== "guard") into.add(step);
      else if (this.ranges.proves(step.condition)) proved++;
      else {
        guards++;
        this.ranges.assumeHolds(step.condition);
        into.add(step);
      }
    }
    if (!this.options.total) this.note?.({ kind: "expanded", span, callee, guards: guards + proved, proved });
    this.ranges.assume(value, this.ranges.ofCall(instruction));
    return value;
  }

  /** Leaves a call as it is, but guards what may grow or fall exponentially: it is multiplied by others of its kind. */
  #outlined(call: Call, into: RegionBuilder): Value {
    into.add(call);
    for (const [comparison, bound] of EXPONENTIAL_BOUNDS[call.callee.name] ?? []) {
      const size = into.operation("abs", [call]);
      const condition = into.operation(comparison, [size, constant(bound)]);
      if (!this.ranges.proves(condition)) into.guard(condition);
    }
    return call;
  }

  /** Guards of its body may never be reached. */
  override loop(instruction: Loop, into: RegionBuilder): readonly Value[] {
    const initial = instruction.initial.map((value) => this.read(value));
    const test = this.region(instruction.test);
    const body = this.ranges.within(() => this.region(instruction.body));
    into.add({ ...instruction, initial, test, body });
    return instruction.results;
  }
}

/** Below what `ninf` grants. */
const FINITE = ["lt", 2 ** 1000] as const;
const NORMAL = ["ge", 2 ** -1022] as const;

/** Of functions whose values may become infinite, or too small to have all digits. */
const EXPONENTIAL_BOUNDS: Readonly<Partial<Record<string, readonly (readonly ["lt" | "ge", number])[]>>> = {
  exp: [FINITE, NORMAL],
  pow: [FINITE, NORMAL],
  expm1: [FINITE],
  sinh: [FINITE],
  cosh: [FINITE],
};

/** Expansions of more operations are called rather than inlined, where that matters little to the time of a run. */
const FEW_OPERATIONS = 8;

const long = new WeakMap<MathFunction, boolean>();

function isLong(record: MathFunction): boolean {
  let is = long.get(record);
  if (is === undefined) {
    const region = new RegionBuilder();
    const operands = Array.from({ length: record.arity }, () => parameter("x"));
    const result = record.expand(region, operands, { ...PRECISE, total: false });
    is = region.finish([result]).instructions.length > FEW_OPERATIONS;
    long.set(record, is);
  }
  return is;
}

/** Tells whether a loop needs a fallback. */
function hasGuards(loop: Parallel): boolean {
  return regionsOf({ ...loop, fallback: undefined }).some((region) =>
    someInstruction(region, ({ kind }) => kind === "guard")
  );
}
