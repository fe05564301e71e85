import {
  type Call,
  constant,
  type Instruction,
  isValue,
  type Kernel,
  type Near,
  type Operation,
  type Parallel,
  type Parameter,
  parameter,
  type Region,
  RegionBuilder,
  type Strip,
  type Value,
} from "../ir/mod.ts";
import { Formula, mathFunctions } from "../math/mod.ts";
import { AffineAnalysis } from "./affine.ts";
import type { NoteSink, NotSplit } from "./notes.ts";
import type { Pass, PassOptions } from "./pass.ts";
import { Rewriter } from "./rewriter.ts";

/**
 * Under `afn` and `reassoc`, evaluates sin, cos, exp and what is made of e^t, of arguments that are affine in the index, in two
 * levels. Within a strip, the argument is that of the strip's first iteration plus k slopes, so that
 *
 *   cos(t + k h) = cos(t) cos(k h) - sin(t) sin(k h),  e^(t + k h) = e^t e^(k h),
 *
 * with cos(t), sin(t), e^t computed once per strip, and cos(k h), sin(k h), e^(k h) tabulated once per loop; likewise
 * tanh, sinh and cosh. Every sample is still evaluated, without drift: sin and cos to about 3e-16 absolutely, the others
 * relatively.
 * Compare Bachmann, Wang and Zima, "Chains of recurrences", ISSAC 1994, and Shou and van Engelen, ICS 2008, whose
 * recurrences do drift.
 */
export const stripReduction: Pass = {
  name: "strip reduction",
  run: (kernel: Kernel, options: PassOptions) => {
    const { flags, note } = options;
    if (flags.afn && flags.reassoc) return new Stripper(note).kernel(kernel);
    if (note) new Missed(note).kernel(kernel);
    return kernel;
  },
};

/** All tables should stay in a first-level cache of 32 KiB: many tables make short strips. */
const LONGEST_STRIP = 1024;
const CACHE_ENTRIES = 3072;

/**
 * How far an argument may go within the longest strip where the formula for t + u cancels if t and u are large and of
 * opposite signs: over 1/4, an error in tanh t or sinh t grows by less than 1.7.
 */
const SHORT = 0.25;

/** Functions whose formula for t + u holds for small u alone. */
const FOR_SHORT_STEPS: ReadonlySet<string> = new Set(["tanh", "sinh", "expm1"]);

class Stripper extends Rewriter {
  constructor(readonly note: NoteSink) {
    super();
  }

  override parallel(loop: Parallel, into: RegionBuilder): Parallel {
    const copy = super.parallel(loop, into);
    const near = copy.near && this.#nearWithTables(copy, copy.near, into);
    const far = copy.strip || copy.fallback ? copy : this.#withStrip(copy, into);
    return near ? { ...far, near } : far;
  }

  #withStrip(loop: Parallel, around: RegionBuilder): Parallel {
    const builder = new StripBuilder(loop.index, affineIn(loop, around));
    const body = new Angles(builder, this.note, loop.near !== undefined).region(loop.body);
    const strip = builder.finish();
    return strip ? { ...loop, strip, body, fallback: loop.body } : loop;
  }

  /** The near body's calls of affine arguments by its own strip, about the strip's centre. */
  #nearWithTables(loop: Parallel, { strip, body }: Near, around: RegionBuilder): Near {
    const varying = [...loop.reductions.map(({ carried }) => carried), ...strip.entries, ...strip.invariants];
    const builder = new StripBuilder(loop.index, new AffineAnalysis(body, loop.index, varying, around), strip);
    // What is split is noted of the loop's own body.
    const reduced = recentred(new Angles(builder, undefined).region(body), builder);
    return { strip: builder.finish() ?? strip, body: reduced };
  }
}

/** Notes what two levels could have been made for. */
class Missed extends Rewriter {
  constructor(readonly note: NonNullable<NoteSink>) {
    super();
  }

