import type { ShaderPrecision } from "./number_format.ts";
import { df64 } from "./df64.ts";
import { nativeF64 } from "./f64.ts";

/** Numbers that a canary computes with, and the results that it must give, to the last bit. */
export interface Canary {
  /** A whole WGSL module: binding 0 has the operands, a 0 after them, and binding 1 takes the results. */
  readonly source: string;
  readonly operands: Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;
  readonly expected: Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;
  /** How many pairs of operands, each for one invocation. */
  readonly pairs: number;
}

/** Mantissas whose sums and products need all of twice their digits. */
const MANTISSAS = [1, 1 + 2 ** -23, 2 - 2 ** -23, 4 / 3, -1.1, Math.PI, -Math.SQRT2, 1 + 2 ** -12, -1 - 2 ** -11];
const SCALES = [1, 2 ** -24, 2 ** 12, 2 ** -13];

/**
 * What a device must compute rightly before it may offer a precision: the exact sums and products that `df64` is made
 * of, which drivers may spoil by rearranging, and f64's operations.
 */
export function canaryOf(precision: Exclude<ShaderPrecision, "f32">): Canary {
  return precision === "df64" ? canaryOfPairs() : canaryOfDoubles();
}

function pairsOf(round: (x: number) => number): [number, number][] {
  const numbers = SCALES.flatMap((scale) => MANTISSAS.map((mantissa) => round(mantissa * scale)));
  return numbers.flatMap((x) => numbers.map((y): [number, number] => [x, y]));
}

function canaryOfPairs(): Canary {
  const pairs = pairsOf(Math.fround);
  const { fround } = Math;
  const expected = pairs.flatMap(([x, y]) => {
    const [sum, product] = [fround(x + y), fround(x * y)];
    const part = fround(sum - x);
    // In f64 the product is exact.
    return [sum, fround(fround(x - fround(sum - part)) + fround(y - part)), product, x * y - product];
  });
  return {
    pairs: pairs.length,
    operands: Float32Array.of(...pairs.flat(), 0, 0),
    expected: Float32Array.from(expected),
    source: `@group(0) @binding(0) var<storage, read> given: array<vec2f>;
@group(0) @binding(1) var<storage, read_write> results: array<vec4f>;

var<private> zero: u32;

${df64.prelude}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let k = id.x;
  if (k + 1u < arrayLength(&given)) {
    zero = bitcast<u32>(given[arrayLength(&given) - 1u].x);
    let x = given[k].x;
    let y = given[k].y;
    results[k] = vec4f(lanes_exact_sum(x, y), lanes_exact_product(x, y));
  }
}
`,
  };
}

function canaryOfDoubles(): Canary {
  const pairs = pairsOf((x) => x * (1 + 2 ** -52));
  const expected = pairs.flatMap(([x, y]) => {
    const sum = x + y;
    const part = sum - x;
    return [sum, (x - (sum - part)) + (y - part), x * y, x / y, Math.sqrt(Math.abs(x)), Math.floor(x * 1e6)];
  });
  return {
    pairs: pairs.length,
    operands: Float64Array.of(...pairs.flat(), 0, 0),
    expected: Float64Array.from(expected),
    source: `@group(0) @binding(0) var<storage, read> given: array<f64>;
@group(0) @binding(1) var<storage, read_write> results: array<f64>;

var<private> zero: u32;

${nativeF64(false).prelude}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let k = id.x;
  if (2u * k + 2u < arrayLength(&given)) {
    zero = bitcast<u32>(f32(given[arrayLength(&given) - 1u]));
    let x = given[2u * k];
    let y = given[2u * k + 1u];
    let sum = fence(x + y);
    let part = fence(sum - x);
    results[6u * k] = sum;
    results[6u * k + 1u] = (x - fence(sum - part)) + (y - part);
    results[6u * k + 2u] = x * y;
    results[6u * k + 3u] = x / y;
    results[6u * k + 4u] = sqrt(abs(x));
    results[6u * k + 5u] = floor(x * 1000000.0lf);
  }
}
`,
  };
}
