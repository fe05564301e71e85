import type { If, Loop, Operation, Parallel, Region, Value } from "../../ir/mod.ts";
import { UnsupportedError } from "../../errors.ts";
import { ownFunctions } from "../../math/mod.ts";
import { countUses, overwritable, plainBody, type Uses } from "./accumulators.ts";
import {
  type Expression,
  primary,
  printCall,
  printConditional,
  printConstant,
  printNot,
  printOperation,
} from "./expressions.ts";
import { type HelperName, helpers } from "./helpers.ts";
import { Names } from "./names.ts";

/**
 * Turns between two calls of `turned`, less one: of any loops of the code together, in `looks`, so that loops of few
 * turns in one of many don't go unseen, and of each loop, so that none takes too many.
 */
const LOOKS = 2 ** 16 - 1;

/** Expressions nested deeper than this are cut by a `const`: for people, and for JavaScript parsers' stacks. */
const DEEPEST = 8;

/** How an accumulator is updated in place. */
const updates: Readonly<Record<string, string>> = {
  add: "+=",
  madd: "+=",
  sub: "-=",
  nmadd: "-=",
  mul: "*=",
  div: "/=",
};

/** Prints a parallel loop where the printer stands, and makes its results readable. */
export type LoopPrinter = (printer: RegionPrinter, loop: Parallel, number: number) => string[];

/** Prints the regions of one function as JavaScript statements, a line each, unindented. */
export class RegionPrinter {
  readonly names: Names;
  readonly #printLoop: LoopPrinter;
  readonly #uses: Uses;
  readonly #expressions = new Map<Value, Expression>();
  /** Values that live in an accumulator's variable: what the loop carries, and what overwrites it. */
  readonly #accumulators = new Set<Value>();
  readonly #helpers = new Set<HelperName>();
  readonly #guardLoops: boolean;
  readonly #functions = new Set<string>();
  #loops = 0;

  /**
   * @param root The outermost region that will be printed.
   * @param reserved Names that the code around it uses.
   * @param options Whether loops call `turned` now and then, with the number of their turns.
   */
  constructor(root: Region, reserved: readonly string[], printLoop: LoopPrinter, options = { guardLoops: true }) {
    this.#guardLoops = options.guardLoops;
    this.names = new Names([...Object.keys(helpers), ...Object.keys(ownFunctions), ...reserved]);
    this.#uses = countUses(root);
    this.#printLoop = printLoop;
  }

  /** The helpers that the printed lines call. */
  get helpers(): ReadonlySet<HelperName> {
    return this.#helpers;
  }

  /** Names of the functions that the printed lines call and JavaScript lacks. */
  get functions(): ReadonlySet<string> {
    return this.#functions;
  }

  /** Makes `value` readable under a fresh name, which is returned. */
  bind(value: Value, wanted?: string, otherwise?: string): string {
    const name = this.names.unique(wanted, otherwise);
    this.alias(value, name);
    return name;
  }

  /** Makes `value` readable under a name already declared. */
  alias(value: Value, name: string): void {
    this.#expressions.set(value, primary(name));
  }

  /** How `value` is read. */
  read(value: Value): string {
    return this.#expression(value).text;
  }