  override parallel(loop: Parallel): Parallel {
    const affine = affineIn(loop, new RegionBuilder());
    for (const call of loop.body.instructions) {
      const why = call.kind === "call" && (argumentOf(call, affine) ? "flags" : notAffine(call));
      if (call.kind === "call" && why) this.note({ kind: "not split", span: call.span, callee: call.callee.name, why });
    }
    return loop;
  }
}

function affineIn(loop: Parallel, around: RegionBuilder): AffineAnalysis {
  return new AffineAnalysis(loop.body, loop.index, loop.reductions.map(({ carried }) => carried), around);
}

/** The argument in which a call can be split, and how. */
function argumentOf({ callee, operands }: Call, affine: AffineAnalysis): { value: Value; reduction: Reduction } | null {
  const [first, second] = operands;
  const reduction = REDUCTIONS[callee.name];
  if (reduction && affine.isAffine(first)) return { value: first, reduction };
  const isPower = callee.name === "pow" && affine.isInvariant(first) && affine.isAffine(second);
  return isPower ? { value: second, reduction: power(first) } : null;
}

/** Says so of a function that could be split. */
function notAffine({ callee }: Call): NotSplit | null {
  return callee.name in REDUCTIONS ? "not affine" : null;
}

/** Replaces affine values by their value at the centre plus what is tabulated: an addition instead of a product too. */
function recentred(body: Region, builder: StripBuilder): Region {
  const { affine } = builder;
  const isAffine = (instruction: Instruction) => isValue(instruction) && affine.isAffine(instruction);
  const others = body.instructions.filter((instruction) => !isAffine(instruction));
  const used = new Set([...others.flatMap((one) => isValue(one) ? one.operands : []), ...body.results]);
  const into = new RegionBuilder();
  const rewriter = new Rewriter();
  for (const value of used) {
    if (value.kind !== "operation" || !affine.isAffine(value)) continue;
    const { invariant, entry } = builder.centred(value);
    rewriter.replace(value, into.operation("add", [invariant, entry], { name: value.name }));
  }
  rewriter.instructions({ instructions: others, results: [] }, into);
  return into.finish(body.results.map((value) => rewriter.read(value)));
}

/** Replaces the calls of a loop's body by what its strip gives. */
class Angles extends Rewriter {
  /** @param anyStep Whether only what serves arguments that go far within a strip is wanted: a near body has the rest. */
  constructor(readonly builder: StripBuilder, readonly note: NoteSink, readonly anyStep = false) {
    super();
  }

  override value(instruction: Operation | Call, into: RegionBuilder): Value {
    const value = this.#reduced(instruction, into) ?? into.add(instruction);
    this.builder.affine.noteNew(value);
    return value;
  }

  #reduced(instruction: Operation | Call, into: RegionBuilder): Value | null {
    if (instruction.kind !== "call" || (this.anyStep && FOR_SHORT_STEPS.has(instruction.callee.name))) return null;
    const argument = argumentOf(instruction, this.builder.affine);
    const { span, callee: { name: callee } } = instruction;
    if (argument) {
      this.note?.({ kind: "split", span, callee });
      return argument.reduction(this.builder, argument.value, into);
    }
    const why = notAffine(instruction);
    if (why) this.note?.({ kind: "not split", span, callee, why });
    return null;
  }
}

/** Makes a call's value from those of its strip and its tables. */
type Reduction = (strip: StripBuilder, argument: Value, into: RegionBuilder) => Value;

const cosine: Reduction = (strip, argument, into) => {
  const [cos, sin] = [strip.split("cos", argument), strip.split("sin", argument)];
  return into.operation("sub", [
    into.operation("mul", [cos.invariant, cos.entry]),
    into.operation("mul", [sin.invariant, sin.entry]),
  ]);
};

const sine: Reduction = (strip, argument, into) => {
  const [cos, sin] = [strip.split("cos", argument), strip.split("sin", argument)];
  return into.operation("add", [
    into.operation("mul", [sin.invariant, cos.entry]),
    into.operation("mul", [cos.invariant, sin.entry]),
  ]);
};

