import { iterationCount } from "../../ir/mod.ts";
import { type Driver, type LoopRunner, turnCounter } from "../target.ts";
import { ownFunctions } from "../../math/mod.ts";

/** One loop, as generated code has it. */
interface GeneratedLoop {
  bind(captures: readonly number[]): void;
  run(first: number, count: number, accumulators: Float64Array, offset: number): void;
}

/**
 * Makes a driver from its generated source.
 *
 * @param source What a target generated; never text from elsewhere, since it is evaluated.
 * @param look Called now and then by sequential loops.
 */
export function instantiateDriver(source: string, look?: () => void): Driver {
  return new Function("iterationCount", "turned", "functions", source)(
    iterationCount,
    turnCounter(look),
    ownFunctions,
  ) as Driver;
}

/**
 * Makes one thread's loops from their generated source.
 *
 * @param source What the js target generated; never text from elsewhere, since it is evaluated.
 * @param look Called now and then by sequential loops.
 */
export function instantiateJs(source: string, look?: () => void): LoopRunner {
  const loops = new Function("turned", "functions", source)(turnCounter(look), ownFunctions) as GeneratedLoop[];
  return {
    bind: (loop, captures) => loops[loop].bind(captures.slice()),
    run: (loop, first, count, accumulators, offset) => loops[loop].run(first, count, accumulators, offset),
  };
}
