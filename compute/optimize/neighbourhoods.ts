import {
  type Call,
  type Instruction,
  type Operation,
  type OperationName,
  type Parameter,
  parameter,
  RegionBuilder,
  type Strip,
  type Value,
} from "../ir/mod.ts";
import { Formula, type MathFunction, mathFunctions, type Neighbourhood } from "../math/mod.ts";
import type { AffineAnalysis } from "./affine.ts";
import { Ranges } from "./ranges.ts";

/** Iterations of a strip, at most: the target takes shorter ones where arguments go too far. */
const LENGTH = 512;

/** What a value is at the strip's centre, and how far at most from that within the strip: null for not at all. */
export interface Ball {
  readonly centre: Value;
  readonly radius: Value | null;
}

/** A function's polynomial, whose constant term is the centre, and the ball of its values. */
export interface LocalFunction extends Ball {
  readonly coefficients: readonly Value[];
}

type Rule = (h: Formula, x: Ball, y: Ball) => Value | null;

/** Radii of two balls that add up, either of which may be none. */
function total(h: Formula, ...radii: (Value | null)[]): Value | null {
  const some = radii.filter((radius) => radius !== null);
  return some.length === 0 ? null : some.reduce((sum, radius) => h.add(sum, radius));
}

const scaledRadius = (h: Formula, radius: Value | null, factor: Value) => radius && h.mul(radius, h.abs(factor));
const sum: Rule = (h, x, y) => total(h, x.radius, y.radius);
const same: Rule = (_h, x) => x.radius;

/** How far results go from their centre, given their operands' balls; of operations and of functions that are such. */
const RADII: Readonly<Record<string, Rule>> = {
  add: sum,
  sub: sum,
  neg: same,
  abs: same,
  min: sum,
  max: sum,
  pmin: sum,
  pmax: sum,
  mul: (h, x, y) =>
    total(
      h,
      scaledRadius(h, x.radius, y.centre),
      scaledRadius(h, y.radius, x.centre),
      x.radius && y.radius && h.mul(x.radius, y.radius),
    ),
};

/** A region that knows its own values. */
class HeaderBuilder extends RegionBuilder {
  readonly made = new Set<unknown>();

  override add<T extends Instruction>(instruction: T): T {
    this.made.add(instruction);
    return super.add(instruction);
  }
}

/**
 * Writes a near body's strip: the balls of values by interval arithmetic about the centre, the coefficients of
 * polynomials, and the guards of both. What the body reads of the header is kept as a parameter.
 */
