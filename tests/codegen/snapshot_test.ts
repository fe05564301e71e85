import { jsTarget } from "../../compute/codegen/js/mod.ts";
import { wasmTarget } from "../../compute/codegen/wasm/mod.ts";
import { parseIntegrand, parseKernel } from "../../compute/lang/mod.ts";
import { assertSnapshot } from "./snapshot.ts";
import { expandTotally } from "./wasm/total_expansion.ts";

/** Real kernels, as lowered. */
const INTEGRATE = `(a: number, b: number, n: number) => {
  let acc = 0;
  const step = (b - a) / n;
  for (const i of prange(n)) {
    acc += Math.cos(a + i * step) * step;
  }
  return acc;
}`;
const PI = "4 / (1 + x*x)";
const BRANCHES = `(a, b, n) => {
  const flip = a > b;
  let low = 0, high = 1;
  for (const i of prange(1, n)) {
    const x = a + (b - a) * i / n;
    if (x < 0.5 && !flip) {
      low += Math.max(x, i % 3);
    } else {
      low -= x > 2 ? x : 1 / x;
      high *= x;
    }
  }
  let sum = 0;
  for (const i of prange(n)) sum += low * i ** 2;
  return flip ? low : sum + high;
}`;

for (
  const [name, kernel] of Object.entries({
    integrate: parseKernel(INTEGRATE),
    pi: parseIntegrand(PI),
    branches: parseKernel(BRANCHES),
  })
) {
  Deno.test(`js: the code of ${name}`, async () => {
    const { text, driver, loops } = jsTarget.generate(kernel, { fastmath: false });
    await assertSnapshot(text, `${name}.js.txt`);
    await assertSnapshot(driver, `${name}.driver.js.txt`);
    await assertSnapshot(loops, `${name}.loops.js.txt`);
  });
}

/** The same with functions that are operations, so that no change of an expansion changes the code. */
const WITHOUT_FORMULAS = {
  integrate: parseKernel(INTEGRATE.replace("Math.cos", "Math.sqrt")),
  pi: parseIntegrand(PI),
  branches: parseKernel(BRANCHES.replace("i % 3", "Math.floor(i / 3)").replace("i ** 2", "i * i")),
};

for (const [name, kernel] of Object.entries(WITHOUT_FORMULAS)) {
  Deno.test(`wasm: the text of ${name}`, async () => {
    await assertSnapshot(wasmTarget.generate(expandTotally(kernel), { fastmath: false }).text, `${name}.wat`);
  });
}