/** e^(factor argument). */
const exponential = (factor: number): Reduction => (strip, argument, into) => {
  const exp = strip.split("exp", argument, factor);
  return into.operation("mul", [exp.invariant, exp.entry]);
};

/** base^argument, of a base that doesn't vary. */
const power = (base: Value): Reduction => (strip, argument, into) => {
  const pow = strip.split("pow", argument, 1, base);
  return into.operation("mul", [pow.invariant, pow.entry]);
};

/** tanh(t + u) = (tanh t + tanh u) / (1 + tanh t tanh u): from e^2t, a small t would lose its digits to the 1. */
const hyperbolicTangent: Reduction = (strip, argument, into) => {
  strip.keepShort(argument);
  const { invariant, entry } = strip.split("tanh", argument);
  return into.operation("div", [
    into.operation("add", [invariant, entry]),
    into.operation("add", [constant(1), into.operation("mul", [invariant, entry])]),
  ]);
};

/** sinh(t + u) = sinh t cosh u + cosh t sinh u: from e^t and e^-t, a small t would lose its digits. */
const hyperbolicSine: Reduction = (strip, argument, into) => {
  strip.keepShort(argument);
  const [cosh, sinh] = [strip.split("cosh", argument), strip.split("sinh", argument)];
  return into.operation("add", [
    into.operation("mul", [sinh.invariant, cosh.entry]),
    into.operation("mul", [cosh.invariant, sinh.entry]),
  ]);
};

/** e^(t + u) - 1 = e^t (e^u - 1) + (e^t - 1). */
const exponentialMinusOne: Reduction = (strip, argument, into) => {
  strip.keepShort(argument);
  const [exp, expm1] = [strip.split("exp", argument), strip.split("expm1", argument)];
  return into.operation("add", [into.operation("mul", [exp.invariant, expm1.entry]), expm1.invariant]);
};

/** (e^t + e^-t) / 2. */
const hyperbolicCosine: Reduction = (strip, argument, into) => {
  const powers = [exponential(1)(strip, argument, into), exponential(-1)(strip, argument, into)];
  return into.operation("mul", [into.operation("add", powers), constant(0.5)]);
};

const REDUCTIONS: Readonly<Partial<Record<string, Reduction>>> = {
  cos: cosine,
  sin: sine,
  exp: exponential(1),
  expm1: exponentialMinusOne,
  tanh: hyperbolicTangent,
  sinh: hyperbolicSine,
  cosh: hyperbolicCosine,
};

/** Calls a function of a value, in a region. */
type CallMaker = (value: Value, into: RegionBuilder) => Value;

/** Gathers a strip's tables and header; asked twice for the same, it gives the same. */
class StripBuilder {
  readonly #tables = new RegionBuilder();
  readonly #header = new RegionBuilder();
  readonly #offset: Parameter;
  readonly #base: Parameter;
  /** How far iterations are from where the header computes. */
  readonly #distance: Value;
  readonly #entries = new Map<string, { entry: Parameter; value: Value }>();
  readonly #invariants = new Map<string, { invariant: Parameter; value: Value }>();
  readonly #ids = new Map<Value, number>();
  readonly #short = new Set<Value>();
  /** The body's affine values, as the header computes them for the strip's first iteration. */
  readonly #atBase = new Map<Value, Value>();

