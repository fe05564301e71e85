import type { Call, Fastmath, Operation, OperationName, Parameter, Value } from "../ir/mod.ts";
import { erf, erfc } from "../math/mod.ts";

/** The interval in which a value lies, unless it is NaN; `number` tells that it is not. */
export interface Range {
  readonly low: number;
  readonly high: number;
  readonly number: boolean;
}

const ANYTHING: Range = { low: -Infinity, high: Infinity, number: false };

/** The interval is made wider by this, so that rounding and the errors of expansions stay inside. */
const SLACK = 1 + 2 ** -48;

/** A range of what is computed: rounding included, a number only if it can't have come from infinities. */
function computed(low: number, high: number, number: boolean): Range {
  if (Number.isNaN(low) || Number.isNaN(high)) return ANYTHING;
  return {
    low: low < 0 ? low * SLACK : low / SLACK,
    high: high < 0 ? high / SLACK : high * SLACK,
    number: number && low > -Infinity && high < Infinity,
  };
}

type Rule = (...operands: Range[]) => Range;

const both = (x: Range, y: Range) => x.number && y.number;

const add: Rule = (x, y) => computed(x.low + y.low, x.high + y.high, both(x, y));
const neg: Rule = (x) => ({ low: -x.high, high: -x.low, number: x.number });
const sub: Rule = (x, y) => add(x, neg(y));

const mul: Rule = (x, y) => {
  // 0 times what is only nearly infinite is 0; times infinity it is NaN, which is no number anyway.
  const products = [x.low * y.low, x.low * y.high, x.high * y.low, x.high * y.high].map((p) => Number.isNaN(p) ? 0 : p);
  return computed(Math.min(...products), Math.max(...products), both(x, y));
};

const div: Rule = (x, y) => {
  if (y.low <= 0 && y.high >= 0) return ANYTHING;
  const quotients = [x.low / y.low, x.low / y.high, x.high / y.low, x.high / y.high];
  return computed(Math.min(...quotients), Math.max(...quotients), both(x, y));
};

const abs: Rule = ({ low, high, number }) => ({
  low: low > 0 ? low : high < 0 ? -high : 0,
  high: Math.max(-low, high),
  number,
});

const union = (x: Range, y: Range, number: boolean): Range => ({
  low: Math.min(x.low, y.low),
  high: Math.max(x.high, y.high),
  number,
});

/** What two ranges tell of the same value. */
const intersection = (x: Range, y: Range): Range => ({
  low: Math.max(x.low, y.low),
  high: Math.min(x.high, y.high),
  number: x.number || y.number,
});

const monotone = (evaluate: (x: number) => number): Rule => (x) =>
  computed(evaluate(x.low), evaluate(x.high), x.number);

/** Operations whose results tell something; for the others a value may be anything. */
const RULES: Readonly<Partial<Record<OperationName, Rule>>> = {
  add,
  sub,
  mul,
  div,
  neg,
  abs,
  madd: (x, y, z) => add(mul(x, y), z),
  nmadd: (x, y, z) => sub(z, mul(x, y)),
  sqrt: (x) => computed(x.low > 0 ? Math.sqrt(x.low) : 0, Math.sqrt(Math.max(x.high, 0)), x.number && x.low >= 0),
  floor: monotone(Math.floor),
  ceil: monotone(Math.ceil),
  trunc: monotone(Math.trunc),
  min: (x, y) => ({ low: Math.min(x.low, y.low), high: Math.min(x.high, y.high), number: both(x, y) }),
  max: (x, y) => ({ low: Math.max(x.low, y.low), high: Math.max(x.high, y.high), number: both(x, y) }),
  copysign: (x) => {
    const { high, number } = abs(x);
    return { low: -high, high, number };
  },
};

/** What the values of functions lie in, given their arguments' ranges. */
const CALLS: Readonly<Record<string, Rule>> = {
  sin: (x) => computed(-1, 1, x.number),
  cos: (x) => computed(-1, 1, x.number),
  tanh: monotone(Math.tanh),
  erf: monotone(erf),
  erfc: (x) => computed(erfc(x.high), erfc(x.low), x.number),
  atan: monotone(Math.atan),
  asin: (x) => computed(-Math.PI / 2, Math.PI / 2, x.number && x.low >= -1 && x.high <= 1),
  acos: (x) => computed(0, Math.PI, x.number && x.low >= -1 && x.high <= 1),
  exp: monotone(Math.exp),
  log: (x) => x.low > 0 ? monotone(Math.log)(x) : ANYTHING,
};

/**
 * Interval arithmetic over the IR: what is known of values for certain, whatever a kernel's arguments are, and what
 * `nnan` and `ninf` allow to take as known.
 */
