import { assertAlmostEquals, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { clockResolution, describeRuns, timeit, timeitAsync } from "../../compute/timeit/mod.ts";

/** A clock that a statement moves on by itself. */
function fakeClock() {
  let now = 0;
  return { clock: () => now, pass: (ms: number) => void (now += ms) };
}

Deno.test("the number of loops is the first power of ten that takes 0.2 s", () => {
  for (const [cost, number] of [[250, 1], [200, 1], [199, 10], [20, 10], [5.11, 100], [0.25, 1000]]) {
    const { clock, pass } = fakeClock();
    const result = timeit(() => pass(cost), { clock });
    assertEquals(result.number, number);
    assertEquals(result.perLoopMs.length, 7);
    assertAlmostEquals(result.meanMs, cost, 1e-9 * number);
  }
});

Deno.test("mean, deviation and wording are those of %timeit", () => {
  const { clock, pass } = fakeClock();
  const costs = [4, 5, 6];
  let call = 0;
  const result = timeit(() => pass(costs[call++]), { clock, number: 1, repeat: 3 });
  assertEquals(result.perLoopMs, costs);
  assertEquals([result.bestMs, result.worstMs, result.meanMs], [4, 6, 5]);
  assertEquals(String(result), "5 ms ± 816 μs per loop (mean ± std. dev. of 3 runs, 1 loop each)");
  assertEquals(describeRuns([154], 1000), "154 ms ± 0 ns per loop (mean ± std. dev. of 1 run, 1,000 loops each)");
});

Deno.test("a slowest run of more than 4 times the fastest is warned about", () => {
  const timeRuns = (costs: number[]) => {
    const { clock, pass } = fakeClock();
    let call = 0;
    return timeit(() => pass(costs[call++]), { clock, number: 1, repeat: costs.length });
  };
  assertEquals(timeRuns([1, 4]).warning, undefined);
  assertEquals(
    String(timeRuns([1, 4.5])).split("\n")[0],
    "The slowest run took 4.50 times longer than the fastest. " +
      "This could mean that an intermediate result is being cached.",
  );
});

Deno.test("a promise is awaited before the next loop", async () => {
  const { clock, pass } = fakeClock();
  let running = 0;
  const result = await timeitAsync(async () => {
    assertEquals(running++, 0);
    await Promise.resolve();
    pass(30);
    running--;
  }, { clock, repeat: 2 });
  assertEquals([result.number, result.perLoopMs], [10, [30, 30]]);
});

Deno.test("numbers of loops and runs are checked", async () => {
  assertThrows(() => timeit(() => {}, { number: 0 }), RangeError, "number is an integer of at least 1, not 0");
  assertThrows(() => timeit(() => {}, { repeat: 1.5 }), RangeError, "repeat is an integer of at least 1, not 1.5");
  await assertRejects(() => timeitAsync(() => Promise.resolve(), { number: -1 }), RangeError, "not -1");
});

Deno.test("a promise that wouldn't be waited for is refused", () => {
  assertThrows(() => timeit(() => Promise.reject(new Error("unheard"))), TypeError, "use timeitAsync");
});

Deno.test("a statement's error reaches the caller", () => {
  assertThrows(() => timeit(() => JSON.parse("{"), { number: 1 }), SyntaxError);
});

Deno.test("the resolution is the clock's smallest step", () => {
  let calls = 0;
  assertEquals(clockResolution(() => Math.floor(calls++ / 50) * 5), 5);
  assertEquals(clockResolution() > 0, true);
});
