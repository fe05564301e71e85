import type { Call, Constant, If, Loop, Operation, OperationName, Region, Type, Value } from "../../ir/mod.ts";
import { UnsupportedError } from "../../errors.ts";
import type { Declarations, NumberFormat } from "./number_format.ts";
import type { LoopDependence } from "./dependence.ts";
import { integersCompared, isExact, isIndexWord, unsignedRemainder } from "./exact.ts";
import { comparisons, type Expression, LONGEST, named, not, primary, printInteger, select } from "./expressions.ts";
import type { LoopInputs } from "./inputs.ts";
import type { Names } from "./names.ts";
import { countUses } from "./uses.ts";

/** Prints the body of one loop as the statements of the function `iterate`. */
export class BodyPrinter {
  readonly #dependence: LoopDependence;
  readonly #inputs: LoopInputs;
  readonly #names: Names;
  readonly #format: NumberFormat;
  readonly #declarations: Declarations;
  readonly #expressions = new Map<Value, Expression>();
  #uses: ReadonlyMap<Value, number> = new Map();
  #loops = 0;

  /** @param declarations Where what the printed lines call is declared. */
  constructor(
    dependence: LoopDependence,
    inputs: LoopInputs,
    names: Names,
    format: NumberFormat,
    declarations: Declarations,
  ) {
    this.#dependence = dependence;
    this.#inputs = inputs;
    this.#names = names;
    this.#format = format;
    this.#declarations = declarations;
  }

  /** How many sequential loops have been printed. */
  get loops(): number {
    return this.#loops;
  }

  /** Makes `value` readable as `text`. */
  alias(value: Value, text: string): void {
    this.#expressions.set(value, primary(text));
  }

  /** How `value` is read. */
  read(value: Value): string {
    return this.#expression(value).text;
  }

  /** Prints a loop's whole body; what it yields can be read afterwards. */
  body(region: Region): string[] {
    this.#uses = countUses(region, this.#dependence);
    const affine = [...this.#uses.keys()].filter((value) => this.#dependence.kindOf(value) === "affine");
    const positions = affine.filter((value) => !this.#expressions.has(value)).map((value) => {
      const { name, text } = this.#inputs.affine(value);
      this.alias(value, name);
      return `let ${name} = ${text};`;
    });
    const lines = this.#region(region);
    return [...this.#inputs.indexLines(), ...positions, ...lines];
  }

  #region(region: Region): string[] {
    return region.instructions.flatMap((instruction) => {
      switch (instruction.kind) {
        case "operation":
        case "call":
          return this.#isVarying(instruction) ? this.#define(instruction, this.#print(instruction)) : [];
        case "if":
          return this.#if(instruction);
        case "loop":
          return this.#loop(instruction);
        case "parallel":
        case "guard":
          throw new Error(`the wgsl target met a ${instruction.kind} inside a loop`);
      }
    });
  }

