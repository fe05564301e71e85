/** Every lesson runs, and prints what it is meant to show. */
import { assert, assertEquals } from "@std/assert";
import { LESSONS } from "../../ui/lessons/mod.ts";

const PRINTED: Readonly<Record<string, readonly (string | RegExp)[]>> = {
  "Countdown": ["3 left", "2 left", "1 left", "alive: false, then true, then false"],
  "Two ways to make a thread": ["hello Ada, from a target", "hello Grace, from a subclass"],
  "Named threads": [
    "0 numbers before the start",
    "I am first, and have a number",
    "I am second, and have a number",
    /^I am Thread-\d+ \(introduce\), and have a number$/,
    "3 numbers afterwards",
  ],
  "Join": ["joined for a moment, alive: true", "joined twice to the end, alive: false"],
  "Daemon": [
    "daemon can't be changed once the thread was started",
    "the daemon keeps no program alive",
    "the worker keeps its program alive",
  ],
  "Ending a thread": ["told to end"],
  "A shared counter": ["42 + 10000 + 10000 - 10000 = 10042"],
  "Master and workers": [1, 2, 3, 4, 5, 6].map((x) => `${x} squared is ${x * x}`),
  "Executor": ["2 to the 10th is 1024", "up to the shortest input: 1 16 27"],
  "Future": [
    "done: false",
    "cancelled: true",
    "called back: finished",
    "result: 0.25",
    "exception: RangeError: zero has no inverse",
    "1/0 finished",
    "1/2 cancelled",
    "1/4 finished",
  ],
  "integrate, serial": ["1.0007851925466296"],
  "integrate on threads": ["1.0007851925466305"],
  "integrate, compiled, on threads": ["1.000785192547"],
  "integrate in processes": ["1.0007851925466305"],
  "Ponger": ["ping pong", "ping again pong", "exit code 0"],
  "joblib": ["0 1 2 3 4"],
  "integrate with joblib, on threads": ["1.0007851925466305"],
  "integrate with joblib, in processes": ["1.0007851925466305"],
  "jit": ["1.000785192547", "1.000785192547"],
};

Deno.test("lessons have titles of their own, and say what there is to see", () => {
  assertEquals(new Set(LESSONS.map(({ title }) => title)), new Set(Object.keys(PRINTED)));
  assertEquals(LESSONS.length, Object.keys(PRINTED).length);
  for (const { about } of LESSONS) assert(/^[A-Z]\S* .*\.$|^[a-z]\S* .*\.$/.test(about), about);
});

for (const { title, run } of LESSONS) {
  Deno.test(`lesson: ${title}`, async () => {
    const lines = await run({ tickMs: 1 });
    const expected = PRINTED[title];
    assertEquals(lines.length, expected.length, lines.join("\n"));
    lines.forEach((line, k) => {
      const wanted = expected[k];
      if (typeof wanted === "string") assertEquals(line, wanted);
      else assert(wanted.test(line), line);
    });
  });
}
