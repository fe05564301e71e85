import { type MathFunction, mathFunctions } from "../../compute/math/mod.ts";
import type { Decisions, Vocabulary } from "./vocabulary.ts";

/** Bounds of a value, for tame texts. */
export type Range = readonly [low: number, high: number];

/** A piece of text with the bounds of its value. Its text can stand anywhere an operand can. */
export interface Term {
  readonly text: string;
  readonly range: Range;
}

/** Where tame arguments lie, for functions that are steep or broken near the middle of their domain. */
const TAME_DOMAINS: Readonly<Record<string, readonly Range[]>> = {
  tan: [[-1.2, 1.2]],
  cbrt: [[0.5, 3]],
  atan2: [[0.5, 2], [0.5, 2]],
};

/** Functions with jumps: in tame texts they take exact arguments alone. */
const JUMPING: ReadonlySet<string> = new Set(["floor", "ceil", "trunc", "round", "sign", "fround"]);

/** Functions of integers: in tame texts they take small exact ones. */
const ON_INTEGERS: Readonly<Record<string, Range>> = { imul: [-225, 225], random: [0, 1] };

const CONSTANTS = {
  tame: ["1", "0.5", "2", "0.25", "3", "1.5", "0.1", "pi", "0.7071"],
  wild: ["1", "0", "2", "0.5", "-0", "1e-3", "7", "1e10", "Math.E", "LN2", "1e308", "5e-324", "Infinity", "NaN"],
} as const;

const COMPARISONS = ["<", ">", "<=", ">=", "===", "!=="] as const;
const BITWISE = ["&", "|", "^", "<<", ">>", ">>>"] as const;
const UNBOUNDED: Range = [-Infinity, Infinity];

/** Writes random expressions over what has been declared. */
export class ExpressionWriter {
  readonly #terms: Term[] = [];
  readonly #exact: string[] = [];
  readonly #conditions: string[] = [];
  readonly #tame: boolean;
  readonly #integers: boolean;
  readonly #functions: readonly MathFunction[];
  readonly conditions: boolean;

  constructor(readonly decisions: Decisions, vocabulary: Partial<Vocabulary>, parent?: ExpressionWriter) {
    this.#tame = (vocabulary.style ?? "tame") === "tame";
    const names = vocabulary.functions ?? [...mathFunctions.keys()];
    this.#functions = names.map((name) => mathFunctions.get(name)!).filter((record) => record.callable);
    this.conditions = vocabulary.conditions ?? true;
    this.#integers = vocabulary.integers ?? true;
    if (parent) {
      this.#conditions.push(...parent.#conditions);
      this.#terms.push(...parent.#terms);
      this.#exact.push(...parent.#exact);
    }
  }

  /** Lets what follows read a variable. */
  declare(term: Term): void {
    this.#terms.push(this.#tame ? term : { ...term, range: UNBOUNDED });
  }

  /** Lets what follows read a variable that holds a small integer on every target. */
  declareExact(text: string): void {
    this.#exact.push(text);
  }

  /** Lets what follows read a variable that holds a condition. */
  declareCondition(text: string): void {
    this.#conditions.push(text);
  }

