import { assert, assertAlmostEquals } from "@std/assert";
import { type MathFunction, mathFunctions } from "../../compute/math/mod.ts";
import { adapterForTests, gpuTests, openDevice, PRECISIONS } from "../gpu.ts";
import type { ShaderPrecision } from "../../compute/codegen/wgsl/mod.ts";
import { measuredFunctions } from "./measure.ts";
import { evaluateWgsl, rounded } from "./wgsl_evaluate.ts";
import { isAccurate, measureWgsl } from "./wgsl_measure.ts";

const MIN_NORMAL = 2 ** -126;
const MAX = Math.fround(3.4028234663852886e38);

/** Where functions change their ways; each is tried with both signs. */
const SIZES = [
  ...[0, MIN_NORMAL, 1e-30, 1e-6, 1 / 3, 0.49999997, 0.5, 0.9999999, 1, 1.0000001, 1.5, 2, 2.5, 3, 89, 104],
  ...[Math.PI / 2, Math.PI, 8388607.5, 2 ** 24, 1e10, 1e30, MAX, Infinity],
].map(Math.fround);
const SPECIAL = [...SIZES, ...SIZES.map((x) => -x), NaN];

/** More intervals to draw arguments from, where the records' own miss a range that has its own formula. */
const MORE: Readonly<Record<string, readonly (readonly (readonly [number, number])[])[]>> = {
  sin: [[[-511, 511]], [[-1e5, 1e5]], [[-1e10, 1e10]], [[-1e38, 1e38]]],
  cos: [[[-511, 511]], [[-1e5, 1e5]], [[-1e10, 1e10]], [[-1e38, 1e38]]],
  tan: [[[-1e5, 1e5]]],
  exp: [[[-80, 88]], [[-1, 1]]],
  expm1: [[[-1, 1]], [[-1e-3, 1e-3]]],
  log: [[[0.5, 2]], [[0, 1e-30]], [[0, 1e38]]],
  log2: [[[0.5, 2]]],
  log10: [[[0.5, 2]]],
  log1p: [[[-1, 1]], [[-1e-3, 1e-3]]],
  pow: [[[0, 1], [0, 1]], [[0.9, 1.1], [-800, 800]], [[0.999, 1.001], [-8e4, 8e4]], [[0, 1e30], [-1, 1]]],
  sinh: [[[-1, 1]], [[-88, 88]]],
  cosh: [[[-88, 88]]],
  tanh: [[[-1, 1]]],
  asinh: [[[-2, 2]], [[-1e30, 1e30]]],
  acosh: [[[1, 1.01]], [[1, 1e30]]],
  atanh: [[[-1e-2, 1e-2]]],
  atan: [[[-3, 3]], [[-1e10, 1e10]]],
  cbrt: [[[-1, 1]], [[-1e38, 1e38]]],
  hypot: [[[-1e-30, 1e-30], [-1e-30, 1e-30]], [[-1e30, 1e30], [-1e38, 1e38]]],
  erf: [[[-1, 1]], [[-1e-3, 1e-3]]],
  erfc: [[[-1, 1]], [[0, 9.2]]],
  rem: [[[-1e9, 1e9], [-3, 3]], [[-1e38, 1e38], [-1, 1]]],
};

const SAMPLES = 20_000;

/** A van der Corput sequence: evenly spread and the same on every run. */
function spread(k: number, base: number): number {
  let value = 0;
  for (let digit = 1 / base; k > 0; k = Math.floor(k / base), digit /= base) value += (k % base) * digit;
  return value;
}

function ulp(x: number): number {
  return 2 ** (Math.floor(Math.log2(Math.max(Math.abs(x), MIN_NORMAL))) - 23);
}

/** Checks one value. What is too small or too large for f32 may be 0 or infinite: WGSL asks no more. */
function check({ name, evaluate, tolerance }: MathFunction, args: readonly number[], actual: number): void {
  const expected = evaluate(...args);
  const rounded = Math.fround(expected);
  if (Object.is(rounded, actual) || rounded === actual) return;
  if (Math.abs(expected) < MIN_NORMAL && Math.abs(actual) <= MIN_NORMAL) return;
  const error = Math.abs(actual - expected) / ulp(expected);
  assert(error <= tolerance.wgsl, `${name}(${args}) is ${actual} and not ${expected}: ${error} ULP`);
}

