import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { interpret, type Kernel, verify } from "../../compute/ir/mod.ts";
import { parseKernel } from "../../compute/lang/mod.ts";
import { mathFunctions } from "../../compute/math/mod.ts";
import { optimize, type Pass, passOptions, pipelines, verifyEach } from "../../compute/optimize/mod.ts";
import { kernelArguments, kernelSources } from "../generators.ts";

const names = [...mathFunctions.values()].filter(({ callable }) => callable).map(({ name }) => name);

/** Passes that keep every bit, fastmath aside; the others are held to tolerances below. */
const EXACT: readonly Pass[] = pipelines.wasm.filter(({ name }) => name !== "call expansion");

Deno.test("passes other than expansion keep every bit of random kernels", () => {
  // A constant power becomes multiplications, within pow's tolerance but not bitwise.
  const wild = kernelSources({ style: "wild", functions: names.filter((name) => name !== "pow") });
  fc.assert(
    fc.property(wild, kernelArguments(20), (source, args) => {
      let kernel = parseKernel(source);
      const expected = interpret(kernel, args);
      for (const pass of EXACT) {
        kernel = pass.run(kernel, passOptions({ target: "wasm", fastmath: false }));
        verify(kernel, pass.name);
        assertEquals(interpret(kernel, args), expected, `after ${pass.name}`);
      }
    }),
    { numRuns: 300 },
  );
});

/** The largest magnitude that the kernel's sums and products pass through, about; 1 at least. */
function scaleOf(kernel: Kernel, args: readonly number[]): number {
  const value = Math.abs(interpret(kernel, args));
  return Math.max(1, value) * args[2];
}

for (const fastmath of [false, true]) {
  for (const target of ["wasm", "wgsl"] as const) {
    Deno.test(`optimised for ${target}, fastmath ${fastmath}, random kernels keep their values within tolerances`, () => {
      // For f32, random numbers are cut to 24 bits.
      const functions = names.filter((name) => target === "wasm" || name !== "random");
      fc.assert(
        fc.property(kernelSources({ style: "tame", functions }), kernelArguments(20), (source, args) => {
          const kernel = parseKernel(source);
          verifyEach(kernel, pipelines[target], { target, fastmath });
          const expected = interpret(kernel, args);
          if (!Number.isFinite(expected)) return;
          const actual = interpret(optimize(kernel, { target, fastmath }), args);
          const allowed = 1e-11 * scaleOf(kernel, args);
          assert(Math.abs(actual - expected) <= allowed, `${source}\nis ${actual} and not ${expected}`);
        }),
        { numRuns: 150 },
      );
    });
  }
}

Deno.test("the js target's kernel stays as it was written", () => {
  const kernel = parseKernel("(a: number, b: number, n: number) => a * 1 + b");
  assertEquals(optimize(kernel, { target: "js", fastmath: true }), kernel);
});

Deno.test("a pass that makes a malformed kernel is named", () => {
  const kernel = parseKernel("(a: number) => a + 1");
  const fine = { name: "doing nothing", run: (kernel: Kernel) => kernel };
  const breaking = {
    name: "breaking",
    run: (kernel: Kernel): Kernel => ({ ...kernel, body: { ...kernel.body, instructions: [] } }),
  };
  const passes = [fine, breaking, fine];
  assertThrows(
    () => verifyEach(kernel, passes, { target: "wasm", fastmath: false }),
    Error,
    "malformed after breaking",
  );
});
