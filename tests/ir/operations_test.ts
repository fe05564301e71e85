import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { bitsOf, fromBits, type OperationName, operations } from "../../compute/ir/mod.ts";

/** What each operation gives; every operation is here. */
const VALUES: Readonly<
  Record<OperationName, readonly (readonly [...operands: unknown[], result: number | boolean | bigint])[]>
> = {
  add: [[1, 2, 3], [0, -0, 0], [-0, -0, -0], [Infinity, -Infinity, NaN]],
  sub: [[1, 2, -1], [0, 0, 0], [-0, 0, -0]],
  mul: [[3, -2, -6], [0, -1, -0], [Infinity, 0, NaN]],
  div: [[1, 4, 0.25], [1, -0, -Infinity], [0, 0, NaN]],
  neg: [[1, -1], [0, -0]],
  abs: [[-1, 1], [-0, 0]],
  sqrt: [[9, 3], [-1, NaN], [-0, -0]],
  floor: [[1.5, 1], [-1.5, -2], [-0, -0]],
  ceil: [[1.5, 2], [-0.5, -0]],
  trunc: [[1.5, 1], [-1.5, -1], [-0.5, -0]],
  nearest: [[0.5, 0], [1.5, 2], [2.5, 2], [-0.5, -0], [-1.5, -2], [-0, -0], [2 ** 52 + 1, 2 ** 52 + 1], [NaN, NaN]],
  fround: [[0.1, 0.10000000149011612], [-0, -0], [1e39, Infinity], [2 ** -150, 0], [NaN, NaN]],
  min: [[1, 2, 1], [-0, 0, -0], [NaN, 1, NaN], [1, NaN, NaN]],
  max: [[1, 2, 2], [-0, 0, 0], [1, NaN, NaN]],
  pmin: [[1, 2, 1], [2, 1, 1], [0, -0, 0], [NaN, 1, NaN], [1, NaN, 1]],
  pmax: [[1, 2, 2], [2, 1, 2], [0, -0, 0], [NaN, 1, NaN], [1, NaN, 1]],
  copysign: [[1, -2, -1], [-1, 2, 1], [1, -0, -1], [-0, 1, 0], [-3, -1, -3]],
  madd: [[2, 3, 4, 10]],
  nmadd: [[2, 3, 4, -2]],
  eq: [[1, 1, true], [NaN, NaN, false], [0, -0, true]],
  ne: [[1, 1, false], [NaN, NaN, true]],
  lt: [[1, 2, true], [1, 1, false], [NaN, 1, false]],
  le: [[1, 1, true], [2, 1, false], [NaN, 1, false]],
  gt: [[2, 1, true], [1, 1, false]],
  ge: [[1, 1, true], [1, 2, false], [1, NaN, false]],
  and: [[true, true, true], [true, false, false]],
  or: [[false, false, false], [true, false, true]],
  not: [[true, false], [false, true]],
  select: [[true, 1, 2, 1], [false, 1, 2, 2]],
  selectI32: [[true, 1, 2, 1], [false, 1, 2, 2]],
  toI32: [[1.9, 1], [-1.9, -1], [2 ** 31, -(2 ** 31)], [2 ** 32 + 5, 5], [-(2 ** 53), 0], [1e300, 0], [NaN, 0], [
    -Infinity,
    0,
  ]],
  toUpperI32: [[2 ** 32 - 1, 0], [2 ** 32, 1], [-1, -1], [2 ** 53 - 1, 2 ** 21 - 1], [NaN, 0]],
  fromI32: [[-1, -1], [5, 5]],
  fromU32: [[-1, 2 ** 32 - 1], [5, 5]],
  addI32: [[2 ** 31 - 1, 1, -(2 ** 31)], [1, 2, 3]],
  subI32: [[-(2 ** 31), 1, 2 ** 31 - 1], [1, 2, -1]],
  mulI32: [[0x10001, 0x10001, 0x20001], [-1, 5, -5], [0x7fffffff, 0x7fffffff, 1]],
  mulHighU32: [[-1, -1, -2], [0x10000, 0x10000, 1], [0x7fffffff, 2, 0], [-1, 2, 1]],
  andI32: [[6, 3, 2], [-1, 7, 7]],
  orI32: [[6, 3, 7], [-8, 7, -1]],
  xorI32: [[6, 3, 5], [-1, 7, -8]],
  shlI32: [[1, 31, -(2 ** 31)], [1, 33, 2], [3, 0, 3]],
  shrI32: [[-8, 1, -4], [8, 33, 4]],
  ushrI32: [[-1, 28, 15], [-1, 0, -1], [-1, 32, -1]],
  selectBool: [[true, false, true, false], [false, false, true, true]],
  selectBits: [[true, 1n, 2n, 1n], [false, 1n, 2n, 2n]],
  exponentOf: [[1, 0], [-1.5, 0], [0.75, -1], [2 ** 1023, 1023], [2 ** -1022, -1022]],
  smallToI32: [[5, 5], [-3, -3]],
  scale: [[3, 4, 48], [-1, -1022, -(2 ** -1022)]],
  roughMadd: [[2, 3, 4, 10]],
  powerOfTwo: [[0, 1], [-1022, 2 ** -1022], [10, 1024]],
  leading: [[1 + 2 ** -40, 2 ** 27 + 1, 1], [1.75, 2 ** 27 + 1, 1.75], [-3 - 2 ** -30, 2 ** 27 + 1, -3], [
    2 ** 1023,
    2 ** 27 + 1,
    2 ** 1023,
  ]],
  bitsOf: [[1, 0x3ff0000000000000n], [-0, 0x8000000000000000n]],
  fromBits: [[0x3ff0000000000000n, 1], [0x7ff0000000000000n, Infinity]],
  addBits: [[1n, 2n, 3n], [2n ** 64n - 1n, 1n, 0n]],
  subBits: [[3n, 2n, 1n], [0n, 1n, 2n ** 64n - 1n]],
  andBits: [[12n, 10n, 8n]],
  orBits: [[12n, 10n, 14n]],
  xorBits: [[12n, 10n, 6n]],
  shlBits: [[1n, 4n, 16n], [2n ** 63n, 1n, 0n]],
  shrBits: [[16n, 4n, 1n], [2n ** 63n, 63n, 1n]],
};

for (const [name, record] of Object.entries(operations) as [OperationName, (typeof operations)[OperationName]][]) {
  Deno.test(`${name} means what its signature says`, () => {
    for (const row of VALUES[name]) {
      const operands = row.slice(0, -1);
      assertEquals(operands.length, record.operands.length);
      assertEquals(record.evaluate(...operands), row[row.length - 1]);
    }
  });
}

Deno.test("the bits of any number give it back", () => {
  fc.assert(fc.property(fc.double(), (x) => assertEquals(fromBits(bitsOf(x)), x)));
});

Deno.test("nearest is never more than a half away, and even in the middle", () => {
  fc.assert(fc.property(fc.double({ min: -(2 ** 51), max: 2 ** 51, noNaN: true }), (x) => {
    const rounded = operations.nearest.evaluate(x) as number;
    const distance = Math.abs(rounded - x);
    return Number.isInteger(rounded) && (distance < 0.5 || (distance === 0.5 && rounded % 2 === 0));
  }));
});
