import { bitsOf, type Callee } from "../../ir/mod.ts";
import type { InstructionName, ValueType } from "./instructions.ts";
import {
  type Expression,
  type ImportedFunction,
  instruction,
  type Local,
  type Statement,
  TURNED,
  type WasmFunction,
} from "./syntax.ts";

/** What all functions of a module share: what it imports, and the constants that its memory begins with. */
export class ModuleBuilder {
  #turned = false;
  readonly #constants = new Set<bigint>();
  readonly #functions = new Set<WasmFunction>();

  /** @param makeFunction Makes a function, valid everywhere, of what several mathematical functions give. */
  constructor(readonly makeFunction: (callees: readonly Callee[], relaxed: boolean) => WasmFunction) {}

  /** The import of what sequential loops call. */
  turned(): ImportedFunction {
    this.#turned = true;
    return TURNED;
  }

  /** A function of mathematical functions of the same operands, to be called; whether it may use relaxed SIMD. */
  function(callees: readonly Callee[], relaxed: boolean): WasmFunction {
    const made = this.makeFunction(callees, relaxed);
    this.#add(made);
    return made;
  }

  #add(function_: WasmFunction): void {
    if (this.#functions.has(function_)) return;
    function_.needs?.functions.forEach((one) => this.#add(one));
    function_.needs?.constants.forEach((bits) => this.#constants.add(bits));
    this.#functions.add(function_);
  }

  /** A constant of 64 bits in both lanes. */
  constant(bits: bigint): Expression {
    this.#constants.add(bits);
    return { kind: "constant", bits };
  }

  get imports(): ImportedFunction[] {
    return this.#turned ? [TURNED] : [];
  }

  /** The mathematical functions that are called. */
  get functions(): WasmFunction[] {
    return [...this.#functions];
  }

  get constants(): bigint[] {
    return [...this.#constants];
  }
}

/** Gathers the locals of one function. */
export class FunctionBuilder {
  readonly locals: Local[] = [];

  constructor(readonly parameters: readonly Local[]) {}

  /**
   * Declares a local.
   *
   * @param name What to call it.
   * @param suffix What its name ends with, e.g. the number of its copy.
   */
  local(name: string, type: ValueType, suffix?: string): Local {
    const local = { name, suffix, type };
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

type Lanes = Extract<Statement, { kind: "lanes" }>;

/**
 * Takes one statement of each list in turn, the lists being copies of one body. Their loops over lanes become one each,
 * which goes on as long as a lane of any copy does: only one copy counts turns. The first copy is ahead of the others by
 * what it computes for all of them, and updates wait until all copies are done.
 */
export function alternate(copies: readonly (readonly Statement[])[]): Statement[] {
  const [first, ...others] = copies.map(cutAtLoops);
  return first.flatMap(({ before, loop }, part) => {
    const abreast = [{ before, loop }, ...others.map((parts) => parts[part])];
    const statements = inTurn(abreast.map(({ before }) => before));
    return loop ? [...statements, together(abreast.map(({ loop }) => loop!))] : statements;
  });
}

/** A list's loops over lanes, each with what is before it; what is after the last comes without one. */
function cutAtLoops(list: readonly Statement[]): { before: Statement[]; loop?: Lanes }[] {
  const parts: { before: Statement[]; loop?: Lanes }[] = [{ before: [] }];
  for (const statement of list) {
    const part = parts.at(-1)!;
    if (statement.kind !== "lanes") part.before.push(statement);
    else {
      part.loop = statement;
      parts.push({ before: [] });
    }
  }
  return parts;
}

function inTurn(lists: readonly (readonly Statement[])[]): Statement[] {
  const longest = Math.max(...lists.map((list) => list.length));
  const statements: Statement[] = [];
  for (let k = 0; k < longest; k++) {
    for (const list of lists) {
      const ahead = longest - list.length;
      if (k >= ahead) statements.push(list[k - ahead]);
    }
  }
  return statements;
}

function together(loops: readonly Lanes[]): Lanes {
  return {
    ...loops[0],
    test: alternate(loops.map(({ test }) => test)),
    mask: [...new Set(loops.map(({ mask }) => mask))].reduce((x, y) => instruction("v128.or", [x, y])),
    body: alternate(loops.map(({ body }) => body)),
    updates: loops.flatMap(({ updates }) => updates),
  };
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