  /** A small number of turns, 0 or less at times. */
  count(): string {
    const of = this.#exact.length > 0 ? this.decisions.choose(this.#exact) : "5";
    const choices = ["3", "1", "0", "5", `(${of} % 4)`];
    if (this.#integers) choices.push(`(${of} & 3)`, `(${of} & 7)`);
    return this.decisions.choose(choices);
  }

  /** A small integer that every target computes exactly. */
  exact(): string {
    return this.#exact.length > 0 ? this.#exactNumber() : "2";
  }

  /** A number. */
  number(depth: number): Term {
    if (depth === 0) return this.#leaf();
    const rules = [this.#leaf, this.#sum, this.#product, this.#call, this.#call, this.#quotient, this.#sign];
    if (this.conditions) rules.push(this.#conditional);
    if (!this.#tame) rules.push(this.#power);
    if (this.#integers) rules.push(this.#integer);
    return this.decisions.choose(rules).call(this, depth - 1);
  }

  /** A condition. */
  condition(depth: number): string {
    const comparison = () => {
      const [left, right] = this.#tame && this.#exact.length > 0
        ? [this.#exactNumber(), this.#exactNumber()]
        : this.#tame
        ? ["1", "2"]
        : [this.number(depth).text, this.number(depth).text];
      return `(${left} ${this.decisions.choose(COMPARISONS)} ${right})`;
    };
    const known = () => this.#conditions.length > 0 ? this.decisions.choose(this.#conditions) : comparison();
    if (depth === 0) return this.decisions.once(3) ? known() : comparison();
    const rules: readonly (() => string)[] = [
      comparison,
      known,
      comparison,
      () => `(${this.condition(depth - 1)} && ${this.condition(depth - 1)})`,
      () => `(${this.condition(depth - 1)} || ${this.condition(depth - 1)})`,
      () => `!${this.condition(depth - 1)}`,
      () => `(${this.condition(0)} === ${this.condition(0)})`,
    ];
    return this.decisions.choose(rules)();
  }

  /** The term moved and scaled into a range, where it isn't there already. */
  fit(term: Term, [low, high]: Range): Term {
    const [from, to] = term.range;
    if (!this.#tame || (from >= low && to <= high)) return term;
    // Never stretched: that would magnify the errors of what it is made of.
    const scale = Math.min(1, Number((0.9 * (high - low) / (to - from)).toPrecision(2)));
    const shift = Number(((low + high) / 2 - scale * (from + to) / 2).toPrecision(4));
    const scaled = scale === 1 ? term.text : `${scale} * ${term.text}`;
    return {
      text: shift === 0 ? `(${scaled})` : `(${shift} + ${scaled})`,
      range: [Math.max(low, shift + scale * from), Math.min(high, shift + scale * to)],
    };
  }

  #leaf(): Term {
    const constant = () => {
      const text = this.decisions.choose(CONSTANTS[this.#tame ? "tame" : "wild"]);
      const value = text === "pi" ? Math.PI : Number(text);
      return this.#bounded(text.startsWith("-") ? `(${text})` : text, [value, value]);
    };
    if (this.#terms.length === 0) return constant();
    // The latest declared are the most interesting.
    const which = this.decisions.pick(this.#terms.length + 2);
    return which < this.#terms.length ? this.#terms[this.#terms.length - 1 - which] : constant();
  }

  #sum(depth: number): Term {
    const [x, y] = [this.number(depth), this.number(depth)];
    if (this.decisions.once(2)) {
      return this.#bounded(`(${x.text} - ${y.text})`, [x.range[0] - y.range[1], x.range[1] - y.range[0]]);
    }
    return this.#bounded(`(${x.text} + ${y.text})`, [x.range[0] + y.range[0], x.range[1] + y.range[1]]);
  }

  #product(depth: number): Term {
    const [x, y] = [this.fit(this.number(depth), [-10, 10]), this.fit(this.number(depth), [-10, 10])];
    const corners = x.range.flatMap((left) => y.range.map((right) => left * right));
    return this.#bounded(`(${x.text} * ${y.text})`, [Math.min(...corners), Math.max(...corners)]);
  }

  #quotient(depth: number): Term {
    const [x, y] = [this.number(depth), this.fit(this.number(depth), [0.5, 4])];
    const corners = x.range.flatMap((left) => y.range.map((right) => left / right));
    return this.#bounded(`(${x.text} / ${y.text})`, [Math.min(...corners), Math.max(...corners)]);
  }

  #sign(depth: number): Term {
    const x = this.number(depth);
    return this.#bounded(`(-${x.text})`, [-x.range[1], -x.range[0]]);
  }

  #conditional(depth: number): Term {
    const condition = this.condition(1);
    const [x, y] = [this.number(depth), this.number(depth)];
    const range: Range = [Math.min(x.range[0], y.range[0]), Math.max(x.range[1], y.range[1])];
    return this.#bounded(`(${condition} ? ${x.text} : ${y.text})`, range);
  }

  /** `%` jumps and `**` has poles: only wild texts have them. */
  #power(depth: number): Term {
    const [x, y] = [this.number(depth), this.number(depth)];
    return { text: `(${x.text} ${this.decisions.choose(["%", "**"])} ${y.text})`, range: UNBOUNDED };
  }

  /** 32-bit integers, of whatever in wild texts. */
  #integer(depth: number): Term {
    if (this.#tame) return { text: `((${this.exact()} & 7) / 4)`, range: [0, 2] };
    const [x, y] = [this.number(depth), this.number(depth)];
    const text = this.decisions.once(6) ? `(~${x.text})` : `(${x.text} ${this.decisions.choose(BITWISE)} ${y.text})`;
    return { text, range: UNBOUNDED };
  }

  #call(depth: number): Term {
    if (this.#functions.length === 0) return this.#sum(depth);
    const record = this.decisions.choose(this.#functions);
    const name = !record.own && this.decisions.once(3) ? `Math.${record.name}` : record.name;
    const call = (terms: readonly Term[]) => `${name}(${terms.map(({ text }) => text).join(", ")})`;
    if (!this.#tame) {
      return { text: call(record.domain.map(() => this.number(depth))), range: UNBOUNDED };
    }
    const range = ON_INTEGERS[record.name];
    if (range) {
      return { text: call([0, 1].map(() => ({ text: `${this.exact()} % 16`, range: UNBOUNDED }))), range };
    }
    if (JUMPING.has(record.name)) {
      const exact = this.#exact.length > 0 ? `${this.#exactNumber()} / 4` : "2.75";
      return { text: call([{ text: exact, range: UNBOUNDED }]), range: [-1000, 1000] };
    }
    const domains = TAME_DOMAINS[record.name] ?? record.domain.map(tameDomain);
    const operands = domains.map((domain) => this.fit(this.number(depth), domain));
    return this.#bounded(call(operands), rangeOf(record, operands.map(({ range }) => range)));
  }

  /** A small integer that every target computes exactly. */
  #exactNumber(): string {
    const leaf = () => this.decisions.choose([...this.#exact, "2", "3", "5"]);
    const rules: readonly (() => string)[] = [
      leaf,
      () => `(${leaf()} % 7)`,
      () => `(${leaf()} + ${leaf()})`,
      () => `(${leaf()} * 2)`,
      () => `(${leaf()} - ${leaf()})`,
    ];
    if (!this.#integers) return this.decisions.choose(rules)();
    const onBits: readonly (() => string)[] = [
      () => `(${leaf()} ${this.decisions.choose(["&", "|", "^"])} ${leaf()})`,
      () => `(${leaf()} >> ${this.decisions.choose(["1", "2"])})`,
      () => `((${leaf()} & 15) << ${this.decisions.choose(["1", "2"])})`,
      () => `(~${leaf()})`,
    ];
    return this.decisions.choose([...rules, ...onBits])();
  }

  /** Keeps values from growing as they are combined. */
  #bounded(text: string, range: Range): Term {
    if (!this.#tame) return { text, range: UNBOUNDED };
    return Math.max(Math.abs(range[0]), Math.abs(range[1])) > 1000
      ? this.fit({ text, range }, [-10, 10])
      : { text, range };
  }
}

/** The middle of a function's domain, a tenth away from its ends. */
function tameDomain([low, high]: readonly [number, number]): Range {
  const [from, to] = [Math.max(low, -2), Math.min(high, 2)];
  const margin = (to - from) / 10;
  return [from + margin, to - margin];
}

/** The bounds of a function's values over ranges of its operands, from samples and with room for what they miss. */
function rangeOf(record: MathFunction, ranges: readonly Range[]): Range {
  const STEPS = 8;
  const samples = ranges.map(([low, high]) =>
    Array.from({ length: STEPS + 1 }, (_, k) => low + (high - low) * k / STEPS)
  );
  const points = samples.reduce<number[][]>(
    (heads, values) => heads.flatMap((head) => values.map((value) => [...head, value])),
    [[]],
  );
  const values = points.map((point) => record.evaluate(...point));
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = 0.1 * (high - low) + 1e-3;
  return [low - room, high + room];
}
