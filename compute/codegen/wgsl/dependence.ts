import { type Call, isValue, type Operation, type Parallel, type Region, regionsOf, type Value } from "../../ir/mod.ts";
import { affineRules, type HostProgram, type HostValue, integerSlope } from "./host_program.ts";

/** `slope` is known only where it is an integer, whatever the captures. */
type Dependence = { readonly kind: "uniform" | "affine"; readonly slope: number | null } | { readonly kind: "varying" };

const VARYING: Dependence = { kind: "varying" };

/**
 * How the values of a loop's body depend on its index. What doesn't is computed on the host, in f64, and so is the
 * start of what is affine: the shader is left with the rest, and f32 is not asked to hold an index of 10^10.
 */
export class LoopDependence {
  readonly #dependences = new Map<Value, Dependence>();
  readonly #numbers = new Map<unknown, number>();
  readonly #program: HostValue[] = [];
  readonly #index: Value;
  readonly #affine: boolean;

  /**
   * @param captures The values defined outside that the body reads.
   * @param body The body that the shader runs.
   * @param affine Whether the host computes what is affine in the index; else the index alone is.
   */
  constructor(loop: Parallel, captures: readonly Value[], body: Region, affine: boolean) {
    this.#affine = affine;
    this.#index = loop.index;
    captures.forEach((value, place) => this.#know(value, { kind: "uniform", slope: 0 }, { kind: "capture", place }));
    this.#know(loop.index, { kind: "affine", slope: 1 }, { kind: "index" });
    this.#walk(body);
  }

  /** Whether a value is the same in every iteration, affine in the index, or neither. */
  kindOf(value: Value): "uniform" | "affine" | "varying" {
    return this.#of(value).kind;
  }

  /** Whether a value is the loop's index itself. */
  isIndex(value: Value): boolean {
    return value === this.#index;
  }

  /** By how much a value grows with the index, if that is an integer whatever the captures; else null. */
  integerSlope(value: Value): number | null {
    const dependence = this.#of(value);
    return dependence.kind === "varying" ? null : dependence.slope;
  }

  /** The number of a uniform or affine value in the program. */
  numberOf(value: Value): number {
    if (value.kind !== "constant") return this.#numbers.get(value)!;
    const text = Object.is(value.value, -0) ? "-0" : String(value.value);
    return this.#add(`constant ${text}`, { kind: "constant", value: Number(value.value) });
  }

  /** What computes all uniform and affine values that have been numbered. */
  get program(): HostProgram {
    return this.#program;
  }

  #of(value: Value): Dependence {
    if (value.kind !== "constant") return this.#dependences.get(value) ?? VARYING;
    return { kind: "uniform", slope: 0 };
  }

  #walk(region: Region): void {
    for (const instruction of region.instructions) {
      // What comes out of a branch or is carried through a sequential loop varies; what is inside of them need not.
      regionsOf(instruction).forEach((region) => this.#walk(region));
      if (!isValue(instruction)) continue;
      const dependence = this.#combine(instruction);
      if (dependence.kind === "varying") continue;
      this.#know(instruction, dependence, {
        kind: instruction.kind,
        name: instruction.kind === "call" ? instruction.callee.name : instruction.operation,
        operands: instruction.operands.map((operand) => this.numberOf(operand)),
        uniform: dependence.kind === "uniform",
      });
    }
  }

  #combine(instruction: Operation | Call): Dependence {
    const operands: { uniform: boolean; slope: number | null }[] = [];
    for (const operand of instruction.operands) {
      const dependence = this.#of(operand);
      if (dependence.kind === "varying" || operand.type === "bits") return VARYING;
      operands.push({ uniform: dependence.kind === "uniform", slope: dependence.slope });
    }
    if (instruction.type === "bits") return VARYING;
    if (operands.every(({ uniform }) => uniform)) return { kind: "uniform", slope: 0 };
    const rule = this.#affine && instruction.kind === "operation" ? affineRules[instruction.operation] : undefined;
    if (!rule?.keepsAffine(operands.map(({ uniform }) => uniform))) return VARYING;
    return { kind: "affine", slope: integerSlope(instruction, operands.map(({ slope }) => slope)) };
  }

  #know(value: Value, dependence: Dependence, host: HostValue): void {
    this.#dependences.set(value, dependence);
    this.#add(value, host);
  }

  #add(key: unknown, value: HostValue): number {
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.#program.length);
    return this.#program.push(value) - 1;
  }
}
