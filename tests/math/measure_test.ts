import { assert, assertEquals } from "@std/assert";
import { page } from "./accuracy.ts";
import { big, scaled } from "./big.ts";
import { bounds, measure, measuredFunctions } from "./measure.ts";
import { ulps } from "./reference.ts";

const POINTS = 3000;

for (const record of measuredFunctions) {
  Deno.test(`${record.name} as compiled to Wasm is within its bounds over its whole domain`, () => {
    const { javascript, points, ...seen } = measure(record, POINTS);
    for (const mode of ["strict", "fastmath"] as const) {
      const { error, at } = seen[mode];
      // A record may allow more; and a fallback may call JavaScript's function, which has an error of its own.
      const allowed = Math.max(bounds(record.name)[mode], record.tolerance[mode], javascript.error);
      assert(error <= allowed, `${record.name}(${at}) is ${error} ULP off, ${mode}`);
      assert(error >= 0.4, `only ${error} ULP at most: nothing was measured`);
    }
    assert(points > POINTS / 2);
  });
}

Deno.test("an error is counted in units of the exact value", () => {
  const { MAX_VALUE, MIN_VALUE } = Number;
  assertEquals(ulps(1 + 2 ** -52, big(1)), 1);
  assertEquals(ulps(1 - 2 ** -53, big(1)), 0.5);
  assertEquals(ulps(-1, big(1)), 2 ** 53);
  assertEquals(ulps(0, big(MIN_VALUE)), 1);
  assertEquals(ulps(0, scaled(big(MIN_VALUE), -2)), 0.25);
  assertEquals(ulps(Infinity, big(MAX_VALUE)), 1);
  assertEquals(ulps(Infinity, scaled(big(1), 1024)), 0);
  assertEquals(ulps(MAX_VALUE, scaled(big(1), 1024)), 1);
  assertEquals(ulps(MAX_VALUE, scaled(big(1), 2000)), Infinity);
  assertEquals(ulps(-Infinity, scaled(big(1), 1024)), 2 ** 54);
  assertEquals(ulps(NaN, big(1)), Infinity);
});

Deno.test("the page has a row for each function that rounds", () => {
  const seen = { error: 0.5, at: [1] };
  const all = measuredFunctions.map(({ name }) => ({
    name,
    points: 1,
    javascript: seen,
    strict: seen,
    fastmath: seen,
  }));
  const worst = { f32: seen, df64: seen, f64: seen };
  const onGpu = measuredFunctions.map(({ name }) => ({ name, worst }));
  const tables = page(all, onGpu, "an adapter").split("## On a GPU");
  assertEquals(tables.length, 2);
  for (const table of tables) {
    const rows = table.split("\n").filter((line) => line.startsWith("| "));
    assertEquals(rows.length, measuredFunctions.length + 2);
    assertEquals(new Set(rows.map((row) => row.length)).size, 1, "columns are padded");
  }
});
