import type { Call, If, Operation, Region, Value } from "../../ir/mod.ts";
import { UnsupportedError } from "../../errors.ts";
import { mathFunctions } from "../../math/mod.ts";
import type { LoopDependence } from "./dependence.ts";
import { type Expression, primary, printConstant, printOperation, printSelect, spellingUses } from "./expressions.ts";
import type { LoopInputs } from "./inputs.ts";
import type { Names } from "./names.ts";

/** Expressions longer than this get a name. */
const LONGEST = 60;

const COMPARISONS: ReadonlySet<string> = new Set(["eq", "ne", "lt", "le", "gt", "ge"]);

/** Prints the body of one loop as the statements of the function `iterate`. */
export class BodyPrinter {
  readonly #dependence: LoopDependence;
  readonly #inputs: LoopInputs;
  readonly #names: Names;
  readonly #uses = new Map<Value, number>();
  readonly #expressions = new Map<Value, Expression>();
  readonly #functions = new Set<string>();

  constructor(dependence: LoopDependence, inputs: LoopInputs, names: Names) {
    this.#dependence = dependence;
    this.#inputs = inputs;
    this.#names = names;
  }

  /** Names of the math functions whose declarations the printed lines call. */
  get functions(): ReadonlySet<string> {
    return this.#functions;
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
    this.#countUses(region);
    const affine = [...this.#uses.keys()].filter((value) => this.#dependence.kindOf(value) === "affine");
    const positions = affine.filter((value) => !this.#expressions.has(value)).map((value) => {
      const { name, text } = this.#inputs.affine(value);
      this.alias(value, name);
      return `let ${name} = ${text};`;
    });
    return [...positions, ...this.#region(region)];
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
          throw new UnsupportedError("WebGPU can't run sequential loops yet");
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
    const literal = value.kind === "constant" ? printConstant(value.value as number | boolean) : null;
    return literal ?? this.#inputs.uniform(value);
  }

  #print(instruction: Operation | Call): Expression {
    const exact = this.#exact(instruction);
    const operands = exact ?? instruction.operands.map((operand) => this.#expression(operand));
    const printed = instruction.kind === "call"
      ? this.#call(instruction, operands)
      : printOperation(instruction.operation, operands);
    if (!printed) throw new UnsupportedError(`WebGPU can't compute ${describe(instruction)} in f32`);
    if (instruction.kind === "operation") this.#need(spellingUses[instruction.operation]);
    return printed;
  }

  #call({ callee }: Call, operands: readonly Expression[]): Expression | null {
    const record = mathFunctions.get(callee.name);
    if (!record?.wgsl) return null;
    this.#need(callee.name);
    return primary(record.wgsl.call(...operands.map(({ text }) => text)));
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
      : [primary(this.#inputs.difference(left, right)), primary("0.0")];
  }

  #need(name: string | undefined): void {
    if (name === undefined || this.#functions.has(name)) return;
    const { uses = [], declaration } = mathFunctions.get(name)!.wgsl!;
    uses.forEach((used) => this.#need(used));
    if (declaration) this.#functions.add(name);
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
    this.alias(value, name);
    return [`let ${name} = ${expression.text};`];
  }

  #if({ condition, then, otherwise, results }: If): string[] {
    const yielded = results.flatMap((result, k) => this.#uses.has(result) ? [k] : []);
    if (yielded.length === 0) return [];
    const test = this.#expression(condition);
    const branches = [then, otherwise].map((branch) => ({ branch, lines: this.#region(branch) }));
    if (branches.every(({ lines }) => lines.length === 0)) {
      return yielded.flatMap((k) => {
        const [x, y] = branches.map(({ branch }) => this.#expression(branch.results[k]));
        return this.#define(results[k], printSelect(test, x, y));
      });
    }
    const names = yielded.map((k) => this.#names.unique(results[k].name, "t"));
    const [yes, no] = branches.map(({ branch, lines }) => [
      ...lines,
      ...yielded.map((k, d) => `${names[d]} = ${this.read(branch.results[k])};`),
    ]);
    yielded.forEach((k, d) => this.alias(results[k], names[d]));
    return [
      ...yielded.map((k, d) => `var ${names[d]}: ${results[k].type === "bool" ? "bool" : "f32"};`),
      `if (${test.text}) {`,
      ...indent(yes),
      "} else {",
      ...indent(no),
      "}",
    ];
  }

  /** Counts how often the printed lines read each value. */
  #countUses(region: Region): void {
    const use = (value: Value) => this.#uses.set(value, (this.#uses.get(value) ?? 0) + 1);
    for (const instruction of region.instructions) {
      switch (instruction.kind) {
        case "operation":
        case "call":
          if (!this.#isVarying(instruction)) break;
          if (!isExact(instruction, this.#dependence)) instruction.operands.forEach(use);
          else if (instruction.kind === "call") use(instruction.operands[1]);
          break;
        case "if":
          use(instruction.condition);
          this.#countUses(instruction.then);
          this.#countUses(instruction.otherwise);
          break;
      }
    }
    region.results.forEach(use);
  }
}

/** Tells whether `#exact` applies: the operands differ by a whole number from one index to the next, by none it ends. */
function isExact({ kind, operands, ...instruction }: Operation | Call, dependence: LoopDependence): boolean {
  const [left, right] = operands.map((operand) => dependence.integerSlope(operand));
  if (left === null || right === null) return false;
  if (kind === "call") {
    return (instruction as Call).callee.name === "rem" && left !== 0 && dependence.kindOf(operands[1]) === "uniform";
  }
  return COMPARISONS.has((instruction as Operation).operation) && left !== right;
}

function describe(instruction: Operation | Call): string {
  return instruction.kind === "call" ? instruction.callee.name : instruction.operation;
}

/** Moves lines to the right by one level. */
export function indent(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}