export class NeighbourhoodBuilder {
  readonly #header = new HeaderBuilder();
  readonly #tables = new RegionBuilder();
  readonly #base = parameter("base");
  readonly #offset = parameter("offset");
  readonly #half = parameter("half");
  readonly #balls = new Map<Value, Ball | null>();
  /** How values of the body that are functions are computed there. */
  readonly #polynomials = new Map<Value, Pick<LocalFunction, "coefficients"> & { readonly difference: Value }>();
  readonly #kept = new Map<Value, Parameter>();
  readonly #entries = new Map<Value, { entry: Parameter; value: Value }>();
  readonly #ranges = new Ranges();
  readonly header = new Formula(this.#header, { fastmath: true, total: false });

  constructor(index: Value, readonly affine: AffineAnalysis) {
    this.#balls.set(index, { centre: this.header.add(this.#base, this.#half), radius: this.#half });
  }

  /** The ball of a body's value; null where it isn't known. */
  ball(value: Value): Ball | null {
    if (this.affine.isInvariant(value)) return { centre: value, radius: null };
    let ball = this.#balls.get(value);
    if (ball === undefined) {
      ball = this.#derive(value);
      this.#balls.set(value, ball);
    }
    return ball;
  }

  /** Takes note of the ball of a value that has been made of others. */
  note(value: Value, { centre, radius }: Ball): void {
    this.#balls.set(value, { centre, radius });
  }

  /**
   * A function about a centre; null if it has no series.
   *
   * @param value The function at the centre, if it is to be another than its own.
   */
  functionOf(
    record: MathFunction,
    { centre, radius }: { centre: Value; radius: Value },
    value?: Value,
  ): LocalFunction | null {
    if (!record.series) return null;
    const at = { centre, radius, value: value ?? this.header.call(record, centre) };
    return this.ballOf(at, record.series(this.#header, at));
  }

  /** The coefficients of a series. */
  series(series: NonNullable<MathFunction["series"]>, at: Neighbourhood): readonly Value[] {
    return series(this.#header, at);
  }

  /** The ball of a polynomial's values: terms from the third on are a small part of the second. */
  ballOf({ value, radius }: Neighbourhood, [, ...coefficients]: readonly Value[]): LocalFunction {
    const h = this.header;
    const [slope, curvature] = coefficients.map((coefficient) => h.abs(coefficient));
    return {
      centre: value,
      radius: h.mul(radius, h.madd(h.mul(curvature, radius), 1.25, slope)),
      coefficients: [value, ...coefficients],
    };
  }

  /** A function times what is invariant. */
  scaled({ radius, coefficients }: LocalFunction, factor: Value): LocalFunction {
    const h = this.header;
    const scaled = coefficients.map((coefficient) => h.mul(coefficient, factor));
    return { centre: scaled[0], radius: radius && h.mul(radius, h.abs(factor)), coefficients: scaled };
  }

  /** A function's values in the body, by its polynomial in what its argument differs by from the centre. */
  values(difference: Value, function_: LocalFunction, into: RegionBuilder): Value {
    const value = this.horner(difference, function_.coefficients, into);
    this.#polynomials.set(value, { difference, coefficients: function_.coefficients });
    this.note(value, function_);
    this.affine.noteNew(value);
    return value;
  }

  /** A polynomial by Horner's rule, with coefficients of the header. */
  horner(difference: Value, coefficients: readonly Value[], into: RegionBuilder): Value {
    return coefficients.slice(0, -1).reduceRight<Value>(
      (sum, coefficient) => into.operation("madd", [sum, difference, this.keep(coefficient)]),
      this.keep(coefficients.at(-1)!),
    );
  }

  /** An operation of values that don't vary, as the body reads it. */
  invariant(operation: OperationName, operands: readonly Value[]): Value {
    const centre = this.header.operation(operation, ...operands);
    const kept = this.keep(centre);
    this.note(kept, { centre, radius: null });
    return kept;
  }

  /** A header's value as the body reads it. */
  keep(value: Value): Value {
    if (!this.#header.made.has(value)) return value;
    const known = this.#kept.get(value) ?? parameter(`near${this.#kept.size}`);
    this.#kept.set(value, known);
    this.affine.noteNew(known);
    return known;
  }

  /** A sample's value minus the centre: tabulated for an affine one, else without rounding twice where that is easy. */
  difference(value: Value, { centre }: Ball, into: RegionBuilder): Value {
    if (this.affine.isAffine(value)) return this.#entry(this.affine.slope(value)!);
    const polynomial = this.#polynomials.get(value);
    if (polynomial) {
      // The constant term is the centre itself.
      const quotient = this.horner(polynomial.difference, polynomial.coefficients.slice(1), into);
      return into.operation("mul", [quotient, polynomial.difference]);
    }
    const minus = this.header.neg(centre);
    const [x, y] = value.kind === "operation" ? value.operands : [];
    if (value.kind === "operation" && value.operation === "neg") return into.operation("sub", [this.keep(minus), x]);
    if (value.kind === "operation" && value.operation === "add") {
      for (const [varying, fixed] of [[x, y], [y, x]]) {
        // Of equal signs, neither is larger than the sum.
        const grows = fixed.kind === "constant" && this.#ranges.of(fixed).low >= 0 && this.#ranges.of(varying).low >= 0;
        if (grows) return into.operation("add", [varying, this.keep(this.header.add(minus, fixed))]);
      }
    }
    return into.operation("add", [value, this.keep(minus)]);
  }

  finish(): Strip {
    const [entries, kept] = [[...this.#entries.values()], [...this.#kept]];
    return {
      length: LENGTH,
      offset: this.#offset,
      tables: this.#tables.finish(entries.map(({ value }) => value)),
      entries: entries.map(({ entry }) => entry),
      base: this.#base,
      half: this.#half,
      header: this.#header.finish(kept.map(([value]) => value)),
      invariants: kept.map(([, parameter]) => parameter),
    };
  }

  #entry(slope: Value): Value {
    let known = this.#entries.get(slope);
    if (!known) {
      const position = this.#tables.operation("sub", [this.#offset, this.#half]);
      const value = this.#tables.operation("mul", [position, slope]);
      known = { entry: parameter(`difference${this.#entries.size}`), value };
      this.#entries.set(slope, known);
      this.affine.noteNew(known.entry);
    }
    return known.entry;
  }

  #derive(value: Value): Ball | null {
    if (value.kind !== "operation" && value.kind !== "call") return null;
    const balls = value.operands.map((operand) => this.ball(operand));
    if (!balls.every((ball) => ball !== null)) return null;
    const [x, y = x] = balls;
    const rule = RADII[value.kind === "operation" ? value.operation : value.callee.name];
    if (rule) return { centre: this.#atCentre(value, balls), radius: rule(this.header, x, y) };
    if (value.kind !== "call" || balls.length > 1 || x.radius === null) return null;
    return this.functionOf(mathFunctions.get(value.callee.name)!, { ...x, radius: x.radius });
  }

  /** An operation or a call of the body, in the header. */
  #atCentre(value: Operation | Call, balls: readonly Ball[]): Value {
    const centres = balls.map(({ centre }) => centre);
    if (value.kind === "call") return this.#header.call(value.callee, centres);
    return this.#header.operation(value.operation, centres, { name: value.name });
  }
}
