import { assertEquals, assertNotEquals } from "@std/assert";
import fc from "fast-check";
import { structureOf } from "../../compute/ir/mod.ts";
import { parseKernel } from "../../compute/lang/mod.ts";
import { optimize } from "../../compute/optimize/mod.ts";
import { kernelSources } from "../generators.ts";

const structure = (source: string) => structureOf(parseKernel(source));

const ONE = `const half = (x: number) => x / 2;
export default function integrate(a: number, b: number, n: number) {
  let acc = 0;
  const step = (b - a) / n;
  for (const i of prange(n)) {
    if (i > 2) acc += half(Math.cos(a + i * step) * step);
  }
  return acc;
}`;

Deno.test("names, comments, types and blanks are no part of a kernel's structure", () => {
  const renamed = `
const h = (t) => t / 2; // half of it
function sum(from, to, count) {
  /* the sum */ let total = 0;
  const width = (to - from) / count;
  for (const k of prange(count)) { if (k > 2) { total += h(Math.cos(from + k * width) * width); } }
  return total;
}
export default sum;`;
  assertEquals(structure(ONE), structure(renamed));
});

Deno.test("whatever changes a value changes the structure", () => {
  const edits: readonly (readonly [from: string, to: string])[] = [
    ["x / 2", "x / 3"],
    ["cos", "sin"],
    ["let acc = 0", "let acc = -0"],
    ["i > 2", "i >= 2"],
    ["b - a", "a - b"],
    ["prange(n)", "prange(1, n)"],
    ["acc +=", "acc -="],
    ["return acc", "return acc + a"],
    ["(a: number, b: number, n: number)", "(a: number, b: number, n: number, m: number)"],
    ["(a: number, b: number, n: number)", "(b: number, a: number, n: number)"],
  ];
  const structures = edits.map(([from, to]) => structure(ONE.replace(from, to)));
  assertEquals(new Set([structure(ONE), ...structures]).size, edits.length + 1);
});

Deno.test("a sum and a product differ, though their bodies are alike", () => {
  const loop = (sign: string) =>
    structure(`(n) => { let acc = 1; for (const i of prange(n)) acc ${sign}= i; return acc; }`);
  assertNotEquals(loop("+"), loop("*"));
});

Deno.test("any kernel has the structure of itself read again, before and after optimisation", () => {
  fc.assert(fc.property(kernelSources(), fc.boolean(), (source, fastmath) => {
    const [one, other] = [parseKernel(source), parseKernel(`/* again */ ${source}`)];
    assertEquals(structureOf(one), structureOf(other));
    const options = { target: "wasm", fastmath } as const;
    assertEquals(structureOf(optimize(one, options)), structureOf(optimize(other, options)));
  }));
});
