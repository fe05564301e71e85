import { assertEquals } from "@std/assert";
import { interpret } from "../../compute/ir/mod.ts";
import { adapterForTests, PRECISIONS, precisionTests, runOn, sharedSession } from "../gpu.ts";
import { integerCases, sumOf } from "./integer_cases.ts";

const testIn = await precisionTests(await adapterForTests());
const gpuTest = testIn("f32");
const session = sharedSession();

for (const precision of PRECISIONS) {
  for (const { name, kernel, args } of integerCases) {
    testIn(precision)(`wgsl, ${precision}: ${name}, with integers, bit for bit`, async (adapter) => {
      const run = runOn(await session(adapter), kernel, precision);
      for (const some of args) assertEquals(await run(some), interpret(kernel, some), `on ${some}`);
    });
  }
}

gpuTest("wgsl: numbers are cut to integers as in JavaScript", async (adapter) => {
  const kernel = sumOf("w = (i === 1 ? a : i === 2 ? b : 0.75) | 0;");
  const run = runOn(await session(adapter), kernel);
  const sizes = [
    0.5,
    0.999,
    1.5,
    2 ** 23 + 1,
    2 ** 24 + 2,
    2 ** 31 - 128,
    2 ** 31,
    2 ** 32 - 256,
    2 ** 32,
    2 ** 33 + 2 ** 11,
  ];
  const more = [1.5 * 2 ** 53, 2 ** 54 + 2 ** 31, 2 ** 55, 1e30, 2 ** 127, Infinity, NaN];
  for (const size of [...sizes, ...more]) {
    const args = [0, 4, Math.fround(size), Math.fround(-size)];
    assertEquals(await run(args), interpret(kernel, args), `on ${size}`);
  }
});
