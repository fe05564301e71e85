import { assertEquals, assertRejects } from "@std/assert";
import { firstNonFinite } from "../../../compute/backends/mod.ts";
import { compile } from "../../../compute/pipeline.ts";

Deno.test("the first index that makes a sum non-finite is found, wherever it is", async () => {
  const kernel = compile({
    kernel: "(at, n) => { let s = 0; for (const i of prange(n)) s += 1 / (i - at); return s; }",
  });
  for (const at of [0, 1, 16383, 16384, 70_001]) {
    assertEquals(await firstNonFinite(kernel, [at, 100_000]), { loop: 0, index: at, value: Infinity });
  }
  assertEquals(await firstNonFinite(kernel, [0.5, 100_000]), null);
});

Deno.test("a later loop, a start that isn't 0 and a product are searched too", async () => {
  const kernel = compile({
    kernel: `(n) => {
      let s = 0, p = 1;
      for (const i of prange(n)) s += i;
      for (const i of prange(-n, n)) p *= Math.sqrt(50 - i);
      return s + p;
    }`,
  });
  const found = await firstNonFinite(kernel, [60]);
  assertEquals(found, { loop: 1, index: 51, value: NaN });
});

Deno.test("an overflow is found where it happens, not where a term is non-finite", async () => {
  const kernel = compile({ kernel: "(n) => { let p = 1; for (const i of prange(n)) p *= 2; return p; }" });
  assertEquals(await firstNonFinite(kernel, [2000]), { loop: 0, index: 1023, value: Infinity });
});

Deno.test("the search ends with its time, or its signal", async () => {
  const kernel = compile({ expr: "cos(x)" });
  assertEquals(await firstNonFinite(kernel, [0, 1, 1e10], { timeLimit: 1 }), null);
  const signal = AbortSignal.abort(new Error("enough"));
  await assertRejects(() => firstNonFinite(kernel, [0, 1, 1e10], { signal }), Error, "enough");
});
