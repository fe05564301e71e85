import { bitsOf, fromBits, type OperationName, operations } from "./operations.ts";
import { constant, parameter, RegionBuilder } from "./builder.ts";
import {
  type Callee,
  type Constant,
  IDENTITY,
  type Instruction,
  type Kernel,
  type Parallel,
  type ReductionKind,
  type Region,
  type Type,
  type Value,
} from "./types.ts";
import { verify } from "./verifier.ts";

/** A constant, by type and bits, or the number of a value, counted in order of definition. */
type Reference = number | readonly [type: Type, bits: string];

interface RegionData {
  readonly instructions: readonly InstructionData[];
  readonly results: readonly Reference[];
}

type InstructionData =
  | { readonly kind: "operation" | "call"; readonly name: string; readonly operands: readonly Reference[] }
  | { readonly kind: "guard"; readonly condition: Reference }
  | { readonly kind: "if"; readonly condition: Reference; readonly then: RegionData; readonly otherwise: RegionData }
  | {
    readonly kind: "loop";
    readonly initial: readonly Reference[];
    readonly test: RegionData;
    readonly body: RegionData;
  }
  | {
    readonly kind: "parallel";
    readonly start: Reference;
    readonly stop: Reference;
    readonly reductions: readonly { readonly kind: string; readonly initial: Reference }[];
    readonly body: RegionData;
  };

/** A kernel as plain data, for JSON: what it computes, without names and spans. */
export interface KernelData {
  readonly parameters: number;
  readonly body: RegionData;
}

/**
 * Writes a kernel as plain data.
 *
 * @param kernel A kernel whose parallel loops have nothing but a body.
 */
export function writeKernel(kernel: Kernel): KernelData {
  const writer = new Writer();
  kernel.parameters.forEach((value) => writer.define(value));
  return { parameters: kernel.parameters.length, body: writer.region(kernel.body) };
}

class Writer {
  readonly #numbers = new Map<Value, number>();

  define(value: Value): void {
    this.#numbers.set(value, this.#numbers.size);
  }

