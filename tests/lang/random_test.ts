import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { interpret, type Kernel, verify } from "../../compute/ir/mod.ts";
import { parseIntegrand, parseKernel } from "../../compute/lang/mod.ts";
import { constants, mathFunctions, ownFunctions } from "../../compute/math/mod.ts";
import { integrandSources, kernelArguments, kernelSources, type Style } from "../generators.ts";

/** What JavaScript itself makes of a generated text: the reference. */
function evaluateDirectly(text: string, args: readonly number[]): number {
  const known = new Map<string, unknown>([
    ...[...mathFunctions.keys()].map((name) => [name, (Math as unknown as Record<string, unknown>)[name]] as const),
    ...Object.entries(ownFunctions),
    ...constants,
    ["pi", Math.PI],
    ["e", Math.E],
    ["prange", range],
  ]);
  const body = text.replaceAll(/: (number|boolean)/g, "").replace("export default", "return");
  const evaluate = new Function(...known.keys(), body.startsWith("(") ? `return ${body}` : body);
  return evaluate(...known.values())(...args);
}

function* range(start: number, stop?: number): Generator<number> {
  const [from, to] = stop === undefined ? [0, start] : [start, stop];
  for (let i = from; i < to; i++) yield i;
}

function checked(kernel: Kernel): Kernel {
  verify(kernel, "lowering");
  return kernel;
}

for (const style of ["tame", "wild"] as const satisfies readonly Style[]) {
  Deno.test(`a random ${style} kernel means what JavaScript makes of it`, () => {
    fc.assert(
      fc.property(kernelSources({ style }), kernelArguments(20), (source, args) => {
        assertEquals(interpret(checked(parseKernel(source)), args), evaluateDirectly(source, args));
      }),
      { numRuns: 1000 },
    );
  });

  Deno.test(`a random ${style} integrand means what JavaScript makes of it`, () => {
    fc.assert(
      fc.property(integrandSources({ style }), kernelArguments(20), (source, args) => {
        const kernel = `(a, b, n) => {
          let acc = 0;
          const step = (b - a) / n;
          for (const i of prange(n)) {
            const x = a + i * step;
            acc += (${source}) * step;
          }
          return acc;
        }`;
        assertEquals(interpret(checked(parseIntegrand(source)), args), evaluateDirectly(kernel, args));
      }),
      { numRuns: 500 },
    );
  });
}

Deno.test("a tame kernel's value is finite and bounded", () => {
  fc.assert(
    fc.property(kernelSources(), kernelArguments(), (source, args) => {
      const value = interpret(parseKernel(source), args);
      if (!(Math.abs(value) < 1e6)) throw new Error(`the value is ${value}`);
    }),
    { numRuns: 300 },
  );
});
