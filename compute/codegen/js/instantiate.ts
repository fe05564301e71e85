import { iterationCount } from "../../ir/mod.ts";
import type { Driver, LoopRunner } from "../target.ts";

/** One loop, as generated code has it. */
interface GeneratedLoop {
  bind(captures: readonly number[]): void;
  run(first: number, count: number, accumulators: Float64Array, offset: number): void;
}

/**
 * Makes a driver from its generated source.
 *
 * @param source What a target generated; never text from elsewhere, since it is evaluated.
 */
export function instantiateDriver(source: string): Driver {
  return new Function("iterationCount", source)(iterationCount) as Driver;
}

/**
 * Makes one thread's loops from their generated source.
 *
 * @param source What the js target generated; never text from elsewhere, since it is evaluated.
 */
export function instantiateJs(source: string): LoopRunner {
  const loops = new Function(source)() as GeneratedLoop[];
  return {
    bind: (loop, captures) => loops[loop].bind(captures.slice()),
    run: (loop, first, count, accumulators, offset) => loops[loop].run(first, count, accumulators, offset),
  };
}