  region({ instructions, results }: Region): RegionData {
    const written = instructions.map((instruction) => this.#instruction(instruction));
    return { instructions: written, results: results.map((value) => this.#reference(value)) };
  }

  #instruction(instruction: Instruction): InstructionData {
    switch (instruction.kind) {
      case "operation":
      case "call": {
        const operands = instruction.operands.map((operand) => this.#reference(operand));
        this.define(instruction);
        const name = instruction.kind === "call" ? instruction.callee.name : instruction.operation;
        return { kind: instruction.kind, name, operands };
      }
      case "guard":
        return { kind: "guard", condition: this.#reference(instruction.condition) };
      case "if": {
        const condition = this.#reference(instruction.condition);
        const [then, otherwise] = [this.region(instruction.then), this.region(instruction.otherwise)];
        instruction.results.forEach((result) => this.define(result));
        return { kind: "if", condition, then, otherwise };
      }
      case "loop": {
        const initial = instruction.initial.map((value) => this.#reference(value));
        instruction.carried.forEach((value) => this.define(value));
        const [test, body] = [this.region(instruction.test), this.region(instruction.body)];
        instruction.results.forEach((result) => this.define(result));
        return { kind: "loop", initial, test, body };
      }
      case "parallel":
        return this.#loop(instruction);
      default:
        throw new Error(`no data for ${instruction satisfies never}`);
    }
  }

  #loop({ start, stop, index, reductions, body, results, strip, near, fallback }: Parallel): InstructionData {
    if (strip || near || fallback || reductions.some(({ factor }) => factor)) {
      throw new TypeError("a loop that was optimised can't be written as data");
    }
    const bounds = { start: this.#reference(start), stop: this.#reference(stop) };
    const initials = reductions.map(({ kind, initial }) => ({ kind, initial: this.#reference(initial) }));
    [index, ...reductions.map(({ carried }) => carried)].forEach((value) => this.define(value));
    const data = { kind: "parallel", ...bounds, reductions: initials, body: this.region(body) } as const;
    results.forEach((result) => this.define(result));
    return data;
  }

  #reference(value: Value): Reference {
    if (value.kind !== "constant") return this.#numbers.get(value)!;
    const { type, value: scalar } = value;
    const bits = typeof scalar === "number" ? bitsOf(scalar) : BigInt(scalar);
    return [type, bits.toString(16)];
  }
}

/**
 * Makes a kernel of data that `writeKernel` made, or of any other: whatever comes out is a verified kernel.
 *
 * @param data Plain data, of any form.
 * @param callees The functions that it may call, by name.
 * @throws {Error} If the data are those of no kernel.
 */
export function readKernel(data: KernelData, callees: ReadonlyMap<string, Callee>): Kernel {
  const parameters = Array.from({ length: data.parameters }, () => parameter("p"));
  const body = new Reader(parameters, callees).region(data.body);
  const kernel: Kernel = { name: "kernel", parameters, body, source: "" };
  verify(kernel, "reading");
  return kernel;
}

const CONSTANTS: Readonly<Record<Type, (bits: bigint) => Constant>> = {
  f64: (bits) => constant(fromBits(BigInt.asUintN(64, bits))),
  i32: (bits) => constant(fromBits(BigInt.asUintN(64, bits)) | 0, "i32"),
  bool: (bits) => constant(bits !== 0n),
  bits: (bits) => constant(BigInt.asUintN(64, bits)),
};

class Reader {
  readonly #values: Value[];
  readonly #callees: ReadonlyMap<string, Callee>;

  constructor(parameters: readonly Value[], callees: ReadonlyMap<string, Callee>) {
    this.#values = [...parameters];
    this.#callees = callees;
  }

  region({ instructions, results }: RegionData): Region {
    const builder = new RegionBuilder();
    instructions.forEach((data) => this.#values.push(...this.#instruction(data, builder)));
    return builder.finish(results.map((reference) => this.#value(reference)));
  }

  /** @returns The values that an instruction defines. */
  #instruction(data: InstructionData, into: RegionBuilder): Value[] {
    switch (data.kind) {
      case "operation": {
        const name = known(data.name, operations) as OperationName;
        return [into.operation(name, data.operands.map((operand) => this.#value(operand)))];
      }
      case "call": {
        const callee = this.#callees.get(data.name);
        if (!callee) throw new TypeError(`there is no function ${data.name}`);
        return [into.call(callee, data.operands.map((operand) => this.#value(operand)))];
      }
      case "guard":
        into.guard(this.#value(data.condition));
        return [];
      case "if": {
        const condition = this.#value(data.condition);
        return into.if(condition, this.region(data.then), this.region(data.otherwise));
      }
      case "loop": {
        const initial = data.initial.map((reference) => this.#value(reference));
        const carried = initial.map(({ type }) => parameter("carried", type));
        this.#values.push(...carried);
        const [test, body] = [this.region(data.test), this.region(data.body)];
        return into.loop({ initial, carried, test, body });
      }
      case "parallel": {
        const [start, stop] = [this.#value(data.start), this.#value(data.stop)];
        const index = parameter("i");
        const reductions = data.reductions.map(({ kind, initial }) => ({
          kind: known(kind, IDENTITY) as ReductionKind,
          name: "acc",
          initial: this.#value(initial),
          carried: parameter("acc"),
        }));
        this.#values.push(index, ...reductions.map(({ carried }) => carried));
        return into.parallel({ start, stop, index, reductions, body: this.region(data.body) });
      }
      default:
        throw new TypeError(`there is no instruction ${data satisfies never}`);
    }
  }

  #value(reference: Reference): Value {
    if (typeof reference === "number") {
      const value = this.#values[reference];
      if (!value) throw new TypeError(`there is no value ${reference}`);
      return value;
    }
    const [type, bits] = reference;
    return CONSTANTS[known(type, CONSTANTS) as Type](BigInt(`0x${bits}`));
  }
}

function known(name: string, table: object): string {
  if (!Object.hasOwn(table, name)) throw new TypeError(`there is no ${name}`);
  return name;
}
