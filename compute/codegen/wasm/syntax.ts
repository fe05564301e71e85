import { type InstructionName, instructions, type ValueType } from "./instructions.ts";

/** A local variable or parameter of a function. */
export interface Local {
  readonly name: string;
  readonly type: ValueType;
}

/** The immediate of an instruction: a number, or the two 64-bit lanes of a `v128.const`. */
export type Immediate = number | readonly [bigint, bigint];

/** What pushes one value, or, for a store or a call, none. */
export type Expression =
  | {
    readonly kind: "instruction";
    readonly name: InstructionName;
    readonly immediate?: Immediate;
    readonly operands: readonly Expression[];
  }
  | { readonly kind: "get"; readonly local: Local }
  | {
    readonly kind: "call";
    readonly callee: WasmFunction;
    readonly operands: readonly Expression[];
  };

export type Statement =
  | { readonly kind: "set"; readonly local: Local; readonly value: Expression; readonly comment?: string }
  /** An expression for its effect: a store, or a call of a function without result. */
  | { readonly kind: "effect"; readonly value: Expression }
  | { readonly kind: "if"; readonly condition: Expression; readonly then: readonly Statement[] }
  /** Runs its body once, then again as long as the condition holds. */
  | {
    readonly kind: "repeat";
    readonly label: string;
    readonly body: readonly Statement[];
    readonly condition: Expression;
  }
  | { readonly kind: "comment"; readonly text: string };

export interface WasmFunction {
  readonly name: string;
  readonly exported: boolean;
  readonly parameters: readonly Local[];
  readonly locals: readonly Local[];
  readonly body: readonly Statement[];
  /** What it computes, for people. */
  readonly comments: readonly string[];
}

/** A module with one memory of its own, exported as `memory`. */
export interface WasmModule {
  readonly comments: readonly string[];
  readonly functions: readonly WasmFunction[];
  readonly pages: number;
  /** What memory holds from address 0 on: 64-bit words. */
  readonly data: readonly bigint[];
}

/** Finds the type of what an expression pushes; null for nothing. */
export function typeOf(expression: Expression): ValueType | null {
  switch (expression.kind) {
    case "get":
      return expression.local.type;
    case "call":
      return null;
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
  const fits = types.length === operands.length && types.every((type, k) => type === typeOf(operands[k]));
  if (!fits || (kind === "none") !== (immediate === undefined)) {
    throw new Error(`${name} does not take (${operands.map(typeOf).join(", ")}) and ${immediate}`);
  }
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
export function set(local: Local, value: Expression, comment?: string): Statement {
  if (typeOf(value) !== local.type) throw new Error(`${local.name} is ${local.type}, not ${typeOf(value)}`);
  return { kind: "set", local, value, comment };
}

export function effect(value: Expression): Statement {
  return { kind: "effect", value };
}

export function i32(value: number): Expression {
  return instruction("i32.const", [], value);
}

/** Both lanes with the same 64 bits. */
export function splat(bits: bigint): Expression {
  return instruction("v128.const", [], [bits, bits]);
}
