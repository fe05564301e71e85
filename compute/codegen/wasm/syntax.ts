import { type InstructionName, instructions, type ValueType } from "./instructions.ts";

/** A local variable or parameter of a function. */
export interface Local {
  /** What to call it, for people: the printer makes names unique. */
  readonly name: string;
  /** What its printed name ends with. */
  readonly suffix?: string;
  readonly type: ValueType;
}

/** A function that the module takes from outside; it has no result. */
export interface ImportedFunction {
  readonly name: string;
  readonly operands: readonly ValueType[];
}

/** What sequential loops call now and then, with the number of their turns. */
export const TURNED: ImportedFunction = { name: "turned", operands: ["i32"] };

/** The immediate of an instruction: a number, or the two 64-bit lanes of a `v128.const`. */
export type Immediate = number | readonly [bigint, bigint];

/** What pushes one value, or, for a store, none. */
export type Expression =
  | {
    readonly kind: "instruction";
    readonly name: InstructionName;
    readonly immediate?: Immediate;
    readonly operands: readonly Expression[];
  }
  | { readonly kind: "get"; readonly local: Local }
  /** Both lanes with the same 64 bits, loaded from where the module keeps its constants. */
  | { readonly kind: "constant"; readonly bits: bigint }
  | {
    readonly kind: "call";
    readonly callee: ImportedFunction | WasmFunction;
    readonly operands: readonly Expression[];
  };

export type Statement =
  /** `bits` is what a constant is, for people. */
  | { readonly kind: "set"; readonly local: Local; readonly value: Expression; readonly bits?: bigint }
  /** An expression for its effect: a store, or a call of a function without result. */
  | { readonly kind: "effect"; readonly value: Expression }
  /** Assigns all results of a function, in order. */
  | { readonly kind: "assign"; readonly locals: readonly Local[]; readonly call: Expression }
  | { readonly kind: "if"; readonly condition: Expression; readonly then: readonly Statement[] }
  /** Runs its body once, then again as long as the condition holds. */
  | {
    readonly kind: "repeat";
    readonly label: string;
    readonly body: readonly Statement[];
    readonly condition: Expression;
  }
  /** Runs its test, and then its body and the updates for the next turn, as long as a lane of the mask is set. */
  | {
    readonly kind: "lanes";
    readonly label: string;
    readonly test: readonly Statement[];
    readonly mask: Expression;
    readonly body: readonly Statement[];
    readonly updates: readonly Statement[];
  }
  | { readonly kind: "comment"; readonly text: string };

export interface WasmFunction {
  readonly name: string;
  readonly exported: boolean;
  readonly parameters: readonly Local[];
  readonly locals: readonly Local[];
  readonly body: readonly Statement[];
  /** What it gives, each a vector; absent where it works by its effects. */
  readonly results?: readonly Expression[];
  /** What any module that it is in must have: the functions that it calls and the constants that it reads. */
  readonly needs?: { readonly functions: readonly WasmFunction[]; readonly constants: readonly bigint[] };
  /** What it computes, for people. */
  readonly comments: readonly string[];
}

/** A module with one memory of its own, exported as `memory`. */
export interface WasmModule {
  readonly comments: readonly string[];
  readonly imports: readonly ImportedFunction[];
  readonly functions: readonly WasmFunction[];
  readonly pages: number;
  /** What memory holds from address 0 on: 64-bit words. */
  readonly data: readonly bigint[];
}

/** The namespace of imported functions. */
export const IMPORT_NAMESPACE = "lanes";

/** Finds the type of what an expression pushes; null for nothing. */
export function typeOf(expression: Expression): ValueType | null {
  switch (expression.kind) {
    case "get":
      return expression.local.type;
    case "constant":
      return "v128";
    case "call":
      return "results" in expression.callee && expression.callee.results?.length === 1 ? "v128" : null;
    case "instruction":
      return instructions[expression.name].result;
  }
}

/**
 * An instruction on operands.
 *
 * @throws {Error} If operands don't fit its signature; always a defect of Lanes.
 */
export function instruction(
  name: InstructionName,
  operands: readonly Expression[] = [],
  immediate?: Immediate,
): Expression {
  const { operands: types, immediate: kind } = instructions[name];
  let fits = types.length === operands.length && (kind === "none") === (immediate === undefined);
  for (let k = 0; k < types.length && fits; k++) fits = typeOf(operands[k]) === types[k];
  if (!fits) throw new Error(`${name} does not take (${operands.map(typeOf).join(", ")}) and ${immediate}`);
  return { kind: "instruction", name, immediate, operands };
}

export function get(local: Local): Expression {
  return { kind: "get", local };
}

/**
 * An assignment.
 *
 * @throws {Error} If the types differ; always a defect of Lanes.
 */
export function set(local: Local, value: Expression, bits?: bigint): Statement {
  if (typeOf(value) !== local.type) throw new Error(`${local.name} is ${local.type}, not ${typeOf(value)}`);
  return { kind: "set", local, value, bits };
}

export function effect(value: Expression): Statement {
  return { kind: "effect", value };
}

export function i32(value: number): Expression {
  return instruction("i32.const", [], value);
}

/** Whether a lane of a mask is set. */
export function anyLane(mask: Expression): Expression {
  return instruction("v128.any_true", [mask]);
}

/** Both lanes with the same 64 bits. */
export function splat(bits: bigint): Expression {
  return instruction("v128.const", [], [bits, bits]);
}

/** All bits set: a mask that holds. */
export const TRUE = 0xffff_ffff_ffff_ffffn;

/** The bits of x where the mask is set and those of y elsewhere: three instructions of the machine, but for constants. */
export function choose(mask: Expression, x: Expression, y: Expression): Expression {
  if (isSplat(x, 0n)) return instruction("v128.andnot", [y, mask]);
  if (isSplat(y, 0n)) return instruction("v128.and", [x, mask]);
  if (isSplat(x, TRUE)) return instruction("v128.or", [mask, y]);
  return instruction("v128.bitselect", [x, y, mask]);
}

function isSplat(expression: Expression, bits: bigint): boolean {
  if (expression.kind !== "instruction" || !Array.isArray(expression.immediate)) return false;
  return expression.name === "v128.const" && expression.immediate.every((lane) => lane === bits);
}
