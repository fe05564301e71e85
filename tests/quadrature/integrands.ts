/** What the tests of quadrature integrate elsewhere. */
export function square(x: number): number {
  return x * x;
}

export function fails(x: number): number {
  throw new RangeError(`not at ${x}`);
}

export function never(): never {
  while (true);
}
