import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { logTicks } from "../../ui/charts/scales.ts";
import { crossovers, speedupByJobs, timeByN } from "../../ui/results/scaling.ts";
import { okRow } from "./rows.ts";

Deno.test("speedup against jobs is over the backend's own fewest jobs", () => {
  const rows = [
    okRow("serial", 10, 10),
    okRow("threads", 12, 10, { jobs: 1 }),
    okRow("threads", 4, 10, { jobs: 3 }),
    okRow("async", 8, 10, { jobs: 2 }),
    okRow("async", 4, 10, { jobs: 4 }),
  ];
  assertEquals(speedupByJobs(rows, 1000), [
    { backend: "threads", points: [{ x: 1, y: 1 }, { x: 3, y: 3 }] },
    { backend: "async", points: [{ x: 2, y: 2 }, { x: 4, y: 4 }] },
  ]);
});

Deno.test("time against n takes the most jobs; a single point is no line", () => {
  const rows = [10, 100].flatMap((n) => [
    okRow("serial", n, n, { n }),
    okRow("threads", n, n, { n, jobs: 1 }),
    okRow("threads", n / 2, n, { n, jobs: 2 }),
  ]);
  const series = timeByN([...rows, okRow("wasm", 1, 10, { n: 10 })]);
  assertEquals(series, [
    { backend: "serial", points: [{ x: 10, y: 10 }, { x: 100, y: 100 }] },
    { backend: "threads", points: [{ x: 10, y: 5 }, { x: 100, y: 50 }] },
  ]);
});

Deno.test("the crossover lies where both lines are as high", () => {
  const [crossing] = crossovers([
    { backend: "serial", points: [{ x: 10, y: 1 }, { x: 1000, y: 100 }] },
    { backend: "threads", points: [{ x: 10, y: 10 }, { x: 1000, y: 10 }] },
    { backend: "wasm", points: [{ x: 10, y: 0.5 }, { x: 1000, y: 50 }] },
  ]);
  assertEquals(crossing.backend, "threads");
  assertAlmostEquals(crossing.x, 100, 1e-9);
  assertAlmostEquals(crossing.y, 10, 1e-9);
});

Deno.test("a logarithmic axis has ticks, but no more than there is room for", () => {
  assertEquals(logTicks([0.4, 2.5]), [0.5, 1, 2]);
  assertEquals(logTicks([1, 1000], 4), [1, 10, 100, 1000]);
  for (const domain of [[1e-16, 1e-6], [3, 4e9], [0.9, 1.1]] as const) {
    for (const most of [2, 4, 8]) {
      const ticks = logTicks(domain, most);
      assert(ticks.length <= most, `${ticks} are more than ${most}`);
      assert(ticks.length > 0 && ticks.every((tick) => tick >= domain[0] * 0.99 && tick <= domain[1] * 1.01));
    }
  }
});