  /** Prints a region's instructions; what it yields can be read afterwards. */
  region(region: Region): string[] {
    return region.instructions.flatMap((instruction) => {
      switch (instruction.kind) {
        case "operation":
          if (this.#accumulators.has(instruction)) return [this.#update(instruction)];
          return this.#define(
            instruction,
            instruction.name,
            (operands) => printOperation(instruction.operation, operands, (helper) => this.#helpers.add(helper)),
          );
        case "call":
          if (Object.hasOwn(ownFunctions, instruction.callee.name)) this.#functions.add(instruction.callee.name);
          return this.#define(instruction, instruction.name, (operands) => printCall(instruction.callee, operands));
        case "if":
          return this.#if(instruction);
        case "loop":
          return this.#loop(instruction);
        case "parallel":
          return this.#printLoop(this, instruction, this.#loops++);
        case "guard":
          throw new UnsupportedError("the js target takes kernels as lowered, without guards");
      }
    });
  }

  /**
   * Prints what each iteration of a loop does.
   *
   * @param accumulators The names of the reductions' variables, in order.
   */
  loopBody(loop: Parallel, accumulators: readonly string[]): string[] {
    const body = plainBody(loop);
    const chains = loop.reductions.map(({ carried }) => overwritable(body, carried));
    loop.reductions.forEach(({ carried }, r) => {
      for (const value of [carried, ...chains[r] ?? []]) this.alias(value, accumulators[r]);
      if (chains[r]) [carried, ...chains[r]].forEach((value) => this.#accumulators.add(value));
    });
    const lines = this.region(body);
    const apart = body.results.flatMap((result, r) =>
      chains[r] || result === loop.reductions[r].carried ? [] : [`${accumulators[r]} = ${this.read(result)};`]
    );
    return [...lines, ...apart];
  }

  #expression(value: Value): Expression {
    if (value.kind === "constant") return printConstant(value);
    const expression = this.#expressions.get(value);
    if (!expression) throw new Error("a value is read before it is printed");
    return expression;
  }

  /** Keeps a value's expression for its only use, or declares a name for it. */
  #define(
    value: Value & { operands?: readonly Value[] },
    name: string | undefined,
    print: (operands: Expression[]) => Expression,
  ): string[] {
    const uses = this.#uses.counts.get(value) ?? 0;
    if (uses === 0) return [];
    const expression = print((value.operands ?? []).map((operand) => this.#expression(operand)));
    const isNamed = name !== undefined && !this.#uses.yielded.has(value);
    if (uses === 1 && !isNamed && expression.depth < DEEPEST) {
      this.#expressions.set(value, expression);
      return [];
    }
    return [`const ${this.bind(value, name)} = ${expression.text};`];
  }

  #update({ operation, operands }: Operation): string {
    const target = operands.find((operand) => this.#accumulators.has(operand))!;
    const others = operands.filter((operand) => operand !== target).map((operand) => this.#expression(operand));
    if (operation === "min" || operation === "max") {
      const name = this.read(target);
      return `${name} = Math.${operation}(${name}, ${others[0].text});`;
    }
    const amount = others.length === 1 ? others[0] : printOperation("mul", others, () => {});
    return `${this.read(target)} ${updates[operation]} ${amount.text};`;
  }

  #loop({ initial, carried, test, body, results }: Loop): string[] {
    const starts = initial.map((value) => this.read(value));
    const names = carried.map((parameter, k) => {
      const name = this.bind(parameter, parameter.name);
      this.alias(results[k], name);
      return name;
    });
    const declarations = names.map((name, k) => `let ${name} = ${starts[k]};`);
    const turns = this.#guardLoops ? this.names.unique(undefined, "turns") : null;
    const tested = this.region(test);
    const condition = this.#expression(test.results[0]);
    const lines = [...this.region(body), ...this.#assignments(names, body.results)];
    const counted = turns
      ? [...lines, `if ((++looks & ${LOOKS}) === 0 | (++${turns} & ${LOOKS}) === 0) turned(${turns});`]
      : lines;
    return [
      ...declarations,
      ...(turns ? [`let ${turns} = 0;`] : []),
      ...(tested.length === 0
        ? [`while (${condition.text}) {`, ...indent(counted), "}"]
        : ["while (true) {", ...indent([...tested, `if (${printNot(condition).text}) break;`, ...counted]), "}"]),
    ];
  }

  /** Assigns values to variables at once: none is overwritten before the last that reads it. */
  #assignments(names: readonly string[], values: readonly Value[]): string[] {
    const changes = values.map((value, k) => ({ name: names[k], text: this.read(value) }))
      .filter(({ name, text }) => name !== text);
    const kept: string[] = [];
    const assigned = changes.map(({ name, text }, k) => {
      const readsOverwritten = changes.slice(0, k).some((other) => mentions(text, other.name));
      if (!readsOverwritten) return `${name} = ${text};`;
      const next = this.names.unique(undefined, `${name}Next`);
      kept.push(`const ${next} = ${text};`);
      return `${name} = ${next};`;
    });
    return [...kept, ...assigned];
  }

  #if({ condition, then, otherwise, results }: If): string[] {
    const branches = [then, otherwise].map((branch) => ({ branch, lines: this.region(branch) }));
    const yielded = results.flatMap((result, k) =>
      this.#accumulators.has(result) || !this.#uses.counts.has(result) ? [] : [k]
    );
    if (yielded.length === 1 && branches.every(({ lines }) => lines.length === 0)) {
      const [k] = yielded;
      const values = [condition, then.results[k], otherwise.results[k]].map((value) => this.#expression(value));
      return this.#define(results[k], results[k].name, () => printConditional(values));
    }
    const declared = yielded.map((k) => this.bind(results[k], results[k].name));
    const [yes, no] = branches.map(({ branch, lines }) =>
      indent([...lines, ...yielded.map((k, d) => `${declared[d]} = ${this.read(branch.results[k])};`)])
    );
    const test = this.#expression(condition);
    const head = declared.length > 0 ? [`let ${declared.join(", ")};`] : [];
    if (yes.length === 0 && no.length === 0) return head;
    if (yes.length === 0) return [...head, `if (${printNot(test).text}) {`, ...no, "}"];
    return [...head, `if (${test.text}) {`, ...yes, ...(no.length > 0 ? ["} else {", ...no] : []), "}"];
  }
}

/** Whether an expression's text reads a variable. */
function mentions(text: string, name: string): boolean {
  return text.split(/[^\p{ID_Continue}$]+/u).includes(name);
}

/** Declares the counter of turns, where lines count any. */
export function lookLines(lines: readonly string[]): string[] {
  return lines.some((line) => line.includes("(++looks & ")) ? ["let looks = 0;"] : [];
}

/** Moves lines to the right by one level. */
export function indent(lines: readonly string[], levels = 1): string[] {
  return lines.map((line) => "  ".repeat(levels) + line);
}

/** Declarations of helper functions. */
export function helperLines(names: Iterable<HelperName>): string[] {
  return [...names].flatMap((name) => helpers[name].split("\n"));
}

/** Binds the functions that JavaScript lacks to their names, from an object `functions` that has them all. */
export function functionLines(names: Iterable<string>): string[] {
  const list = [...names].join(", ");
  return list === "" ? [] : [`const { ${list} } = functions;`];
}
