import type { RunRequest } from "../../server/api_types.ts";

/** Over what a request computes: "from 0 to pi/2" of an integrand, "a = 0, b = 1" of a kernel; "" where nothing is set. */
export function rangeOf({ expr, from, to, args = {} }: RunRequest): string {
  if (expr !== undefined) return `from ${from} to ${to}`;
  return Object.entries(args).map(([name, value]) => `${name} = ${value}`).join(", ");
}
