import {
  type Call,
  type Kernel,
  type Loop,
  type Operation,
  type Parallel,
  type Region,
  RegionBuilder,
  regionsOf,
  someInstruction,
  type Strip,
  type Value,
} from "../ir/mod.ts";
import { type ExpansionOptions, mathFunctions } from "../math/mod.ts";
import type { OptimizeOptions, Pass } from "./pass.ts";
import { Ranges } from "./ranges.ts";
import { Rewriter } from "./rewriter.ts";

/**
 * Replaces the calls inside parallel loops by operations, where their records know how. Expansions may be guarded, where
 * interval analysis doesn't prove the guard; then the loop gets a fallback, in which they are total, or remain calls.
 */
export const callExpansion: Pass = {
  name: "call expansion",
  run: (kernel: Kernel, options: OptimizeOptions) => new LoopExpander(options.fastmath).kernel(kernel),
};

/** Expands what computes with 32-bit integers, for targets in f32, which have the other functions of their own. */
export const integerExpansion: Pass = {
  name: "integer expansion",
  run: (kernel: Kernel) => new IntegerExpander().kernel(kernel),
};

class IntegerExpander extends Rewriter {
  override value(instruction: Operation | Call, into: RegionBuilder): Value {
    if (!this.inLoop || instruction.kind !== "call") return into.add(instruction);
    const record = mathFunctions.get(instruction.callee.name);
    if (!record?.integers) return into.add(instruction);
    return record.expand!(into, instruction.operands, { fastmath: false, total: true, single: true })!;
  }
}

class LoopExpander extends Rewriter {
  constructor(readonly fastmath: boolean) {
    super();
  }

  override parallel(loop: Parallel): Parallel {
    const ranges = new Ranges();
    const expand = (region: Region, options: Partial<ExpansionOptions> = {}) =>
      new RegionExpander({ fastmath: this.fastmath, total: false, ...options }, ranges).region(region);
    const strip = loop.strip && this.#expandStrip(loop.strip, ranges, expand);
    const fast: Parallel = { ...this.loopHeader(loop), strip, body: expand(loop.body), fallback: undefined };
    if (!hasGuards(fast)) return fast;
    const total = new RegionExpander({ fastmath: this.fastmath, total: true }, new Ranges());
    return { ...fast, fallback: total.region(loop.fallback ?? loop.body) };
  }

  /** Expands what serves many samples in the best precision; what is known of it is known of the body's parameters. */
  #expandStrip(
    strip: Strip,
    ranges: Ranges,
    expand: (region: Region, options: Partial<ExpansionOptions>) => Region,
  ): Strip {
    const tables = expand(strip.tables, { fastmath: false });
    const header = expand(strip.header, { fastmath: false });
    tables.results.forEach((value, k) => ranges.assume(strip.entries[k], ranges.of(value)));
    header.results.forEach((value, k) => ranges.assume(strip.invariants[k], ranges.of(value)));
    return { ...strip, tables, header };
  }
}

/** Expands the calls of one region; what guards ensure is known from there on. */
class RegionExpander extends Rewriter {
  constructor(readonly options: ExpansionOptions, readonly ranges: Ranges) {
    super();
  }

  override value(instruction: Operation | Call, into: RegionBuilder): Value {
    if (instruction.kind !== "call") return into.add(instruction);
    const expansion = new RegionBuilder();
    const expand = mathFunctions.get(instruction.callee.name)?.expand;
    const value = expand?.(expansion, instruction.operands, this.options);
    if (!value) return into.add(instruction);
    for (const step of expansion.finish([]).instructions) {
      if (step.kind !== "guard") into.add(step);
      else if (!this.ranges.proves(step.condition)) {
        this.ranges.assumeHolds(step.condition);
        into.add(step);
      }
    }
    this.ranges.assume(value, this.ranges.ofCall(instruction));
    return value;
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

/** Tells whether a loop needs a fallback. */
function hasGuards(loop: Parallel): boolean {
  return regionsOf({ ...loop, fallback: undefined }).some((region) =>
    someInstruction(region, ({ kind }) => kind === "guard")
  );
}
