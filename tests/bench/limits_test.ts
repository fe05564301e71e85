import { assert, assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import { createBackends, prepareUnordered } from "../../compute/backends/mod.ts";
import { type Figure, figureOf, ratioOf, timeInTurns } from "../../compute/bench/limits/figure.ts";
import { compile } from "../../compute/pipeline.ts";

const ABOUT = { name: "a figure", kernel: "cos" };

Deno.test("a figure is judged by its median", () => {
  const figure = figureOf({ ...ABOUT, unit: "ms" }, [4, 1, 2], { atMost: 2 });
  assertEquals([figure.best, figure.median, figure.holds], [1, 2, true]);
  assertEquals(figureOf({ ...ABOUT, unit: "ms" }, [4, 1, 3], { atMost: 2 }).holds, false);
  assertEquals("holds" in figureOf({ ...ABOUT, unit: "ms" }, [1]), false);
});

Deno.test("a ratio is of the bests and of the medians, and may have a lower limit", () => {
  const figure = ratioOf(ABOUT, [6, 4, 8], [3, 2, 1], { atLeast: 3 });
  assertEquals([figure.best, figure.median, figure.holds, figure.unit], [4, 3, true, "ratio"]);
  assertEquals(ratioOf(ABOUT, [2], [1], { atLeast: 3 }).holds, false);
});

Deno.test("contenders run once first, then once a round, or as often as their batch says", () => {
  const counts = [0, 0];
  const samples = timeInTurns([{ run: () => counts[0]++ }, { run: () => counts[1]++, batch: 3 }], 4);
  assertEquals(counts, [1 + 4, 1 + 3 * 4]);
  assertEquals(samples.map(({ length }) => length), [4, 4]);
});

Deno.test("the unordered sum that is measured against computes the same integral", async () => {
  const kernel = compile({
    kernel: "(n) => { let s = 1, p = 1; for (const i of prange(n)) { s += i; p *= 1 + 1 / n; } return s + p; }",
  });
  await using unordered = await prepareUnordered(kernel, 2);
  const wasm = createBackends().find(({ name }) => name === "wasm")!;
  await using ordered = await wasm.prepare(kernel, { jobs: 1, precision: "auto" });
  for (const n of [0, 1, 1000, 2 ** 17 + 3, 1e6]) {
    assertAlmostEquals(unordered.run([n]), ordered.runSync!([n]).value, 1e-9);
  }
});

Deno.test("the limits are measured, printed and written", async () => {
  const main = new URL("../../compute/bench/limits.ts", import.meta.url).href;
  const run = async (...args: string[]) => {
    const command = new Deno.Command(Deno.execPath(), { args: ["run", "--allow-all", main, ...args] });
    const { code, stdout, stderr } = await command.output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    return { code, out: text(stdout), error: text(stderr) };
  };
  const file = await Deno.makeTempFile();
  try {
    const ended = await run("--only", "pi", "--repeats", "1", "--json", file);
    assertEquals([ended.code, ended.error], [0, ""]);
    const figures: Figure[] = JSON.parse(await Deno.readTextFile(file));
    const ofPi = figures.filter(({ kernel }) => kernel === "pi");
    assertEquals(ofPi.length, 5);
    // Kernels without a function are held to the limit of what arithmetic may cost without fastmath.
    assertEquals(figures.slice(5).every(({ name, limit }) => name === "strict over fastmath" && limit), true);
    for (const { name, best, median } of figures) {
      assert(best > 0 && median > 0);
      assertStringIncludes(ended.out, name);
    }
    const unknown = await run("--only", "sin");
    assertEquals(unknown.code, 2);
    assertStringIncludes(unknown.error, "there is no integrand sin");
  } finally {
    await Deno.remove(file);
  }
});