const gpuTest = gpuTests(await adapterForTests());
let device: Promise<GPUDevice> | null = null;

const POINTS = 2000;

/** Such a number is 0 to a device that has no subnormal ones. */
const isSubnormal = (x: number, precision: ShaderPrecision) =>
  x !== 0 && Math.abs(x) < (precision === "f64" ? 2 ** -1022 : 2 ** -100);

for (const precision of PRECISIONS) {
  for (const record of measuredFunctions) {
    gpuTest(
      `${record.name} in WGSL, ${precision}, is as accurate as it must be over its whole domain`,
      async () => {
        const { device, offer } = await openDevice();
        if (!offer.precisions.includes(precision)) return;
        for (const fastmath of precision === "f64" ? [false, true] : [false]) {
          const way = { precision, fastmath, fused: offer.fused };
          const { points, worst } = await measureWgsl(device, record, way, POINTS);
          assert(isAccurate(precision, worst), `${record.name}(${worst.at}) is ${worst.error} ULP off, ${fastmath}`);
          assert(points > POINTS / 20, `only ${points} points`);
        }
      },
    );
  }
}

for (const precision of ["df64", "f64"] as const) {
  for (const record of [...mathFunctions.values()].filter(({ wgsl }) => wgsl)) {
    gpuTest(`${record.name} in WGSL, ${precision}, has JavaScript's special values`, async () => {
      const { device, offer } = await openDevice();
      if (!offer.precisions.includes(precision)) return;
      const special = SPECIAL.map((x) => rounded(precision, x)).filter((x) => !isSubnormal(x, precision));
      const samples = record.arity === 1 ? special.map((x) => [x]) : special.flatMap((x) => special.map((y) => [x, y]));
      const values = await evaluateWgsl(device, record, samples, { precision, fused: offer.fused });
      samples.forEach((args, k) => checkSpecial(record, precision, args, values[k]));
    });
  }
}

function checkSpecial(record: MathFunction, precision: "df64" | "f64", args: readonly number[], actual: number): void {
  const expected = record.evaluate(...args);
  if (Object.is(actual, expected) || actual === expected) return;
  const largest = precision === "f64" ? Number.MAX_VALUE : MAX;
  if (Math.abs(expected) > largest && Math.abs(actual) >= largest * (1 - 2 ** -40)) return;
  if (isSubnormal(expected, precision) && Math.abs(actual - expected) < 2 ** -100) return;
  const error = Math.abs(actual - expected) / Math.abs(expected);
  assert(
    error < (precision === "f64" ? 2 ** -49 : 2 ** -44),
    `${record.name}(${args}) is ${actual} and not ${expected}`,
  );
}

// Integers have no code of their own for f32: tests/codegen/wgsl_integers_test.ts holds their expansions.
for (const record of [...mathFunctions.values()].filter(({ wgsl }) => wgsl)) {
  gpuTest(`${record.name} in WGSL is within its tolerance`, async ({ adapter }) => {
    device ??= adapter.requestDevice();
    for (const domain of [record.domain, ...MORE[record.name] ?? []]) {
      const samples = Array.from(
        { length: SAMPLES },
        (_, k) =>
          domain.map(([low, high], operand) => Math.fround(low + (high - low) * spread(k + 1, [2, 3][operand]))),
      );
      const values = await evaluateWgsl(await device, record, samples);
      samples.forEach((args, k) => check(record, args, values[k]));
    }
  });

  gpuTest(`${record.name} in WGSL has JavaScript's special values`, async ({ adapter }) => {
    device ??= adapter.requestDevice();
    const samples = record.arity === 1 ? SPECIAL.map((x) => [x]) : SPECIAL.flatMap((x) => SPECIAL.map((y) => [x, y]));
    const values = await evaluateWgsl(await device, record, samples);
    samples.forEach((args, k) => check(record, args, values[k]));
  });
}

gpuTest("halves are rounded up, and NaN wins", async ({ adapter }) => {
  device ??= adapter.requestDevice();
  const value = async (name: string, ...args: number[]) =>
    (await evaluateWgsl(await device!, mathFunctions.get(name)!, [args]))[0];
  assertAlmostEquals(await value("round", -2.5), -2);
  assertAlmostEquals(await value("round", 2.5), 3);
  assertAlmostEquals(await value("pow", -2, 3), -8);
  assert(Number.isNaN(await value("max", NaN, 1)));
});
