import { assert } from "@std/assert";
import { mathFunctions } from "../../compute/math/mod.ts";
import { expanded } from "./evaluate.ts";

const MIN_NORMAL = 2 ** -1022;
const MAX = Number.MAX_VALUE;

/** Where functions change their ways; each is tried with both signs. */
const SIZES = [
  ...[0, Number.MIN_VALUE, 1e-310, MIN_NORMAL, 1e-300, 1e-20, 1 / 3, 0.49999999999999994, 0.5, 0.9999999999999999],
  ...[1, 1.0000000000000002, 1.5, 2, 2.5, 3, Math.PI / 2, Math.PI, 19.1, 700, 709.9, 745, 746, 1023, 1024, 1074],
  ...[1e20, 2 ** 52 - 0.5, 2 ** 53, 2 ** 53 + 2, 1e154, 1e300, MAX, Infinity],
  ...[2 ** -149, 1.5 * 2 ** -149, 2 ** -150, 2 ** -126, 2 ** -1023, 3e-310, 2 ** -54, 0.625, 710.4, 710.48, 711],
  ...[16777217, 2 ** 24, 2 ** 60, 2 ** 63, 2 ** 500, 2 ** 900, 2 ** 1023, 3.4028235677973366e38, 5.319372648326541e255],
];
const SPECIAL = [...SIZES, ...SIZES.map((x) => -x), NaN];

/** How many ULP JavaScript's own value may be off. */
const JAVASCRIPT_ERROR = 1;

function agrees(actual: number, expected: number, ulps: number, signOfZero: boolean): boolean {
  if (Object.is(actual, expected)) return true;
  if (actual === 0 && expected === 0) return !signOfZero;
  if (!Number.isFinite(expected) || !Number.isFinite(actual)) return false;
  const unit = Math.max(2 ** (Math.floor(Math.log2(Math.abs(expected))) - 52), Number.MIN_VALUE);
  return Math.abs(actual - expected) <= (ulps + JAVASCRIPT_ERROR) * unit;
}

/** A negative quotient that underflows is -0 rightly, which JavaScript's atan2 takes for 0. */
const isUnderflow = (name: string, [y, x]: readonly number[]) => name === "atan2" && y !== 0 && y / x === 0;

const OPTIONS = [
  { fastmath: false },
  { fastmath: true },
  { fastmath: false, portable: "f64" },
  { fastmath: true, portable: "f64" },
] as const;

for (const record of mathFunctions.values()) {
  Deno.test(`${record.name}'s expansions have JavaScript's special values, or guard against them`, () => {
    for (const options of OPTIONS) {
      for (const total of [false, true]) {
        const { fastmath } = options;
        const run = expanded(record, { ...options, total }, fastmath ? "fused" : "separate");
        const ulps = fastmath ? record.tolerance.fastmath : record.tolerance.strict;
        const lists = record.arity === 1 ? SPECIAL.map((x) => [x]) : SPECIAL.flatMap((x) => SPECIAL.map((y) => [x, y]));
        for (const args of lists) {
          const actual = run(...args);
          if (actual === undefined) {
            assert(!total, `${record.name}(${args}) fails a guard of its total expansion`);
            continue;
          }
          const expected = record.evaluate(...args);
          assert(
            agrees(actual, expected, ulps, !fastmath && !isUnderflow(record.name, args)),
            `${record.name}(${args.map(show)}) is ${show(actual)} and not ${show(expected)}, ${
              JSON.stringify(options)
            }`,
          );
        }
      }
    }
  });
}

const show = (x: number) => Object.is(x, -0) ? "-0" : String(x);
