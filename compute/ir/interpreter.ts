import { operations } from "./operations.ts";
import {
  IDENTITY,
  isValue,
  type Kernel,
  type Loop,
  type Parallel,
  type Region,
  type Strip,
  type Value,
} from "./types.ts";

type Scalar = number | boolean | bigint;
type Environment = Map<Value, Scalar>;

/** Thrown when an expanded kernel is interpreted outside of its expansion's domain. */
export class GuardFailure extends Error {
  override readonly name = "GuardFailure";
}

/**
 * Runs a kernel serially, in index order, one operation at a time. This is what a kernel means; every target is held
 * against it.
 *
 * @param kernel A verified kernel.
 * @param args One number for each parameter.
 * @returns The kernel's value.
 * @throws {RangeError} If a parallel loop's bound is not an integer of magnitude at most 2^53.
 * @throws {RangeError} If a sequential loop doesn't end within `MOST_TURNS`.
 * @throws {GuardFailure} If a guard of an expanded kernel fails and its loop has no fallback.
 */
export function interpret(kernel: Kernel, args: readonly number[]): number {
  const environment: Environment = new Map(kernel.parameters.map((parameter, k) => [parameter, args[k]]));
  return runRegion(kernel.body, environment)[0] as number;
}

/**
 * Checks the bounds of a parallel loop, as every backend does.
 *
 * @returns The number of iterations, 0 for an empty range.
 * @throws {RangeError} If a bound is not an integer of magnitude at most 2^53.
 */
export function iterationCount(start: number, stop: number): number {
  checkBound("start", start);
  checkBound("stop", stop);
  return Math.max(0, stop - start);
}

/** Turns that a sequential loop may take, each time that it is run. */
export const MOST_TURNS = 2 ** 31;

/** What is thrown of a loop that takes more turns, on every backend. */
export function endlessLoop(): RangeError {
  return new RangeError(`a loop took more than 2^31 turns: its condition may never become false`);
}

function checkBound(name: string, bound: number): void {
  if (Number.isInteger(bound) && Math.abs(bound) <= 2 ** 53) return;
  throw new RangeError(`prange needs integer bounds of at most 2^53: its ${name} is ${bound}`);
}

function runRegion(region: Region, environment: Environment): Scalar[] {
  const read = (value: Value): Scalar => value.kind === "constant" ? value.value : environment.get(value)!;
  for (const instruction of region.instructions) {
    if (isValue(instruction)) {
      const operands = instruction.operands.map(read);
      const result = instruction.kind === "call"
        ? instruction.callee.evaluate(...operands as number[])
        : operations[instruction.operation].evaluate(...operands);
      environment.set(instruction, result);
    } else if (instruction.kind === "if") {
      const results = runRegion(read(instruction.condition) ? instruction.then : instruction.otherwise, environment);
      instruction.results.forEach((result, k) => environment.set(result, results[k]));
    } else if (instruction.kind === "loop") {
      const results = runSequential(instruction, environment, read);
      instruction.results.forEach((result, k) => environment.set(result, results[k]));
    } else if (instruction.kind === "parallel") {
      const results = runLoop(instruction, environment, read);
      instruction.results.forEach((result, k) => environment.set(result, results[k]));
    } else if (!read(instruction.condition)) {
      throw new GuardFailure("an argument is outside the domain of a fast expansion");
    }
  }
  return region.results.map(read);
}

function runSequential(
  { initial, carried, test, body }: Loop,
  environment: Environment,
  read: (value: Value) => Scalar,
): Scalar[] {
  let values = initial.map(read);
  for (let turns = 0;; turns++) {
    carried.forEach((parameter, k) => environment.set(parameter, values[k]));
    if (!runRegion(test, environment)[0]) return values;
    if (turns === MOST_TURNS) throw endlessLoop();
    values = runRegion(body, environment);
  }
}

function runLoop(loop: Parallel, environment: Environment, read: (value: Value) => Scalar): Scalar[] {
  const start = read(loop.start) as number;
  const count = iterationCount(start, read(loop.stop) as number);
  const initials = loop.reductions.map(({ initial }) => read(initial));
  let accumulators = loop.reductions.map(({ kind, factor }, r) => factor ? IDENTITY[kind] : initials[r]);
  for (let k = 0; k < count; k++) {
    environment.set(loop.index, start + k);
    loop.reductions.forEach((reduction, r) => environment.set(reduction.carried, accumulators[r]));
    accumulators = runIteration(loop, k, start, environment);
  }
  return loop.reductions.map(({ factor }, r) => {
    const [initial, total] = [initials[r] as number, accumulators[r] as number];
    return factor ? initial + total * (read(factor) as number) : total;
  });
}

/** Runs one iteration: the near body, the body or the fallback, the first in which no guard fails. */
function runIteration(loop: Parallel, k: number, start: number, environment: Environment): Scalar[] {
  const { near, ...far } = loop;
  try {
    if (near) return runIteration({ ...far, ...near, fallback: undefined }, k, start, environment);
  } catch (error) {
    if (!(error instanceof GuardFailure)) throw error;
  }
  try {
    if (loop.strip) runStrip(loop.strip, k, start, environment);
    return runRegion(loop.body, environment);
  } catch (error) {
    if (error instanceof GuardFailure && loop.fallback) return runRegion(loop.fallback, environment);
    throw error;
  }
}

/** Computes what the body reads of its strip. */
function runStrip(strip: Strip, k: number, start: number, environment: Environment): void {
  const offset = k % strip.length;
  environment.set(strip.offset, offset);
  environment.set(strip.base, start + k - offset);
  if (strip.half) environment.set(strip.half, strip.length / 2);
  const entries = runRegion(strip.tables, environment);
  strip.entries.forEach((entry, e) => environment.set(entry, entries[e]));
  const invariants = runRegion(strip.header, environment);
  strip.invariants.forEach((invariant, v) => environment.set(invariant, invariants[v]));
}
