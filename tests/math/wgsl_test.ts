import { assert, assertAlmostEquals } from "@std/assert";
import { type MathFunction, mathFunctions } from "../../compute/math/mod.ts";
import { adapterForTests, gpuTests } from "../gpu.ts";
import { evaluateWgsl } from "./wgsl_evaluate.ts";

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
