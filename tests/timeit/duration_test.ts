import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { formatDuration, formatSignificant } from "../../compute/timeit/mod.ts";

Deno.test("durations read as in %timeit", () => {
  const cases: [number, string][] = [
    [154, "154 ms"],
    [5.11, "5.11 ms"],
    [0.983, "983 μs"],
    [0.126, "126 μs"],
    [2.5e-5, "25 ns"],
    [1.23e-7, "0.123 ns"],
    [0, "0 ns"],
    [1500, "1.5 s"],
    [999.96, "1 s"],
    [0.99999, "1 ms"],
    [62_000, "1min 2s"],
    [59_990, "60 s"],
    [3_600_000, "1h"],
    [90_061_000, "1d 1h 1min 1s"],
  ];
  for (const [ms, text] of cases) assertEquals(formatDuration(ms), text);
});

Deno.test("trailing zeros are kept on request, so that columns line up", () => {
  assertEquals(formatDuration(5.1, { trailingZeros: true }), "5.10 ms");
  assertEquals(formatDuration(999.96, { trailingZeros: true }), "1.00 s");
  assertEquals(formatSignificant(12, true), "12.0");
  assertEquals(formatSignificant(1234, true), "1230");
  assertEquals(formatSignificant(2.4e-8, true), "2.40e-8");
  assertEquals(formatSignificant(-3.14159), "-3.14");
});

Deno.test("a duration below a minute is within half of the third digit", () => {
  const sizes: Record<string, number> = { s: 1000, ms: 1, "μs": 1e-3, ns: 1e-6 };
  fc.assert(fc.property(fc.double({ min: 1e-6, max: 59_000, noNaN: true }), (ms) => {
    const [digits, unit] = formatDuration(ms).split(" ");
    return Math.abs(Number(digits) * sizes[unit] - ms) <= 0.00501 * ms && Number(digits) < 1000;
  }));
});