export class Ranges {
  #known = new Map<Value, Range>();
  /** What is assumed of values that are not known yet. */
  #assumed = new Map<Value, Range>();
  readonly #values = new Map<Parameter, Value>();
  readonly #flags: Pick<Fastmath, "nnan" | "ninf">;

  constructor(flags: Pick<Fastmath, "nnan" | "ninf"> = { nnan: false, ninf: false }) {
    this.#flags = flags;
  }

  /** Does something; what is assumed meanwhile is forgotten afterwards. */
  within<T>(action: () => T): T {
    const [known, assumed] = [this.#known, this.#assumed];
    this.#known = new Map(known);
    this.#assumed = new Map(assumed);
    const result = action();
    this.#known = known;
    this.#assumed = assumed;
    return result;
  }

  /** The range of a value, from the operations that make it and what has been assumed. */
  of(value: Value): Range {
    let range = this.#known.get(value);
    if (!range) {
      range = this.#granted(this.#derive(value));
      const assumed = this.#assumed.get(value);
      if (assumed) range = intersection(range, assumed);
      this.#known.set(value, range);
    }
    return range;
  }

  /** The range of a call's result on operands known here. */
  ofCall(call: Call): Range {
    return this.#granted(CALLS[call.callee.name]?.(...call.operands.map((operand) => this.of(operand))) ?? ANYTHING);
  }

  /** Takes it as known that a value lies in a range too. What it is made from is looked at when someone asks. */
  assume(value: Value, range: Range): void {
    const known = this.#known.get(value);
    if (known) this.#known.set(value, intersection(known, range));
    else {
      const assumed = this.#assumed.get(value);
      this.#assumed.set(value, assumed ? intersection(assumed, range) : range);
    }
  }

  /** Takes it as known that a parameter is a value computed elsewhere. */
  equate(parameter: Parameter, value: Value): void {
    this.#values.set(parameter, value);
  }

  /** Whether a comparison with a constant holds for certain. */
  proves(condition: Value): boolean {
    const comparison = comparisonOf(condition);
    if (!comparison) return condition.kind === "constant" && condition.value === true;
    const { low, high, number } = this.of(comparison.value);
    const { operation, bound } = comparison;
    return number &&
      (operation === "lt"
        ? high < bound
        : operation === "le"
        ? high <= bound
        : operation === "gt"
        ? low > bound
        : low >= bound);
  }

  /** Takes it as known that a comparison with a constant holds, and so that the value is a number. */
  assumeHolds(condition: Value): void {
    const comparison = comparisonOf(condition);
    if (!comparison) return;
    const { operation, value, bound } = comparison;
    const below = operation === "lt" || operation === "le";
    this.assume(value, { low: below ? -Infinity : bound, high: below ? bound : Infinity, number: true });
    if (below && value.kind === "operation" && value.operation === "abs") {
      this.assume(value.operands[0], { low: -bound, high: bound, number: true });
    }
  }

  #granted({ low, high, number }: Range): Range {
    const { nnan, ninf } = this.#flags;
    return {
      low: ninf ? Math.max(low, -Number.MAX_VALUE) : low,
      high: ninf ? Math.min(high, Number.MAX_VALUE) : high,
      number: number || nnan,
    };
  }

  #derive(value: Value): Range {
    switch (value.kind) {
      case "constant": {
        const number = value.value;
        if (typeof number !== "number" || Number.isNaN(number)) return ANYTHING;
        return { low: number, high: number, number: true };
      }
      case "call":
        return this.ofCall(value);
      case "operation":
        return this.#deriveOperation(value);
      case "parameter":
        return this.#values.has(value) ? this.of(this.#values.get(value)!) : ANYTHING;
      default:
        return ANYTHING;
    }
  }

  #deriveOperation({ operation, operands }: Operation): Range {
    if (operation === "select") {
      const [then, otherwise] = [this.of(operands[1]), this.of(operands[2])];
      return union(then, otherwise, both(then, otherwise));
    }
    const ranges = operands.map((operand) => this.of(operand));
    const range = RULES[operation]?.(...ranges) ?? ANYTHING;
    // A square is not negative, which the rule for products can't tell.
    const square = operation === "mul" && operands[0] === operands[1];
    return square ? mul(abs(ranges[0]), abs(ranges[0])) : range;
  }
}

/** A comparison of a value with a constant, in its parts. */
function comparisonOf(condition: Value): { operation: "lt" | "le" | "gt" | "ge"; value: Value; bound: number } | null {
  if (condition.kind !== "operation" || condition.operands[1]?.kind !== "constant") return null;
  const { operation, operands: [value, bound] } = condition;
  switch (operation) {
    case "lt":
    case "le":
    case "gt":
    case "ge":
      return { operation, value, bound: (bound as { value: number }).value };
    default:
      return null;
  }
}