  /** @param strip What is added to, if there is one already: then all is computed for its centre, not for its start. */
  constructor(index: Value, readonly affine: AffineAnalysis, readonly strip?: Strip) {
    this.#offset = strip?.offset ?? parameter("offset");
    this.#base = strip?.base ?? parameter("base");
    strip?.tables.instructions.forEach((instruction) => this.#tables.add(instruction));
    strip?.header.instructions.forEach((instruction) => this.#header.add(instruction));
    const half = strip?.half;
    this.#distance = half ? this.#tables.operation("sub", [this.#offset, half]) : this.#offset;
    this.#atBase.set(index, half ? this.#header.operation("add", [this.#base, half]) : this.#base);
  }

  /**
   * A function of factor times an argument in two levels: at the strip's first iteration, and tabulated for the offset
   * times the argument's slope. A function of two operands has the `base` first.
   */
  split(name: string, argument: Value, factor = 1, base?: Value): { invariant: Value; entry: Value } {
    const key = `${name} ${factor} ${base ? this.#id(base) : ""}`;
    const call = (value: Value, into: RegionBuilder) => {
      const operand = factor === 1 ? value : into.operation("mul", [value, constant(factor)]);
      return into.call(mathFunctions.get(name)!, base ? [base, operand] : [operand]);
    };
    return { invariant: this.#invariant(name, key, argument, call), entry: this.#entry(name, key, argument, call) };
  }

  /** An affine value at the strip's centre, and how far from that the value is. */
  centred(argument: Value): { invariant: Value; entry: Value } {
    const same: CallMaker = (value) => value;
    return {
      invariant: this.#invariant("centre", "centre", argument, same),
      entry: this.#knownDifference(argument) ?? this.#entry("difference", "centre", argument, same),
    };
  }

  /** An entry that the strip has already. */
  #knownDifference(argument: Value): Value | null {
    const slope = this.affine.slope(argument)!;
    const isDifference = (value: Value) =>
      value.kind === "operation" && value.operation === "mul" && value.operands[1] === slope;
    const known = this.strip?.tables.results.findIndex(isDifference) ?? -1;
    return known < 0 ? null : this.strip!.entries[known];
  }

  /**
   * Has the strip hold only where the argument goes less than `SHORT` far within it, and no more than half of the way to
   * 0, about which digits would cancel.
   */
  keepShort(argument: Value): void {
    if (this.#short.has(argument)) return;
    this.#short.add(argument);
    const h = new Formula(this.#header, { fastmath: true, total: false });
    const [start, slope] = [this.#valueAtBase(argument), this.affine.slope(argument)!];
    const half = this.strip?.half;
    const distance = h.mul(slope, half ?? LONGEST_STRIP);
    h.guard(h.operation("lt", h.abs(distance), SHORT));
    h.guard(
      half
        ? h.operation("le", h.mul(h.abs(distance), 2), h.abs(start))
        : h.operation("ge", h.mul(start, h.madd(start, 0.5, distance)), 0),
    );
  }

  #entry(name: string, family: string, argument: Value, call: CallMaker): Value {
    const slope = this.affine.slope(argument)!;
    const key = `${family} ${this.#id(slope)}`;
    let known = this.#entries.get(key);
    if (!known) {
      const value = call(this.#tables.operation("mul", [this.#distance, slope]), this.#tables);
      known = { entry: parameter(`${name}Table${this.#entries.size}`), value };
      this.#entries.set(key, known);
    }
    return known.entry;
  }

  #invariant(name: string, family: string, argument: Value, call: CallMaker): Value {
    const key = `${family} ${this.#id(argument)}`;
    let known = this.#invariants.get(key);
    if (!known) {
      const value = call(this.#valueAtBase(argument), this.#header);
      known = { invariant: parameter(`${name}Base${this.#invariants.size}`), value };
      this.#invariants.set(key, known);
    }
    return known.invariant;
  }

  /** The strip, or null where nothing came of it. */
  finish(): Strip | null {
    if (this.#entries.size === 0 && this.#invariants.size === 0) return null;
    const entries = [...this.#entries.values()];
    const invariants = [...this.#invariants.values()];
    let length = LONGEST_STRIP;
    while (length * entries.length > CACHE_ENTRIES && length > 64) length /= 2;
    const { strip } = this;
    return {
      length: strip?.length ?? length,
      offset: this.#offset,
      tables: this.#tables.finish([...strip?.tables.results ?? [], ...entries.map(({ value }) => value)]),
      entries: [...strip?.entries ?? [], ...entries.map(({ entry }) => entry)],
      base: this.#base,
      ...(strip?.half && { half: strip.half }),
      header: this.#header.finish([...strip?.header.results ?? [], ...invariants.map(({ value }) => value)]),
      invariants: [...strip?.invariants ?? [], ...invariants.map(({ invariant }) => invariant)],
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
