import { bitsOf, type Parallel, type Region, type Strip } from "../../ir/mod.ts";
import { add, alternate, type FunctionBuilder, lanes, plus, toFloat } from "./builder.ts";
import type { Environment, Lowering, Place } from "./lower.ts";
import { loadEntry } from "./memory.ts";
import { choose, type Expression, get, i32, instruction, type Local, set, type Statement } from "./syntax.ts";

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
  /** What one iteration adds to `k`. */
  readonly scale: number;
}

/**
 * A turn of the main loop: pairs of iterations, one next to the other, each with what it reads and updates.
 *
 * @param index The index of the first pair, from which the others' follow; absent where the body doesn't read it.
 */
export function lowerTurn(
  region: Region,
  pairs: readonly Omit<Iteration, "index">[],
  index: Local | undefined,
  interleave: boolean,
  context: IterationContext,
): Statement[] {
  const { loop, lowering, builder, k, scale } = context;
  const first: Environment = new Map(context.environment);
  const others = pairs.slice(1).map((_, u) => index && builder.local(loop.index.name, "v128", `.${u + 1}`));
  const copies = [
    lowerIteration(region, { ...pairs[0], index }, { number: 0, environment: first }, context),
    ...pairs.slice(1).map((pair, u) => {
      const [number, own] = [u + 1, others[u]];
      const copy = { number, environment: new Map(context.environment), first };
      return [
        ...(index && own ? [set(own, add(get(index), lowering.constant(bitsOf(2 * number))))] : []),
        ...lowerIteration(region, { ...pair, index: own }, copy, context),
      ];
    }),
  ];
  const step = 2 * pairs.length;
  return [
    ...(interleave ? alternate(copies) : copies.flat()),
    ...(index ? [set(index, add(get(index), lowering.constant(bitsOf(step))))] : []),
    set(k, plus(get(k), i32(step * scale))),
  ];
}

/** Where a pair stands that may be the last, its second lane beyond the end. */
export interface LastPair {
  /** Iterations before it, an i32, and all of them, in both lanes; since the same one, which has the index `base`. */
  readonly done: Expression;
  readonly end: Expression;
  readonly base: Expression;
}

/** One pair of what no turn is left for: lanes beyond the end don't count. */
export function lowerPair(
  region: Region,
  pair: Pick<Iteration, "accumulators" | "valid">,
  { done, end, base }: LastPair,
  context: IterationContext,
): Statement[] {
  const { loop, lowering, builder, k, scale } = context;
  const [offset, inside, index] = ["offset", "inside", loop.index.name].map((name) => builder.local(name, "v128"));
  return [
    set(offset, add(instruction("f64x2.splat", [toFloat(done)]), lanes(0))),
    set(inside, instruction("f64x2.lt", [get(offset), end])),
    ...(lowering.reads(region, loop.index) ? [set(index, add(base, get(offset)))] : []),
    ...lowerIteration(
      region,
      { ...pair, index, path: get(inside) },
      { number: 0, environment: new Map(context.environment) },
      context,
    ),
    set(k, plus(get(k), i32(2 * scale))),
  ];
}

/** One of several copies of a body. */
interface Copy extends Pick<Place, "environment" | "first"> {
  readonly number: number;
}

/** One pair of iterations of a body; lanes outside of `path` leave the accumulators alone. */
function lowerIteration(
  region: Region,
  { accumulators, index, valid, path }: Iteration,
  { number, environment, first }: Copy,
  { loop, lowering, builder, strip, tables, k }: IterationContext,
): Statement[] {
  const suffix = `.${number}`;
  const place: Place = { environment, suffix, valid, path, first };
  const statements: Statement[] = [];
  if (index) place.environment.set(loop.index, get(index));
  strip?.entries.forEach((entry, e) => {
    if (!lowering.reads(region, entry)) return;
    const local = builder.local(entry.name, "v128", suffix);
    statements.push(set(local, loadEntry(k, tables + 8 * strip.length * e + 16 * number)));
    place.environment.set(entry, get(local));
  });
  loop.reductions.forEach(({ carried }, r) => place.environment.set(carried, get(accumulators[r])));
  statements.push(...lowering.region(region, place));
  region.results.forEach((result, r) => {
    const next = lowering.read(result, place);
    const old = get(accumulators[r]);
    statements.push(set(accumulators[r], path ? choose(path, next, old) : next));
  });
  return statements;
}
