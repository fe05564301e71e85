import { bitsOf } from "../../ir/mod.ts";
import type { InstructionName, ValueType } from "./instructions.ts";
import { type Expression, type ImportedFunction, instruction, type Local, type Statement } from "./syntax.ts";

/** What all functions of a module share: what it imports, and the constants that its memory begins with. */
export class ModuleBuilder {
  readonly #imports = new Map<string, ImportedFunction>();
  readonly #constants = new Map<bigint, number>();

  /** The import of a mathematical function. */
  import(name: string, arity: number): ImportedFunction {
    const known = this.#imports.get(name) ?? { name, arity };
    this.#imports.set(name, known);
    return known;
  }

  /** The address of a constant of 64 bits. */
  address(bits: bigint): number {
    const known = this.#constants.get(bits) ?? 8 * this.#constants.size;
    this.#constants.set(bits, known);
    return known;
  }

  get imports(): ImportedFunction[] {
    return [...this.#imports.values()];
  }

  get constants(): bigint[] {
    return [...this.#constants.keys()];
  }
}

/** Gathers the locals of one function and gives them unique names. */
export class FunctionBuilder {
  readonly parameters: readonly Local[];
  readonly locals: Local[] = [];
  readonly #names = new Set<string>();
  /** How often each name was wanted: the number to try next. */
  readonly #wanted = new Map<string, number>();

  constructor(parameters: readonly Local[]) {
    this.parameters = parameters;
    parameters.forEach(({ name }) => this.#names.add(name));
  }

  /**
   * Declares a local.
   *
   * @param wanted What to call it; only letters and digits of it are kept.
   * @param suffix What its name ends with, e.g. the number of its copy.
   */
  local(wanted: string, type: ValueType, suffix = ""): Local {
    const base = wanted.replace(/\W/g, "_") || "t";
    let number = this.#wanted.get(base + suffix) ?? 1;
    let name = base + suffix;
    while (this.#names.has(name)) name = `${base}_${++number}${suffix}`;
    this.#wanted.set(base + suffix, number);
    this.#names.add(name);
    const local = { name, type };
    this.locals.push(local);
    return local;
  }
}

/** Loads 64 bits from an address into both lanes. */
export function loadSplat(address: number): Expression {
  return instruction("v128.load64_splat", [instruction("i32.const", [], 0)], address);
}

/** Runs statements only if a condition holds; nothing if there are none. */
export function when(condition: Expression, then: readonly Statement[]): Statement[] {
  return then.length === 0 ? [] : [{ kind: "if", condition, then }];
}

/** A count as a float. */
export function toFloat(count: Expression): Expression {
  return instruction("f64.convert_i32_u", [count]);
}

/** The numbers `from` and `from + step`. */
export function lanes(from: number, step = 1): Expression {
  return instruction("v128.const", [], [bitsOf(from), bitsOf(from + step)]);
}

/** Takes one statement of each list in turn. */
export function alternate(lists: readonly (readonly Statement[])[]): Statement[] {
  const longest = Math.max(...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, k) => lists.flatMap((list) => list.slice(k, k + 1))).flat();
}

/** The sum of two floats in each lane. */
export function add(x: Expression, y: Expression): Expression {
  return instruction("f64x2.add", [x, y]);
}

export function comment(text: string): Statement {
  return { kind: "comment", text };
}

/** The smaller of two small unsigned integers. */
export function minimum(x: Expression, y: Expression): Expression {
  return instruction("select", [x, y, instruction("i32.lt_u", [x, y])]);
}

/** Combines expressions as a balanced tree. */
export function balanced(expressions: readonly Expression[], name: InstructionName): Expression {
  if (expressions.length === 1) return expressions[0];
  const half = Math.ceil(expressions.length / 2);
  return instruction(name, [balanced(expressions.slice(0, half), name), balanced(expressions.slice(half), name)]);
}

/** The sum of two integers. */
export function plus(x: Expression, y: Expression): Expression {
  return instruction("i32.add", [x, y]);
}

/** The difference of two integers. */
export function difference(x: Expression, y: Expression): Expression {
  return instruction("i32.sub", [x, y]);
}

/** Whether an unsigned integer is less than another. */
export function isLess(x: Expression, y: Expression): Expression {
  return instruction("i32.lt_u", [x, y]);
}

/** The integer at an address. */
export function loadCount(address: Expression, offset: number): Expression {
  return instruction("i32.load", [address], offset);
}
