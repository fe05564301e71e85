import {
  type Call,
  constant,
  type Instruction,
  type Operation,
  operations,
  type Parallel,
  type Parameter,
  parameter,
  type Region,
  RegionBuilder,
  regionsOf,
  type Result,
  type Value,
} from "../ir/mod.ts";
import { IntegerAnalysis } from "./integers.ts";
import { type Half, HALVES, wordRules } from "./word_rules.ts";

/** Tells whether an instruction takes a word of a number. */
export function takesWord(instruction: Instruction): instruction is Operation & { readonly operation: Half } {
  return instruction.kind === "operation" && HALVES.some((half) => half === instruction.operation);
}

/** A number that is below this is finite in f32, too. */
const FINITE = constant(2 ** 100);

/** The words of the numbers of one parallel loop: which are wanted, and the values that stand for them. */
export class LoopWords {
  readonly #analysis: IntegerAnalysis;
  readonly #index: Value;
  readonly #around: RegionBuilder;
  readonly #read: (value: Value) => Value;
  readonly #first = new RegionBuilder();
  readonly #wanted = byHalf(() => new Set<Value>());
  readonly #words = byHalf(() => new Map<Value, Value>());
  /** What control flow makes a value from. */
  readonly #sources = new Map<Value, readonly Value[]>();
  readonly #conditions = new Map<Value, Value>();

  /**
   * @param around The region around the loop.
   * @param read The value that stands for one of the old loop.
   */
  constructor(loop: Parallel, around: RegionBuilder, read: (value: Value) => Value) {
    this.#analysis = new IntegerAnalysis(loop);
    this.#index = loop.index;
    this.#around = around;
    this.#read = read;
    this.#findSources(loop.body);
    this.#findWanted(loop.body);
  }

  /** What takes the words of the loop's index. */
  get ofIndex(): readonly Instruction[] {
    return this.#first.finish([]).instructions;
  }

  /** The value that is a word of a number of the old loop, once that has been defined. */
  word(half: Half, value: Value): Value {
    if (value.kind === "constant") return constant(operations[half].evaluate(value.value) as number, "i32");
    const known = this.#words[half].get(value);
    if (known) return known;
    const region = value === this.#index ? this.#first : this.#around;
    return this.#keep(half, value, region.operation(half, [value]));
  }

  /** Computes the words of a number that has just been defined, as far as they are wanted. */
  define(value: Operation | Call, into: RegionBuilder): void {
    for (const half of HALVES) {
      if (this.#wanted[half].has(value)) this.#keep(half, value, this.#compute(half, value, into));
    }
  }

  /** Which of the values that control flow makes are to have words beside them, and which words. */
  yieldedFor(values: readonly Value[]): { k: number; half: Half }[] {
    return values.flatMap((value, k) =>
      HALVES.filter((half) => this.#wanted[half].has(value) && this.#analysis.of(value)).map((half) => ({ k, half }))
    );
  }

  /** A result that is to be a word of another. */
  result(half: Half, result: Result): Result {
    return this.#keep(half, result, { kind: "result", type: "i32", name: result.name });
  }

  /** What is to be carried as a word of what else is carried. */
  parameter(half: Half, carried: Parameter): Parameter {
    return this.#keep(half, carried, parameter(carried.name, "i32"));
  }

  /** Takes the words of numbers that have no words beside them, as far as they are wanted. */
  takeFrom(values: readonly Value[], into: RegionBuilder): void {
    for (const half of HALVES) {
      for (const value of values) {
        if (!this.#wanted[half].has(value) || this.#words[half].has(value)) continue;
        this.#keep(half, value, into.operation(half, [value]));
      }
    }
  }

  #compute(half: Half, value: Operation | Call, into: RegionBuilder): Value {
    const now = this.#read(value);
    const number = () => into.operation(half, [now]);
    if (value.kind === "call" || now.kind !== "operation") return number();
    if (value.operation === "fromI32" || value.operation === "fromU32") {
      const [integer] = now.operands;
      if (half === "toI32") return integer;
      if (value.operation === "fromU32") return constant(0, "i32");
      return into.operation("shrI32", [integer, constant(31, "i32")]);
    }
    if (!this.#analysis.isArithmetic(value)) return number();
    const computed = wordRules[half][value.operation]!({
      into,
      operands: value.operands,
      condition: now.operands[0],
      word: (half, operand) => this.word(half, operand),
      low: () => this.word("toI32", value),
    });
    const condition = this.#conditionOf(value, into);
    return condition ? into.operation("selectI32", [condition, computed, number()]) : computed;
  }

  /** That all integers of which a value is made are such; null where there is no doubt. */
  #conditionOf(value: Value, into: RegionBuilder): Value | null {
    const { uniform, varying } = this.#analysis.of(value)!;
    const conditions = [
      ...[...uniform].map((number) => this.#isInteger(number)),
      ...[...varying].map((number) => into.operation("lt", [into.operation("abs", [this.#read(number)]), FINITE])),
    ];
    return conditions.length === 0 ? null : conditions.reduce((x, y) => into.operation("and", [x, y]));
  }

  /** Asked around the loop, once; an infinity is none. */
  #isInteger(number: Value): Value {
    let condition = this.#conditions.get(number);
    if (!condition) {
      const value = this.#read(number);
      const rest = this.#around.operation("sub", [value, this.#around.operation("trunc", [value])]);
      this.#conditions.set(number, condition = this.#around.operation("eq", [rest, constant(0)]));
    }
    return condition;
  }

  #keep<V extends Value>(half: Half, value: Value, word: V): V {
    this.#words[half].set(value, word);
    return word;
  }

  #findSources(region: Region): void {
    for (const instruction of region.instructions) {
      if (instruction.kind === "if") {
        const { then, otherwise, results } = instruction;
        results.forEach((result, k) => this.#sources.set(result, [then.results[k], otherwise.results[k]]));
      } else if (instruction.kind === "loop") {
        const { initial, carried, body, results } = instruction;
        carried.forEach((parameter, k) => this.#sources.set(parameter, [initial[k], body.results[k]]));
        results.forEach((result, k) => this.#sources.set(result, [carried[k]]));
      }
      regionsOf(instruction).forEach((inner) => this.#findSources(inner));
    }
  }

  #findWanted(region: Region): void {
    for (const instruction of region.instructions) {
      if (takesWord(instruction)) this.#want(instruction.operation, instruction.operands[0]);
      regionsOf(instruction).forEach((inner) => this.#findWanted(inner));
    }
  }

  #want(half: Half, value: Value): void {
    if (value.kind === "constant" || this.#wanted[half].has(value)) return;
    this.#wanted[half].add(value);
    const sources = this.#sources.get(value);
    if (sources) {
      if (this.#analysis.of(value)) sources.forEach((source) => this.#want(half, source));
    } else if (value.kind === "operation" && this.#analysis.isArithmetic(value)) {
      // Upper words are made from lower ones, too: of their sum, whether it carries.
      if (half === "toUpperI32") this.#want("toI32", value);
      for (const operand of value.operands.filter(({ type }) => type === "f64")) this.#want(half, operand);
    }
  }
}

function byHalf<T>(make: () => T): Readonly<Record<Half, T>> {
  return { toI32: make(), toUpperI32: make() };
}
