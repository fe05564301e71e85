import { assertAlmostEquals, assertEquals } from "@std/assert";
import { interpret, type Region, regionsOf } from "../../compute/ir/mod.ts";
import { parseKernel } from "../../compute/lang/mod.ts";
import { optimize, type OptimizeOptions } from "../../compute/optimize/mod.ts";
import { loopOf } from "./inspect.ts";

const SERIES = `(n: number) => {
  let sum = 0;
  for (const i of prange(n)) {
    let term = 1;
    let value = 1;
    for (let k = 1; k < 20; k++) { term *= i / n / k; value += term; }
    sum += value;
  }
  return sum;
}`;

/** The dividends of a region's divisions: the number, or null for what varies. */
function dividends(region: Region): (number | null)[] {
  return region.instructions.flatMap((one) => {
    const inner = regionsOf(one).flatMap(dividends);
    if (one.kind !== "operation" || one.operation !== "div") return inner;
    const [x] = one.operands;
    return [x.kind === "constant" ? x.value as number : null, ...inner];
  });
}

const optimised = (source: string, fastmath: OptimizeOptions["fastmath"]) =>
  optimize(parseKernel(source), { target: "wasm", fastmath });

Deno.test("what all iterations divide by in the same turn is divided by once", () => {
  assertEquals(dividends(loopOf(optimised(SERIES, ["arcp"])).body), [1]);
  assertEquals(dividends(loopOf(optimised(SERIES, false)).body), [null, null]);
  const kernel = parseKernel(SERIES);
  assertAlmostEquals(interpret(optimised(SERIES, true), [50]) / interpret(kernel, [50]), 1, 1e-14);
});

Deno.test("what is divided by at turns of an iteration's own is divided by there", () => {
  const own = SERIES.replace("let k = 1; k < 20", "let k = i + 1; k < n");
  assertEquals(dividends(loopOf(optimised(own, ["arcp"])).body), [null]);
});

Deno.test("remainders keep their quotients", () => {
  const source = `(n: number) => {
    let count = 0;
    for (const i of prange(n)) for (let d = 2; d < 9; d++) count += i % d === 0 ? 1 : 0;
    return count;
  }`;
  assertEquals(interpret(optimised(source, true), [1000]), interpret(parseKernel(source), [1000]));
});
