import type { OperationName } from "./operations.ts";
import type { Constant, Value } from "./types.ts";

const COMMUTATIVE: ReadonlySet<string> = new Set<OperationName>([
  "add",
  "mul",
  "min",
  "max",
  "eq",
  "ne",
  "and",
  "or",
  "addBits",
  "andBits",
  "orBits",
  "xorBits",
]);

/** Numbers values, so that what is computed of equal operands has an equal key. */
export class ValueNumbers {
  readonly #numbers = new Map<Value | Constant["value"] | string, number>();

  /** A key of what is computed; `name` is an operation's, or any other that tells two computations apart. */
  key(name: string, operands: readonly Value[]): string {
    if (operands.length === 2) {
      const x = this.of(operands[0]);
      const y = this.of(operands[1]);
      return y < x && COMMUTATIVE.has(name) ? `${name} ${y} ${x}` : `${name} ${x} ${y}`;
    }
    let key = name;
    for (const operand of operands) key += ` ${this.of(operand)}`;
    return key;
  }

  /** Equal constants have equal numbers; NaNs are all equal, zeros are not. */
  of(value: Value): number {
    const key = value.kind !== "constant" ? value : value.type === "i32" ? `i32 ${value.value}` : zeroKey(value);
    let number = this.#numbers.get(key);
    if (number === undefined) this.#numbers.set(key, number = this.#numbers.size);
    return number;
  }
}

function zeroKey({ value }: Constant): Constant["value"] | string {
  return Object.is(value, -0) ? "-0" : value;
}
