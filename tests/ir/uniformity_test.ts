import { assertEquals } from "@std/assert";
import { type Loop, type Parallel, varyingIn } from "../../compute/ir/mod.ts";
import { parseKernel } from "../../compute/lang/mod.ts";

/** What the sequential loops of a kernel's only parallel loop carry that is the same in all iterations, by name. */
function uniformIn(body: string): string[] {
  const kernel = parseKernel(`(m, n) => { let s = 0; for (const i of prange(n)) { ${body} } return s; }`);
  const parallel = kernel.body.instructions.find((one): one is Parallel => one.kind === "parallel")!;
  const varying = varyingIn(parallel)!;
  const carriedIn = (instructions: Parallel["body"]["instructions"]): Loop["carried"][number][] =>
    instructions.flatMap((one) => one.kind === "loop" ? [...one.carried, ...carriedIn(one.body.instructions)] : []);
  return carriedIn(parallel.body.instructions).filter((value) => !varying.has(value)).map(({ name }) => name);
}

Deno.test("counts of loops that all iterations leave together are uniform, and what is made of them", () => {
  assertEquals(uniformIn("let t = 1; for (let k = 1; k < m; k++) t *= i / k; s += t;"), ["k"]);
  assertEquals(uniformIn("let t = 1, j = 0; for (let k = 1; k < 9; k++) { j += k; t += i * j; } s += t + j;"), [
    "j",
    "k",
  ]);
  assertEquals(uniformIn("for (let k = 0; k < 3; k++) for (let l = k; l < 5; l++) s += i * l;"), ["k", "l"]);
});

Deno.test("what starts from the index, or is changed by it, varies", () => {
  assertEquals(uniformIn("for (let k = i; k < m; k++) s += k;"), []);
  assertEquals(uniformIn("for (let k = 0; k < m; k += i + 1) s += 1;"), []);
  assertEquals(uniformIn("let j = 0; for (let k = 0; k < 4; k++) { s += j; j = i > 3 ? 1 : 2; }"), ["k"]);
});

Deno.test("the count of a loop that iterations leave one by one is uniform until somebody reads it", () => {
  assertEquals(uniformIn("let t = 1; for (let k = 1; t < i; k++) t *= 2 + 1 / k; s += t;"), ["k"]);
  assertEquals(uniformIn("let t = 1, k = 1; while (t < i) { t *= 2 + 1 / k; k++; } s += k;"), []);
});

Deno.test("of a body without sequential loops nothing is told", () => {
  const kernel = parseKernel("(n) => { let s = 0; for (const i of prange(n)) s += i; return s; }");
  assertEquals(varyingIn(kernel.body.instructions.find((one): one is Parallel => one.kind === "parallel")!), undefined);
});
