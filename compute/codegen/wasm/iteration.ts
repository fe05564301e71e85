import type { Parallel, Region, Strip } from "../../ir/mod.ts";
import type { FunctionBuilder } from "./builder.ts";
import type { Environment, Lowering, Place } from "./lower.ts";
import { loadEntry } from "./memory.ts";
import { type Expression, get, instruction, type Local, set, type Statement } from "./syntax.ts";

/** What one pair of iterations reads and updates. */
export interface Iteration {
  /** One for each reduction. */
  readonly accumulators: readonly Local[];
  readonly index?: Local;
  readonly valid?: Local;
  /** The lanes that count, as a mask; all if absent. */
  readonly path?: Expression;
}

/** Where bodies are lowered, and what they read of their strip. */
export interface IterationContext {
  readonly loop: Pick<Parallel, "index" | "reductions">;
  readonly lowering: Lowering;
  readonly builder: FunctionBuilder;
  readonly environment: Environment;
  readonly strip?: Strip;
  /** The address of the strip's tables, and the local with that of the iteration in them. */
  readonly tables: number;
  readonly k: Local;
}

/** One pair of iterations of a body; lanes outside of `path` leave the accumulators alone. */
export function lowerIteration(
  region: Region,
  { accumulators, index, valid, path }: Iteration,
  copy: number,
  { loop, lowering, builder, environment, strip, tables, k }: IterationContext,
): Statement[] {
  const suffix = `.${copy}`;
  const place: Place = { environment: new Map(environment), suffix, valid, path };
  const statements: Statement[] = [];
  if (index) place.environment.set(loop.index, get(index));
  strip?.entries.forEach((entry, e) => {
    if (!lowering.reads(region, entry)) return;
    const local = builder.local(entry.name, "v128", suffix);
    statements.push(set(local, loadEntry(k, tables + 8 * strip.length * e + 16 * copy)));
    place.environment.set(entry, get(local));
  });
  loop.reductions.forEach(({ carried }, r) => place.environment.set(carried, get(accumulators[r])));
  statements.push(...lowering.region(region, place));
  region.results.forEach((result, r) => {
    const next = lowering.read(result, place);
    const old = get(accumulators[r]);
    statements.push(set(accumulators[r], path ? instruction("v128.bitselect", [next, old, path]) : next));
  });
  return statements;
}
