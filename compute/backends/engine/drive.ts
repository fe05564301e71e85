import type { Driver, LoopRequest } from "../../codegen/target.ts";
import type { RunControl } from "../backend.ts";

/** Runs a kernel: its driver, and for each parallel loop a function. */
export async function drive(
  driver: Driver,
  args: readonly number[],
  runLoop: (request: LoopRequest) => Promise<ArrayLike<number>> | ArrayLike<number>,
): Promise<number> {
  const steps = driver(args);
  let step = steps.next();
  while (!step.done) step = steps.next(await runLoop(step.value));
  return step.value;
}

/** As `drive`, without waiting. */
export function driveSync(
  driver: Driver,
  args: readonly number[],
  runLoop: (request: LoopRequest) => ArrayLike<number>,
): number {
  const steps = driver(args);
  let step = steps.next();
  while (!step.done) step = steps.next(runLoop(step.value));
  return step.value;
}

/**
 * Turns the progress of a kernel's loops, one after another, into that of the run: each loop counts alike, one that is
 * skipped as done. Never decreasing, whatever order parallel workers are heard in.
 */
export class Progress {
  readonly #loops: number;
  readonly #report: ((fraction: number) => void) | undefined;
  #highest = 0;

  constructor(loops: number, { onProgress }: RunControl) {
    this.#loops = Math.max(1, loops);
    this.#report = onProgress;
  }

  /** Whether anyone listens. */
  get wanted(): boolean {
    return this.#report !== undefined;
  }

  /** Loop number `loop` has got to `fraction`. */
  loop(loop: number, fraction: number): void {
    this.#raise((loop + Math.min(1, fraction)) / this.#loops);
  }

  /** The run is over. */
  done(): void {
    this.#raise(1);
  }

  #raise(fraction: number): void {
    if (fraction <= this.#highest) return;
    this.#highest = fraction;
    this.#report?.(fraction);
  }
}
