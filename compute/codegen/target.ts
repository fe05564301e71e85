import type { Kernel, Parallel, ReductionKind, Value } from "../ir/mod.ts";

export type TargetName = "js" | "wasm" | "wgsl";

export interface CodegenOptions {
  readonly fastmath: boolean;
}

/** Code for people and for a machine: `text` is always there (made when first read) and readable. It can be cloned. */
export interface Code {
  /** JavaScript, WAT or WGSL. */
  readonly text: string;
  /**
   * JavaScript source of the `Driver` of this code's loops, for `instantiateDriver`. Take the driver of the code that is
   * run: optimisation changes what loops capture.
   */
  readonly driver: string;
}

/**
 * A target turns a verified kernel into code. Its parallel loops are numbered in source order; the scalar code around
 * them is the driver's (see `Driver`), JavaScript on every target.
 */
export interface Target<C extends Code> {
  readonly name: TargetName;
  /**
   * Generates the code of all parallel loops.
   *
   * @throws {UnsupportedError} If the kernel needs what the target can't do.
   */
  generate(kernel: Kernel, options: CodegenOptions): C;
}

/** What a loop takes from around it and gives back; the same on every target. */
export interface LoopSignature {
  /** The values defined outside of the loop that its body reads, in order of first use; booleans travel as 0 and 1. */
  readonly captures: readonly Value[];
  readonly reductions: readonly ReductionKind[];
}

/** One parallel loop to be run, as the driver asks for it. */
export interface LoopRequest {
  /** Which loop of the kernel, in source order. */
  readonly loop: number;
  /** First index, an integer. */
  readonly start: number;
  /** Number of iterations, 0 or more. */
  readonly count: number;
  /** The captured values, in the order of the loop's signature. */
  readonly captures: Float64Array;
  /** What each reduction starts from. */
  readonly initial: Float64Array;
}

/**
 * The scalar part of a kernel: it yields each parallel loop as a request, takes its reductions' final values (initial
 * values included), and returns the kernel's value.
 */
export type Driver = (args: readonly number[]) => Generator<LoopRequest, number, Float64Array>;

/**
 * One thread's instance of a kernel's compiled loops, for the targets that run on the CPU.
 */
export interface LoopRunner {
  /** Sets what loop number `loop` captures; before its blocks, once per request. */
  bind(loop: number, captures: Float64Array): void;
  /**
   * Runs `count` iterations from index `first`, going on from the accumulators at `offset` (one per reduction), which
   * it replaces. The js target adds in index order; wasm adds in its fixed lane order to the identity first.
   *
   * @param first The request's start plus a multiple of 1024.
   * @param count At most 2^20.
   */
  run(loop: number, first: number, count: number, accumulators: Float64Array, offset: number): void;
}

/** The parallel loops of a kernel in source order, those inside branches included. */
export function parallelLoops(kernel: Kernel): Parallel[] {
  const loops: Parallel[] = [];
  const walk = (region: Kernel["body"]): void => {
    for (const instruction of region.instructions) {
      if (instruction.kind === "parallel") loops.push(instruction);
      if (instruction.kind === "if") {
        walk(instruction.then);
        walk(instruction.otherwise);
      }
    }
  };
  walk(kernel.body);
  return loops;
}

/** Finds what a loop takes and gives. */
export function signatureOf(loop: Parallel): LoopSignature {
  const inside = new Set<Value>([loop.index, ...loop.reductions.map((reduction) => reduction.carried)]);
  const captures = new Set<Value>();
  const read = (value: Value) => {
    if (value.kind !== "constant" && !inside.has(value)) captures.add(value);
  };
  const walk = (region: Kernel["body"]): void => {
    for (const instruction of region.instructions) {
      switch (instruction.kind) {
        case "operation":
        case "call":
          instruction.operands.forEach(read);
          inside.add(instruction);
          break;
        case "guard":
          read(instruction.condition);
          break;
        case "if":
          read(instruction.condition);
          walk(instruction.then);
          walk(instruction.otherwise);
          instruction.results.forEach((result) => inside.add(result));
          break;
        case "parallel":
          throw new Error("a parallel loop is inside another");
      }
    }
    region.results.forEach(read);
  };
  for (const part of [loop, loop.near]) {
    if (!part) continue;
    const { strip } = part;
    if (strip) {
      if (strip.half) inside.add(strip.half);
      [strip.offset, strip.base, ...strip.entries, ...strip.invariants].forEach((parameter) => inside.add(parameter));
      walk(strip.tables);
      walk(strip.header);
    }
    walk(part.body);
  }
  if (loop.fallback) walk(loop.fallback);
  return { captures: [...captures], reductions: loop.reductions.map((reduction) => reduction.kind) };
}
