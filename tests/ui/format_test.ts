import { assertEquals } from "@std/assert";
import {
  formatCount,
  formatError,
  formatInterval,
  formatSpeedup,
  formatTick,
  formatTime,
  formatTimeTick,
} from "../../ui/format.ts";

/** What is called, what it is given, what it has to write. */
const CASES: readonly [string, string, string][] = [
  ["a time in nanoseconds", formatTime(0.00000512), "5.12 ns"],
  ["a time in microseconds", formatTime(0.512), "512 µs"],
  ["a time in milliseconds", formatTime(31), "31.0 ms"],
  ["a time in seconds", formatTime(12_345), "12.3 s"],
  ["a time that rounds up to the next unit", formatTime(0.99996), "1.00 ms"],
  ["a time of nothing", formatTime(0), "0.00 ns"],
  ["a time on an axis keeps its zeros before the point", formatTimeTick(0.5), "500 µs"],
  ["a time on an axis loses its zeros after the point", formatTimeTick(2), "2 ms"],
  ["an interval in the unit of its centre", formatInterval([0.9, 1.2], 1.1), "[0.900, 1.20]"],
  ["a speedup", formatSpeedup(3.1), "3.10×"],
  ["a great speedup has no exponent", formatSpeedup(12_345), "12300×"],
  ["a speedup over nothing", formatSpeedup(null), "none"],
  ["a power of ten", formatCount(1e6), "1e6"],
  ["a count that is no power of ten", formatCount(1_048_576), "1\u202f048\u202f576"],
  ["a small count", formatCount(4), "4"],
  ["no error", formatError(0), "0"],
  ["a small negative error", formatError(-2.4e-8), "\u22122.4e-8"],
  ["a large error", formatError(0.5), "+0.500"],
  ["an error between infinities", formatError("NaN"), "\u2013"],
  ["an infinite error", formatError("-Infinity"), "-Infinity"],
  ["no serial value", formatError(null), "none"],
  ["a small tick", formatTick(1e-6), "1e\u22126"],
  ["a tick with a rounding error", formatTick(0.1 + 0.2), "0.3"],
  ["a large tick", formatTick(1e7), "1e7"],
];

for (const [name, written, expected] of CASES) {
  Deno.test(`${name} is written ${expected}`, () => assertEquals(written, expected));
}
