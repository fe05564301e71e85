import { assertAlmostEquals, assertEquals } from "@std/assert";
import { interpret } from "../../compute/ir/mod.ts";
import { parseKernel } from "../../compute/lang/mod.ts";
import { optimize, type OptimizeOptions } from "../../compute/optimize/mod.ts";
import { instructionsOf, operationsOf } from "./inspect.ts";

const optimised = (source: string, fastmath: OptimizeOptions["fastmath"] = true) =>
  optimize(parseKernel(source), { target: "wasm", fastmath });

/** The operations of each loop's body. */
const bodies = (source: string, fastmath?: OptimizeOptions["fastmath"]) =>
  instructionsOf(optimised(source, fastmath).body).flatMap((one) =>
    one.kind === "parallel" ? [operationsOf(one.body)] : []
  );

const SUMS = {
  "one factor": "(h: number, n: number) => { let s = 0; for (const i of prange(n)) s += (i - 3) * h; return s; }",
  "several, and a constant":
    "(h: number, n: number) => { let s = 1; for (const i of prange(n)) s += h * (3 * ((i - 3) * n)); return s; }",
  "a difference": "(h: number, n: number) => { let s = 7; for (const i of prange(n)) s -= (i - 3) * h; return s; }",
};

Deno.test("factors that all terms of a sum share are multiplied once, after the loop", () => {
  for (const [name, source] of Object.entries(SUMS)) {
    const kernel = parseKernel(source);
    assertEquals(bodies(source).map((operations) => operations.length), [2], name);
    for (const args of [[0.1, 100], [-3, 1], [2, 0]]) {
      assertAlmostEquals(interpret(optimised(source), args), interpret(kernel, args), 1e-9, name);
    }
  }
});

Deno.test("without reassoc, or where numbers may be infinite, terms are multiplied one by one", () => {
  for (const flags of [false, ["reassoc"], ["ninf"], ["afn", "reassoc", "nnan"]] as const) {
    for (const source of Object.values(SUMS)) {
      const [operations] = bodies(source, flags as OptimizeOptions["fastmath"]);
      assertEquals(operations.length > 2, true, String(flags));
    }
  }
});

Deno.test("what varies, what is added under a condition, and other reductions keep their factors", () => {
  const source = `(h: number, n: number) => {
    let sum = 2;
    let some = 0;
    let product = 1;
    let least = 1;
    let scaled = -1;
    for (const i of prange(1, n)) {
      sum += i * i;
      if (i > 5) some += i * h;
      product *= 1 + h / (i * i);
      least = Math.min(least, i * h);
      scaled += Math.abs(i - 4) * h;
    }
    for (const i of prange(n)) scaled += (i + sum) * some;
    return sum + some * product + least * scaled;
  }`;
  const kernel = parseKernel(source);
  for (const args of [[0.1, 20], [-0.5, 3], [0.25, 1]]) {
    const expected = interpret(kernel, args);
    assertAlmostEquals(interpret(optimised(source), args) / expected, 1, 1e-12);
  }
});

Deno.test("repeated factors are multiplied by squaring", () => {
  const powers = (term: string) =>
    bodies(`(n: number) => { let s = 0; for (const i of prange(n)) s += Math.abs(${term}); return s; }`)[0];
  assertEquals(powers("i*i*i*i"), ["mul", "mul", "abs", "add"]);
  assertEquals(powers("i*(i*i)*(i*i*i)*i*i"), ["mul", "mul", "mul", "abs", "add"]);
  assertEquals(powers(Array(70).fill("i").join("*")).length < 20, true);
});
