/** Operations that JavaScript lacks, as functions that the generated code declares where it needs them. */
export const helpers = {
  nearest: `const nearest = (x) => {
  if (!(Math.abs(x) < 2 ** 52)) return x;
  const rounded = Math.abs(x) + 2 ** 52 - 2 ** 52;
  return x < 0 || Object.is(x, -0) ? -rounded : rounded;
};`,
  pmin: `const pmin = (x, y) => (y < x ? y : x);`,
  pmax: `const pmax = (x, y) => (x < y ? y : x);`,
  copysign: `const copysign = (x, y) => {
  const size = Math.abs(x);
  return y < 0 || Object.is(y, -0) ? -size : size;
};`,
  mulHighU32: `const mulHighU32 = (x, y) => {
  const low = (x & 0xffff) * (y >>> 0);
  const high = (x >>> 16) * (y >>> 0);
  return Math.floor((high + Math.floor(low / 0x10000)) / 0x10000) | 0;
};`,
  bitsOf: `const bitsOf = (x) => new BigUint64Array(Float64Array.of(x).buffer)[0];`,
  fromBits: `const fromBits = (x) => new Float64Array(BigUint64Array.of(x).buffer)[0];`,
} as const;

export type HelperName = keyof typeof helpers;
