import type { Call, Constant, If, Loop, Operation, Region, Type, Value } from "../../ir/mod.ts";
import { UnsupportedError } from "../../errors.ts";
import { mathFunctions } from "../../math/mod.ts";
import type { LoopDependence } from "./dependence.ts";
import { isExact, isIndexWord, unsignedRemainder } from "./exact.ts";
import {
  type Expression,
  primary,
  printConstant,
  printInteger,
  printNot,
  printOperation,
  printSelect,
  spellingUses,
} from "./expressions.ts";
import type { LoopInputs } from "./inputs.ts";
import { integerFunctions } from "./integers.ts";
import type { Names } from "./names.ts";
import { countUses } from "./uses.ts";

/** Expressions longer than this get a name. */
const LONGEST = 60;

/** Prints the body of one loop as the statements of the function `iterate`. */
export class BodyPrinter {
  readonly #dependence: LoopDependence;
  readonly #inputs: LoopInputs;
  readonly #names: Names;
  readonly #expressions = new Map<Value, Expression>();
  readonly #functions = new Set<string>();
  readonly #declarations = new Set<string>();
  #uses: ReadonlyMap<Value, number> = new Map();
  #loops = 0;

  constructor(dependence: LoopDependence, inputs: LoopInputs, names: Names) {
    this.#dependence = dependence;
    this.#inputs = inputs;
    this.#names = names;
  }

  /** Names of the math functions whose declarations the printed lines call. */
  get functions(): ReadonlySet<string> {
    return this.#functions;
  }

  /** Declarations of what the printed lines call beside. */
  get declarations(): ReadonlySet<string> {
    return this.#declarations;
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
    return (value.kind === "constant" && printLiteral(value)) || this.#inputs.uniform(value);
  }

  #print(instruction: Operation | Call): Expression {
    if (isIndexWord(instruction, this.#dependence)) {
      return primary(this.#inputs.indexWord(instruction.operation));
    }
    const remainder = unsignedRemainder(instruction);
    if (remainder) return primary(`f32(bitcast<u32>(${this.read(remainder.dividend)}) % ${remainder.divisor}u)`);
    const exact = this.#exact(instruction);
    const operands = exact ?? instruction.operands.map((operand) => this.#expression(operand));
    const printed = instruction.kind === "call"
      ? this.#call(instruction, operands)
      : printOperation(instruction.operation, operands);
    if (!printed) throw new UnsupportedError(`WebGPU can't compute ${describe(instruction)} in f32`);
    if (instruction.kind === "operation") {
      this.need(spellingUses[instruction.operation]);
      integerFunctions[instruction.operation]?.forEach((declaration) => this.#declarations.add(declaration));
    }
    return printed;
  }

  #call({ callee }: Call, operands: readonly Expression[]): Expression | null {
    const record = mathFunctions.get(callee.name);
    if (!record?.wgsl) return null;
    this.need(callee.name);
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

  /** Declares a math function for what calls it. */
  need(name: string | undefined): void {
    if (name === undefined || this.#functions.has(name)) return;
    const { uses = [], declaration } = mathFunctions.get(name)!.wgsl!;
    uses.forEach((used) => this.need(used));
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
      ...yielded.map((k, d) => `var ${names[d]}: ${TYPES[results[k].type]};`),
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
    const stop = printNot(this.#expression(test.results[0]));
    return [
      ...names.map((name, k) => `var ${name}: ${TYPES[carried[k].type]} = ${starts[k]};`),
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

function printLiteral({ type, value }: Constant): Expression | null {
  return type === "i32" ? printInteger(value as number) : printConstant(value as number | boolean);
}

/** How the shader holds values. */
const TYPES: Readonly<Partial<Record<Type, string>>> = { f64: "f32", bool: "bool", i32: "i32" };

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