  #isVarying(value: Value): boolean {
    return this.#dependence.kindOf(value) === "varying";
  }

  #expression(value: Value): Expression {
    const known = this.#expressions.get(value);
    if (known) return known;
    if (this.#isVarying(value)) throw new Error("a value is read before it is printed");
    return (value.kind === "constant" && this.#literal(value)) || this.#inputs.uniform(value);
  }

  #print(instruction: Operation | Call): Expression {
    if (isIndexWord(instruction, this.#dependence)) {
      return primary(this.#inputs.indexWord(instruction.operation));
    }
    const remainder = unsignedRemainder(instruction);
    if (remainder) return this.#fromUnsigned(`bitcast<u32>(${this.read(remainder.dividend)}) % ${remainder.divisor}u`);
    const integers = integersCompared(instruction, (value) => this.#isVarying(value));
    if (integers) {
      const { operation, operands } = integers;
      return comparisons[operation](...operands.map((operand) => this.#expression(operand)));
    }
    const operands = this.#exact(instruction) ?? instruction.operands.map((operand) => this.#expression(operand));
    const printed = instruction.kind === "call"
      ? this.#call(instruction, operands)
      : this.#operation(instruction.operation, operands);
    if (printed) return printed;
    throw new UnsupportedError(`WebGPU can't compute ${describe(instruction)} in ${this.#format.precision}`);
  }

  #operation(operation: OperationName, operands: readonly Expression[]): Expression | null {
    this.#format.needs[operation]?.forEach((name) => this.#declarations.need(name));
    return this.#format.spellings[operation]?.(...operands) ?? null;
  }

  #call({ callee }: Call, operands: readonly Expression[]): Expression | null {
    const called = this.#format.call(callee.name, operands);
    if (called?.need !== undefined) this.#declarations.need(called.need);
    return called && called.expression;
  }

  /** A number of 32 bits without a sign, given as a u32. */
  #fromUnsigned(text: string): Expression {
    return this.#operation("fromU32", [primary(`bitcast<i32>(${text})`)])!;
  }

  /**
   * The operands of a comparison or remainder whose outcome hangs on the exact index, `i < n / 2` or `i % 2`: an f32
   * loses the parity of 2^24 + 1, so the host takes the difference, or drops the multiples of the divisor, first.
   */
  #exact(instruction: Operation | Call): Expression[] | null {
    const [left, right] = instruction.operands;
    if (!isExact(instruction, this.#dependence)) return null;
    return instruction.kind === "call"
      ? [primary(this.#inputs.periodic(left, right)), this.#expression(right)]
      : [primary(this.#inputs.difference(left, right)), this.#format.constant(0)!];
  }

  /** Keeps an expression for its only use, or declares a name for it. */
  #define(value: Value & { name?: string }, expression: Expression): string[] {
    const uses = this.#uses.get(value) ?? 0;
    if (uses === 0) return [];
    if (uses === 1 && value.name === undefined && expression.text.length < LONGEST) {
      this.#expressions.set(value, expression);
      return [];
    }
    const name = this.#names.unique(value.name, "t");
    this.#expressions.set(value, named(name, expression));
    return [`let ${name} = ${expression.text};`];
  }

  /** How the shader holds values. */
  #type(type: Type): string {
    return type === "f64" ? this.#format.type : type;
  }

  #literal({ type, value }: Constant): Expression | null {
    if (typeof value === "boolean") return primary(String(value));
    return type === "i32" ? printInteger(value as number) : this.#format.constant(value as number);
  }

  #if({ condition, then, otherwise, results }: If): string[] {
    const yielded = results.flatMap((result, k) => this.#uses.has(result) ? [k] : []);
    if (yielded.length === 0) return [];
    const test = this.#expression(condition);
    const branches = [then, otherwise].map((branch) => ({ branch, lines: this.#region(branch) }));
    if (branches.every(({ lines }) => lines.length === 0)) {
      return yielded.flatMap((k) => {
        const [x, y] = branches.map(({ branch }) => this.#expression(branch.results[k]));
        return this.#define(results[k], select(test, x, y));
      });
    }
    const names = yielded.map((k) => this.#names.unique(results[k].name, "t"));
    const [yes, no] = branches.map(({ branch, lines }) => [
      ...lines,
      ...yielded.map((k, d) => `${names[d]} = ${this.read(branch.results[k])};`),
    ]);
    yielded.forEach((k, d) => this.alias(results[k], names[d]));
    return [
      ...yielded.map((k, d) => `var ${names[d]}: ${this.#type(results[k].type)};`),
      `if (${test.text}) {`,
      ...indent(yes),
      "} else {",
      ...indent(no),
      "}",
    ];
  }

  /** Nothing reads what is carried before the last of it is assigned: all change at once. */
  #loop({ initial, carried, test, body, results }: Loop): string[] {
    if (!results.some((result) => this.#uses.has(result))) return [];
    const starts = initial.map((value) => this.read(value));
    const names = carried.map((parameter, k) => {
      const name = this.#names.unique(parameter.name, "t");
      this.alias(parameter, name);
      this.alias(results[k], name);
      return name;
    });
    this.#loops++;
    const tested = this.#region(test);
    const stop = not(this.#expression(test.results[0]));
    return [
      ...names.map((name, k) => `var ${name}: ${this.#type(carried[k].type)} = ${starts[k]};`),
      "loop {",
      ...indent([
        "turns += 1u;",
        ...tested,
        `if (turns > MOST_TURNS || ${stop.text}) {`,
        "  break;",
        "}",
        ...this.#region(body),
        ...this.#assignments(names, body.results),
      ]),
      "}",
    ];
  }

  /** Assigns values to variables at once: what reads one that is overwritten before gets a name first. */
  #assignments(names: readonly string[], values: readonly Value[]): string[] {
    const changes = values.map((value, k) => ({ name: names[k], text: this.read(value) }))
      .filter(({ name, text }) => name !== text);
    const kept: string[] = [];
    const assigned = changes.map(({ name, text }, k) => {
      if (!changes.slice(0, k).some((other) => mentions(text, other.name))) return `${name} = ${text};`;
      const next = this.#names.unique(`${name}_next`, "t");
      kept.push(`let ${next} = ${text};`);
      return `${name} = ${next};`;
    });
    return [...kept, ...assigned];
  }
}

/** Whether an expression's text reads a variable. */
function mentions(text: string, name: string): boolean {
  return text.split(/\W+/).includes(name);
}

function describe(instruction: Operation | Call): string {
  return instruction.kind === "call" ? instruction.callee.name : instruction.operation;
}

/** Moves lines to the right by one level. */
export function indent(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}
