/** One conformance suite for targets: each runs the same kernels, loop by loop, beside the interpreter's meaning. */
import { assert } from "@std/assert";
import { instantiateDriver, instantiateJs, jsTarget } from "../../compute/codegen/js/mod.ts";
import { type Driver, type LoopRequest, parallelLoops } from "../../compute/codegen/target.ts";
import { COMBINE, IDENTITY, interpret, type Kernel } from "../../compute/ir/mod.ts";
import { parseKernel } from "../../compute/lang/mod.ts";
import { mathFunctions } from "../../compute/math/mod.ts";
import { type ConformanceCase, functionCase, languageCases } from "./conformance_cases.ts";
import { loopCases } from "./loop_cases.ts";

type Values = readonly number[] | Float64Array;

/** A kernel's loops, ready to run on a target. */
export interface LoadedLoops {
  readonly driver: Driver;
  /** The reductions of all iterations of a request, its initial values included. */
  run(request: LoopRequest): Values | Promise<Values>;
}

export interface TargetUnderTest {
  readonly name: string;
  load(kernel: Kernel): LoadedLoops | Promise<LoadedLoops>;
  /** Largest error of one iteration's term, relative to it. */
  tolerance(example: ConformanceCase): number;
  /** Largest error of a term that is near zero; 0 if absent. */
  absolute?(example: ConformanceCase): number;
  /** Why a case can't be run, if so. */
  skip?(example: ConformanceCase): string | undefined;
  /** Whether it takes NaN and infinities not to occur, so that arguments that are or give such are left out. */
  readonly finite?: boolean;
  /** Unit roundoff of the target's arithmetic; f64's if absent. */
  readonly roundoff?: number;
}

/** Registers a test for each case. */
export function conformance(target: TargetUnderTest): void {
  for (const example of [...languageCases, ...loopCases, ...[...mathFunctions.values()].map(functionCase)]) {
    const reason = target.skip?.(example);
    Deno.test({
      name: `${target.name}: ${example.name}${reason ? ` (skipped: ${reason})` : ""}`,
      ignore: reason !== undefined,
      fn: async () => {
        const kernel = parseKernel(example.kernel);
        const loaded = await target.load(kernel);
        for (const args of example.args) {
          if (target.finite && ![...args, interpret(kernel, args)].every(Number.isFinite)) continue;
          const absolute = target.absolute?.(example);
          await holdAgainstReference(kernel, loaded, args, target.tolerance(example), target.roundoff, absolute);
        }
      },
    });
  }
}

/**
 * Runs a kernel's loops on a target beside plain JavaScript and holds each reduction to it. Sums may differ by the
 * tolerance of their terms and by the rounding of another order of addition, both relative to the sum of magnitudes.
 * Products that come near underflow or overflow on their way are left alone: in another order they may not, or more so.
 *
 * @param tolerance Largest error of a term, relative to it.
 * @param roundoff Unit roundoff of the target.
 * @param absolute Largest error of a sum's term that is near zero.
 */
export async function holdAgainstReference(
  kernel: Kernel,
  loaded: LoadedLoops,
  args: readonly number[],
  tolerance: number,
  roundoff = 2 ** -53,
  absolute = 0,
): Promise<void> {
  const { driver, loops } = jsTarget.generate(kernel, { fastmath: false });
  const runner = instantiateJs(loops);
  const kinds = parallelLoops(kernel).map((loop) => loop.reductions.map(({ kind }) => kind));
  const references = instantiateDriver(driver)(args);
  const candidates = loaded.driver(args);
  let expected = references.next();
  let actual = candidates.next();
  while (!expected.done) {
    const request = expected.value;
    const candidate = actual.value as LoopRequest;
    assert(
      !actual.done && candidate.loop === request.loop && candidate.count === request.count,
      `the target asks for other loops in\n${kernel.source}`,
    );
    const results = await loaded.run(candidate);
    runner.bind(request.loop, request.captures);
    const exact = request.initial.map((initial, r) => {
      const kind = kinds[request.loop][r];
      const terms = Array.from({ length: request.count }, (_, k) => {
        const partial = Float64Array.from(kinds[request.loop], (kind) => IDENTITY[kind]);
        runner.run(request.loop, request.start + k, 1, partial, 0);
        return partial[r];
      });
      const value = terms.reduce((left, right) => COMBINE[kind](left, right), initial);
      const where = `${kernel.source}\non ${args}: reduction ${r} of loop ${request.loop}`;
      // Both orders round; a factor's reciprocal does, too.
      const rounding = (kind === "sum" ? 2 : 4) * (request.count + 1) * roundoff;
      if (kind === "sum") {
        const scale = terms.reduce((sum, term) => sum + Math.abs(term), Math.abs(initial));
        holds(results[r], value, (tolerance + rounding) * scale + request.count * absolute, where);
      } else if (kind === "min" || kind === "max") {
        holds(results[r], value, tolerance * Math.abs(value) + absolute, where);
      } else if (staysNormal(terms, initial)) {
        holds(results[r], value, (request.count * tolerance + rounding) * Math.abs(value), where);
      }
      return value;
    });
    expected = references.next(exact);
    actual = candidates.next(exact);
  }
  assert(actual.done, "the target asks for more loops");
  holds(actual.value as number, expected.value, tolerance * Math.abs(expected.value), `${kernel.source}\non ${args}`);
}

/** Tells whether no product of some of the factors can leave the normal range of an f64 by far. */
function staysNormal(factors: readonly number[], initial: number): boolean {
  const exponents = [initial, ...factors].map((factor) => Math.log2(Math.abs(factor)));
  const sum = (sign: number) => exponents.reduce((total, exponent) => total + Math.max(0, sign * exponent), 0);
  return sum(1) < 1000 && sum(-1) < 1000;
}

/** Values that are not finite must be the same, but where infinities of both signs could meet in another order. */
function holds(actual: number, expected: number, allowed: number, where: string): void {
  const same = Object.is(actual, expected) || Math.abs(actual - expected) <= allowed;
  const bothUnbounded = !Number.isFinite(actual) && !Number.isFinite(expected) && Number.isNaN(expected);
  assert(
    same || bothUnbounded || (!Number.isFinite(allowed) && !Number.isFinite(expected) && !Number.isFinite(actual)),
    `${where} is ${actual} and not ${expected}, allowed ${allowed}`,
  );
}
