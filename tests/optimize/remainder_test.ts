import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { interpret, type Kernel } from "../../compute/ir/mod.ts";
import { parseKernel } from "../../compute/lang/mod.ts";
import { optimize } from "../../compute/optimize/mod.ts";
import { guardsOf, loopOf, operationsOf } from "./inspect.ts";

/** The remainder of an integer made of the index by another, by itself. */
const remainder = (dividend: string, divisor: string, fastmath = false) =>
  optimize(
    parseKernel(`(first: number, by: number) => {
      let last = 0;
      for (const i of prange(first, first + 1)) last = 0 + last + (${dividend}) % (${divisor});
      return last;
    }`),
    { target: "wasm", fastmath },
  );

Deno.test("of what is known to be an integer a remainder is a quotient, its product and a difference", () => {
  const operations = operationsOf(loopOf(remainder("i + 7", "3", true)).body);
  assertEquals(operations.filter((name) => name === "trunc" || name === "nmadd"), ["trunc", "nmadd"]);
  // The dividend grows, so that its guard looks at the ends of strips.
  const guards = (kernel: Kernel) => guardsOf(loopOf(kernel).body).length;
  assertEquals(guards(remainder("i + 7", "3")), 0);
  assertEquals(guards(remainder("(i & 7) * i", "i + 1")), 1);
  // Of a number from outside nothing is known, nor of halves.
  assert(guards(remainder("(i & 7) * i", "by")) > 1);
  assert(guards(remainder("(i & 7) * i", "i / 2")) > 1);
});

Deno.test("remainders of integers are those of JavaScript, to the last bit", () => {
  const integer = fc.oneof(
    fc.integer({ min: -50, max: 50 }),
    fc.maxSafeInteger(),
    fc.tuple(fc.integer({ min: 1, max: 2 ** 26 }), fc.integer({ min: 1, max: 2 ** 26 })).map(([x, y]) => x * y - 1),
    fc.constantFrom(2 ** 52 - 1, 2 ** 52, 2 ** 52 + 1, -(2 ** 52), 1 - 2 ** 52),
  );
  const divisor = fc.oneof(fc.integer({ min: -50, max: 50 }), fc.maxSafeInteger(), fc.constantFrom(1, 2, 2 ** 26));
  fc.assert(fc.property(integer, divisor, fc.boolean(), (x, y, fastmath) => {
    const value = interpret(remainder("i * 1", `${y}`, fastmath), [x, 0]);
    // A sum with 0 has no negative zero; fastmath takes NaN not to occur.
    const expected = 0 + x % y;
    assert(Object.is(value, expected) || (fastmath && Number.isNaN(expected)), `${x} % ${y} is ${value}`);
  }));
});
