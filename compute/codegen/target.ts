import {
  definedBy,
  endlessLoop,
  type Kernel,
  MOST_TURNS,
  type Parallel,
  parametersOf,
  readBy,
  type ReductionKind,
  type Region,
  regionsOf,
  type Value,
} from "../ir/mod.ts";

export type TargetName = "js" | "wasm" | "wgsl";

export interface CodegenOptions {
  /** Whether `madd` may be one fused operation: fastmath's flag `contract`. */
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

/** Code whose loops are run block by block. */
export interface BlockCode extends Code {
  /** What an iteration of each loop is estimated to cost; see `costOf`. */
  readonly costs: readonly number[];
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
  /** The captured values, in the order of the loop's signature. Plain arrays: V8 makes a typed one in 0.25 µs. */
  readonly captures: readonly number[];
  /** What each reduction starts from. */
  readonly initial: readonly number[];
}

/**
 * The scalar part of a kernel: it yields each parallel loop as a request, takes its reductions' final values (initial
 * values included), and returns the kernel's value.
 */
export type Driver = (args: readonly number[]) => Generator<LoopRequest, number, ArrayLike<number>>;

/**
 * Makes what a sequential loop in generated code calls now and then, with the number of its turns.
 *
 * @param look What is done at each call; it may throw, to end a run.
 * @returns The function, which throws a `RangeError` of a loop that takes too many turns.
 */
export function turnCounter(look?: () => void): (turns: number) => void {
  return (turns) => {
    look?.();
    if (turns >= MOST_TURNS) throw endlessLoop();
  };
}

/**
 * One thread's instance of a kernel's compiled loops, for the targets that run on the CPU.
 */
export interface LoopRunner {
  /** Sets what loop number `loop` captures; before its blocks, once per request. */
  bind(loop: number, captures: readonly number[]): void;
  /**
   * Runs `count` iterations from index `first`, going on from the accumulators at `offset` (one per reduction), which
   * it replaces. The js target adds in index order; wasm adds in its fixed lane order to the identity first.
   *
   * @param count At most 2^20.
   */
  run(loop: number, first: number, count: number, accumulators: Float64Array, offset: number): void;
}

/** The parallel loops of a kernel in source order, those inside branches and sequential loops included. */
export function parallelLoops(kernel: Kernel): Parallel[] {
  const loops: Parallel[] = [];
  const walk = (region: Region): void => {
    for (const instruction of region.instructions) {
      if (instruction.kind === "parallel") loops.push(instruction);
      else regionsOf(instruction).forEach(walk);
    }
  };
  walk(kernel.body);
  return loops;
}

/** Loops never change, and each is asked for its signature by all that generate code around it. */
const signatures = new WeakMap<Parallel, LoopSignature>();

/** Finds what a loop takes and gives. */
export function signatureOf(loop: Parallel): LoopSignature {
  const known = signatures.get(loop) ?? findSignature(loop);
  signatures.set(loop, known);
  return known;
}

function findSignature(loop: Parallel): LoopSignature {
  const inside = new Set<Value>(
    [loop.index, ...loop.reductions.map((reduction) => reduction.carried), ...definedBy(loop)],
  );
  for (const strip of [loop.strip, loop.near?.strip]) {
    if (strip) parametersOf(strip).forEach((value) => inside.add(value));
  }
  const captures = new Set<Value>();
  const walk = (region: Region): void => {
    for (const instruction of region.instructions) {
      readBy(instruction).forEach(read);
      regionsOf(instruction).forEach(walk);
    }
    region.results.forEach(read);
  };
  const read = (value: Value) => {
    if (value.kind !== "constant" && !inside.has(value)) captures.add(value);
  };
  regionsOf(loop).forEach(walk);
  loop.reductions.forEach(({ factor }) => factor && read(factor));
  return { captures: [...captures], reductions: loop.reductions.map((reduction) => reduction.kind) };
}
