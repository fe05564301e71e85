import { assertEquals } from "@std/assert";
import { readCounts } from "./run.ts";

const SUMMARIES: [string, ReturnType<typeof readCounts>][] = [
  ["ok | 5 passed | 0 failed (1s)", { passed: 5, failed: 0, skipped: 0 }],
  ["\x1b[32mok\x1b[0m | 2 passed (1 step) | 0 failed | 1 ignored \x1b[38;5;245m(138ms)\x1b[0m", {
    passed: 2,
    failed: 0,
    skipped: 1,
  }],
  ["FAILED | 81 passed (13 steps) | 1 failed (2 steps) | 3 ignored (2 steps) (15s)", {
    passed: 81,
    failed: 1,
    skipped: 3,
  }],
  ["ok | 1 passed | 0 failed (1s)\nok | 7 passed | 0 failed | 4 filtered out (2s)", {
    passed: 7,
    failed: 0,
    skipped: 0,
  }],
  ["error: Type checking failed.", null],
];

for (const [output, expected] of SUMMARIES) {
  Deno.test(`the counts of: ${JSON.stringify(output).slice(0, 70)}`, () => assertEquals(readCounts(output), expected));
}
