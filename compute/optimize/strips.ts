import {
  type Call,
  type Kernel,
  type Operation,
  type Parallel,
  type Parameter,
  parameter,
  type Region,
  RegionBuilder,
  type Value,
} from "../ir/mod.ts";
import { mathFunctions } from "../math/mod.ts";
import { AffineAnalysis } from "./affine.ts";
import type { OptimizeOptions, Pass } from "./pass.ts";
import { Rewriter } from "./rewriter.ts";

/**
 * Under fastmath, evaluates sin, cos and exp of arguments that are affine in the index in two levels. Within a strip,
 * the argument is that of the strip's first iteration plus k slopes, so that
 *
 *   cos(t + k h) = cos(t) cos(k h) - sin(t) sin(k h),  e^(t + k h) = e^t e^(k h),
 *
 * with cos(t), sin(t), e^t computed once per strip, and cos(k h), sin(k h), e^(k h) tabulated once per loop. Every
 * sample is still evaluated, to about 2e-16 absolutely (relatively, for exp), without drift. Compare Bachmann, Wang and
 * Zima, "Chains of recurrences", ISSAC 1994, and Shou and van Engelen, ICS 2008, whose recurrences do drift.
 */
export const stripReduction: Pass = {
  name: "strip reduction",
  run: (kernel: Kernel, options: OptimizeOptions) => options.fastmath ? new Stripper().kernel(kernel) : kernel,
};

/** A strip's tables should stay in a first-level cache of 32 KiB: many tables make short strips. */
const LONGEST_STRIP = 1024;
const CACHE_ENTRIES = 3072;

class Stripper extends Rewriter {
  override parallel(loop: Parallel, into: RegionBuilder): Parallel {
    const copy = super.parallel(loop, into);
    return copy.strip || copy.fallback ? copy : withStrip(copy, into);
  }
}

function withStrip(loop: Parallel, around: RegionBuilder): Parallel {
  const carried = loop.reductions.map((reduction) => reduction.carried);
  const strip = new StripBuilder(loop, new AffineAnalysis(loop.body, loop.index, carried, around));
  const body = new Angles(strip).region(loop.body);
  return strip.finish(body) ?? loop;
}

/** Replaces the calls of a loop's body by what its strip gives. */
class Angles extends Rewriter {
  constructor(readonly builder: StripBuilder) {
    super();
  }

  override value(instruction: Operation | Call, into: RegionBuilder): Value {
    // Operands were replaced, but for affine ones, which contain no calls.
    if (instruction.kind === "call" && this.builder.affine.isAffine(instruction.operands[0])) {
      const reduced = REDUCTIONS[instruction.callee.name];
      if (reduced) return reduced(this.builder, instruction.operands[0], into);
    }
    return into.add(instruction);
  }
}

/** How a call is made from its header and table values. */
const REDUCTIONS: Readonly<Record<string, (strip: StripBuilder, argument: Value, into: RegionBuilder) => Value>> = {
  cos: (strip, argument, into) => {
    const [cosine, sine] = [strip.invariant("cos", argument), strip.invariant("sin", argument)];
    const [cosines, sines] = [strip.entry("cos", argument), strip.entry("sin", argument)];
    return into.operation("sub", [
      into.operation("mul", [cosine, cosines]),
      into.operation("mul", [sine, sines]),
    ]);
  },
  sin: (strip, argument, into) => {
    const [cosine, sine] = [strip.invariant("cos", argument), strip.invariant("sin", argument)];
    const [cosines, sines] = [strip.entry("cos", argument), strip.entry("sin", argument)];
    return into.operation("add", [
      into.operation("mul", [sine, cosines]),
      into.operation("mul", [cosine, sines]),
    ]);
  },
  exp: (strip, argument, into) =>
    into.operation("mul", [strip.invariant("exp", argument), strip.entry("exp", argument)]),
};

/** Gathers a strip's tables and header; asked twice for the same, it gives the same. */
class StripBuilder {
  readonly #tables = new RegionBuilder();
  readonly #header = new RegionBuilder();
  readonly #offset = parameter("offset");
  readonly #base = parameter("base");
  readonly #entries = new Map<string, { entry: Parameter; value: Value }>();
  readonly #invariants = new Map<string, { invariant: Parameter; value: Value }>();
  readonly #ids = new Map<Value, number>();
  /** The body's affine values, as the header computes them for the strip's first iteration. */
  readonly #atBase = new Map<Value, Value>();
  readonly #steps = new Map<Value, Value>();

  constructor(readonly loop: Parallel, readonly affine: AffineAnalysis) {
    this.#atBase.set(loop.index, this.#base);
  }

  /** The table of a function of the offset times an argument's slope. */
  entry(name: string, argument: Value): Value {
    const slope = this.affine.slope(argument)!;
    const key = `${name} ${this.#id(slope)}`;
    if (!this.#entries.has(key)) {
      if (!this.#steps.has(slope)) this.#steps.set(slope, this.#tables.operation("mul", [this.#offset, slope]));
      const value = this.#tables.call(mathFunctions.get(name)!, [this.#steps.get(slope)!]);
      this.#entries.set(key, { entry: parameter(`${name}Table${this.#entries.size}`), value });
    }
    return this.#entries.get(key)!.entry;
  }

  /** A function of an argument at the strip's first iteration. */
  invariant(name: string, argument: Value): Value {
    const key = `${name} ${this.#id(argument)}`;
    if (!this.#invariants.has(key)) {
      const value = this.#header.call(mathFunctions.get(name)!, [this.#valueAtBase(argument)]);
      this.#invariants.set(key, { invariant: parameter(`${name}Base${this.#invariants.size}`), value });
    }
    return this.#invariants.get(key)!.invariant;
  }

  /** The loop with its strip, or null where nothing came of it. */
  finish(body: Region): Parallel | null {
    if (this.#entries.size === 0) return null;
    const entries = [...this.#entries.values()];
    const invariants = [...this.#invariants.values()];
    let length = LONGEST_STRIP;
    while (length * entries.length > CACHE_ENTRIES && length > 64) length /= 2;
    return {
      ...this.loop,
      strip: {
        length,
        offset: this.#offset,
        tables: this.#tables.finish(entries.map(({ value }) => value)),
        entries: entries.map(({ entry }) => entry),
        base: this.#base,
        header: this.#header.finish(invariants.map(({ value }) => value)),
        invariants: invariants.map(({ invariant }) => invariant),
      },
      body,
      fallback: this.loop.body,
    };
  }

  #valueAtBase(value: Value): Value {
    const known = this.#atBase.get(value);
    if (known) return known;
    // Only operations of the body vary; everything else is visible in the header as it is.
    if (value.kind !== "operation" || !this.affine.isAffine(value)) return value;
    const operands = value.operands.map((operand) => this.#valueAtBase(operand));
    const copy = this.#header.operation(value.operation, operands, { name: value.name });
    this.#atBase.set(value, copy);
    return copy;
  }

  #id(value: Value): number {
    if (!this.#ids.has(value)) this.#ids.set(value, this.#ids.size);
    return this.#ids.get(value)!;
  }
}
