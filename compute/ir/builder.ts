import type { Span } from "../errors.ts";
import { type OperationName, operations } from "./operations.ts";
import type {
  Call,
  Callee,
  Constant,
  Instruction,
  Loop,
  Operation,
  Parallel,
  Parameter,
  Region,
  Result,
  Type,
  Value,
} from "./types.ts";

/** Naming and placing of a new node. */
export interface NodeOptions {
  readonly name?: string;
  readonly span?: Span;
}

/** A constant; its type follows from the value's, `f64` for a number. Constants need no place in a region. */
export function constant(value: number | boolean | bigint, type: Type = typeOf(value)): Constant {
  return { kind: "constant", type, value };
}

function typeOf(value: number | boolean | bigint): Type {
  return typeof value === "number" ? "f64" : typeof value === "boolean" ? "bool" : "bits";
}

/** A kernel's parameter, a loop's index or a carried value. */
export function parameter(name: string, type: Type = "f64"): Parameter {
  return { kind: "parameter", type, name };
}

/** Gathers the instructions of one region in order. Each method adds an instruction and returns its value or values. */
export class RegionBuilder {
  readonly #instructions: Instruction[] = [];

  /** Adds an operation of the table. */
  operation(operation: OperationName, operands: readonly Value[], { name, span }: NodeOptions = {}): Operation {
    // All have the same fields in the same order: engines then read them at once.
    return this.add({ kind: "operation", type: operations[operation].result, operation, operands, name, span });
  }

  /** Adds a call of a mathematical function. */
  call(callee: Callee, operands: readonly Value[], { name, span }: NodeOptions = {}): Call {
    return this.add({ kind: "call", type: "f64", callee, operands, name, span });
  }

  /** Adds an `if`; both regions yield values of the same types, in order. */
  if(condition: Value, then: Region, otherwise: Region, options: { names?: string[]; span?: Span } = {}): Result[] {
    const results = then.results.map((value, k): Result => ({
      kind: "result",
      type: value.type,
      name: options.names?.[k],
    }));
    this.add({ kind: "if", condition, then, otherwise, results, span: options.span });
    return results;
  }

  /** Adds a sequential loop; its results are of the carried values' types and names. */
  loop(loop: Omit<Loop, "kind" | "results">): Result[] {
    const results = loop.carried.map(({ type, name }): Result => ({ kind: "result", type, name }));
    this.add({ kind: "loop", ...loop, results } satisfies Loop);
    return results;
  }

  /** Adds a parallel loop; `body` yields one value for each reduction. */
  parallel(loop: Omit<Parallel, "kind" | "results">): Result[] {
    const results = loop.reductions.map((reduction): Result => ({ kind: "result", type: "f64", name: reduction.name }));
    this.add({ kind: "parallel", ...loop, results } satisfies Parallel);
    return results;
  }

  /** Adds a guard: what follows is valid only where the condition holds. */
  guard(condition: Value): void {
    this.add({ kind: "guard", condition });
  }

  /** Adds an instruction made elsewhere, as it is. */
  add<T extends Instruction>(instruction: T): T {
    this.#instructions.push(instruction);
    return instruction;
  }

  /** Ends the region with the values that it yields. */
  finish(results: readonly Value[]): Region {
    return { instructions: this.#instructions, results };
  }
}
