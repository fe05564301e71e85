/**
 * Random integrands and kernels as source text, so that each property exercises the parser too.
 *
 * A text is written from a list of random bytes: each byte decides one question, and past the list's end the simplest
 * answer is taken. So fast-check shrinks a failing text by shortening the list.
 */
import fc from "fast-check";
import { KernelWriter } from "./generators/kernel_writer.ts";
import { ExpressionWriter } from "./generators/expression_writer.ts";
import { Decisions, type Vocabulary } from "./generators/vocabulary.ts";
export type { Style, Vocabulary } from "./generators/vocabulary.ts";

const bytes = (maxLength: number) => fc.array(fc.nat({ max: 255 }), { maxLength, size: "max" });

/**
 * Random integrands.
 *
 * @param vocabulary Which functions they may call, and how freely.
 */
export function integrandSources(vocabulary: Partial<Vocabulary> = {}): fc.Arbitrary<string> {
  return bytes(60).map((list) => {
    // In integrands ^ is refused, as a power written wrongly.
    const writer = new ExpressionWriter(new Decisions(list), { ...vocabulary, integers: false });
    writer.declare({ text: "x", range: [-3, 3] });
    return writer.number(4).text;
  });
}

/**
 * Random kernels of `a`, `b` and `n`, with one or two parallel loops, reductions, branches and helpers.
 *
 * @param vocabulary Which functions they may call, and how freely.
 */
export function kernelSources(vocabulary: Partial<Vocabulary> = {}): fc.Arbitrary<string> {
  return bytes(240).map((list) => new KernelWriter(new Decisions(list), vocabulary).write());
}

/** Arguments for any of them: `[a, b, n]` with -3 <= a, b <= 3 and 1 <= n <= maxN. */
export function kernelArguments(maxN = 200): fc.Arbitrary<[a: number, b: number, n: number]> {
  const bound = fc.double({ min: -3, max: 3, noNaN: true, noDefaultInfinity: true });
  return fc.tuple(bound, bound, fc.integer({ min: 1, max: maxN }));
}
