import { bitsOf } from "./operations.ts";
import {
  type Instruction,
  type Kernel,
  type Parallel,
  parametersOf,
  type Region,
  type Strip,
  type Value,
} from "./types.ts";

/**
 * Writes down what a kernel computes and nothing else: equal texts are kernels that mean the same, operation by
 * operation. Names, comments, spans and the source itself don't enter; constants do by their bits, and whatever a
 * helper function does, as it stands inlined.
 *
 * @param kernel The kernel, before or after any pass.
 * @returns The text; only to be compared.
 */
export function structureOf(kernel: Kernel): string {
  const writer = new StructureWriter();
  writer.define(...kernel.parameters);
  writer.region(kernel.body);
  return writer.text();
}

class StructureWriter {
  readonly #numbers = new Map<Value, number>();
  readonly #parts: (string | number)[] = [];

  text(): string {
    return this.#parts.join(" ");
  }

  /** Numbers values in order of definition. */
  define(...values: readonly Value[]): void {
    this.#parts.push("(");
    for (const value of values) {
      this.#numbers.set(value, this.#numbers.size);
      this.#parts.push(value.type);
    }
    this.#parts.push(")");
  }

  region({ instructions, results }: Region): void {
    this.#parts.push("{");
    instructions.forEach((instruction) => this.#instruction(instruction));
    this.#read(...results);
    this.#parts.push("}");
  }

  #instruction(instruction: Instruction): void {
    this.#parts.push(instruction.kind);
    switch (instruction.kind) {
      case "operation":
        this.#parts.push(instruction.operation);
        this.#read(...instruction.operands);
        return this.define(instruction);
      case "call":
        this.#parts.push(instruction.callee.name);
        this.#read(...instruction.operands);
        return this.define(instruction);
      case "if":
        this.#read(instruction.condition);
        this.region(instruction.then);
        this.region(instruction.otherwise);
        return this.define(...instruction.results);
      case "loop":
        this.#read(...instruction.initial);
        this.define(...instruction.carried);
        this.region(instruction.test);
        this.region(instruction.body);
        return this.define(...instruction.results);
      case "parallel":
        this.#loop(instruction);
        return this.define(...instruction.results);
      case "guard":
        return this.#read(instruction.condition);
      default:
        throw new Error(`no structure for ${instruction satisfies never}`);
    }
  }

  #loop({ start, stop, index, reductions, strip, body, near, fallback }: Parallel): void {
    this.#read(start, stop, ...reductions.map(({ initial }) => initial));
    for (const { kind, factor } of reductions) {
      this.#parts.push(kind);
      if (factor) this.#read(factor);
    }
    this.define(index, ...reductions.map(({ carried }) => carried));
    for (const part of [{ strip, body }, near]) {
      if (!part) continue;
      this.#strip(part.strip);
      this.region(part.body);
    }
    if (fallback) this.region(fallback);
  }

  #strip(strip: Strip | undefined): void {
    if (!strip) return;
    this.#parts.push("strip", strip.length);
    this.define(...parametersOf(strip));
    this.region(strip.tables);
    this.region(strip.header);
  }

  #read(...values: readonly Value[]): void {
    for (const value of values) {
      if (value.kind === "constant") {
        const { type, value: scalar } = value;
        this.#parts.push(type, typeof scalar === "number" ? bitsOf(scalar).toString(16) : String(scalar));
      } else {
        this.#parts.push(this.#numbers.get(value)!);
      }
    }
  }
}
