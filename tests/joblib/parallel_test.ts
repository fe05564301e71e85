import { assert, assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import { task, ThreadPoolExecutor } from "../../compute/futures/mod.ts";
import { type BackendName, closeParallel, delayed, Parallel, type ParallelProgress } from "../../compute/joblib/mod.ts";
import * as tasks from "./tasks.ts";

const MODULE = new URL("./tasks.ts", import.meta.url).href;
const double = delayed(task(MODULE, tasks.double));
const waitFor = delayed(task(MODULE, tasks.waitFor));
const letGo = delayed(task(MODULE, tasks.letGo));

function words(): Int32Array<SharedArrayBuffer> {
  return new Int32Array(new SharedArrayBuffer(8));
}

Deno.test("Parallel: options without a meaning are refused, with what to write instead", () => {
  assertThrows(() => Parallel({ nJobs: 0 }), RangeError, "nJobs is 0");
  assertThrows(() => Parallel({ nJobs: 1.5 }), RangeError, "whole number");
  const unknown = "threads" as BackendName;
  assertThrows(() => Parallel({ backend: unknown }), RangeError, "threading, multiprocessing, loky, sequential");
  assertThrows(() => Parallel({ returnAs: "array" as "list" }), RangeError, "list, generator, generatorUnordered");
  for (const batchSize of [0, -1, 1.5]) assertThrows(() => Parallel({ batchSize }), RangeError, "batchSize");
  for (const preDispatch of [0, "0*nJobs", "2*jobs", "nJobs*2"]) {
    assertThrows(() => Parallel({ preDispatch: preDispatch as "all" }), RangeError, "preDispatch");
  }
});

Deno.test("Parallel: nJobs counts from the number of cores", () => {
  const cores = navigator.hardwareConcurrency;
  assertEquals(Parallel().nJobs, cores);
  assertEquals(Parallel({ nJobs: -1 }).nJobs, cores);
  assertEquals(Parallel({ nJobs: -2 }).nJobs, Math.max(1, cores - 1));
  assertEquals(Parallel({ nJobs: -1000 }).nJobs, 1);
  assertEquals(Parallel({ backend: new ThreadPoolExecutor({ maxWorkers: 7 }) }).nJobs, 7);
});

Deno.test("delayed takes a reference, and says how to make one", () => {
  assertThrows(() => delayed(tasks.double as never), TypeError, "task(import.meta, double), with double exported");
  assertThrows(() => delayed({} as never), TypeError, "task()");
});

Deno.test("Parallel: what isn't an iterable of delayed calls is refused, with how to make it", async () => {
  await using parallel = Parallel({ nJobs: 2 });
  assertThrows(() => parallel(5 as never), TypeError, "an iterable of calls that delayed made");
  await assertRejects(() => parallel([double] as never), TypeError, "delayed(f)(x)");
  await assertRejects(() => parallel([tasks.double(1)] as never), TypeError, "not 2");
  assertEquals(await parallel([double(2)]), [4]);
  for (const timeout of [-1, NaN]) assertThrows(() => Parallel({ timeout }), RangeError, "timeout");
});

Deno.test("Parallel: a plain loop reads a call, runs it, and reads the next", async () => {
  const events: string[] = [];
  function* calls() {
    for (let k = 0; k < 3; k++) {
      events.push(`read ${k}`);
      yield double(k);
    }
  }
  await using parallel = Parallel({ nJobs: 1, onProgress: ({ completed }) => events.push(`done ${completed}`) });
  await parallel(calls());
  assertEquals(events, ["read 0", "read 1", "done 1", "read 2", "done 2", "done 3"]);
});

for (const [preDispatch, ahead] of [[1, 1], ["nJobs", 2], ["2*nJobs", 4], ["1.5*nJobs", 3], ["all", 20]] as const) {
  Deno.test(`Parallel: preDispatch ${preDispatch} reads ${ahead} calls ahead`, async () => {
    const gate = words();
    let read = 0;
    function* calls() {
      for (; read < 20; read++) yield waitFor(gate, "x");
    }
    await using parallel = Parallel({ nJobs: 2, batchSize: 1, preDispatch });
    const results = parallel(calls());
    // A generator is not yet past its last yield.
    assertEquals(read, ahead === 20 ? 20 : ahead - 1);
    Atomics.store(gate, 0, 1);
    Atomics.notify(gate, 0);
    assertEquals((await results).length, 20);
    assertEquals(read, 20);
  });
}

Deno.test("Parallel: an unordered generator yields what completes first, an ordered one waits", async () => {
  for (const [returnAs, expected] of [["generator", ["a", "b"]], ["generatorUnordered", ["b", "a"]]] as const) {
    const gate = words();
    const second = words();
    await using parallel = Parallel({ nJobs: 2, returnAs, batchSize: 1 });
    // The first call waits for what happens once the second has completed.
    const onDone: Promise<string[]> = (async () => {
      const order: string[] = [];
      for await (const value of parallel([waitFor(gate, "a"), letGo(second, "b")])) {
        order.push(value);
        if (value === "b") letGoHere(gate);
      }
      return order;
    })();
    if (returnAs === "generator") {
      await Atomics.waitAsync(second, 0, 0).value;
      letGoHere(gate);
    }
    assertEquals(await onDone, [...expected]);
  }
});

function letGoHere(gate: Int32Array): void {
  Atomics.store(gate, 0, 1);
  Atomics.notify(gate, 0);
}

Deno.test("Parallel: leaving a generator ends its run, before its first step too", async () => {
  for (const steps of [0, 1]) {
    let left = false;
    const calls = function* () {
      try {
        for (let k = 0;; k++) yield double(k);
      } finally {
        left = true;
      }
    };
    await using parallel = Parallel({ nJobs: 2, returnAs: "generator", batchSize: 1 });
    const results = parallel(calls());
    for (let k = 0; k < steps; k++) assertEquals(await results.next(), { done: false, value: 2 * k });
    await results.return!();
    assert(left);
    assertEquals((await results.next()).done, true);
  }
});

Deno.test("Parallel: a call that takes too long ends all with a TimeoutError", async () => {
  for (const backend of ["threading", "multiprocessing", "sequential"] as const) {
    await using parallel = Parallel({ nJobs: 2, backend, timeout: 1 });
    const error = await assertRejects(() => parallel([delayed(task(MODULE, tasks.hold))()]), DOMException);
    assertEquals([error.name, error.message], ["TimeoutError", "a task took longer than 1 ms"]);
  }
});

Deno.test("Parallel: the time-out is that of each call, not of a batch or of the run", async () => {
  for (const timeout of [10_000, 1e12, Infinity]) {
    await using parallel = Parallel({ nJobs: 2, timeout, batchSize: 50 });
    const results = await parallel(Array.from({ length: 200 }, (_, k) => double(k)));
    assertEquals(results.length, 200);
  }
});

Deno.test("Parallel: a signal ends all", async () => {
  const controller = new AbortController();
  await using parallel = Parallel({ nJobs: 2, signal: controller.signal });
  const results = parallel([delayed(task(MODULE, tasks.hold))(), double(1)]);
  controller.abort(new Error("not needed"));
  await assertRejects(() => results, Error, "not needed");
  await assertRejects(() => parallel([double(1)]), Error, "not needed");
});

Deno.test("Parallel: progress is told, with the total as soon as it is known", async () => {
  const told: ParallelProgress[] = [];
  await using parallel = Parallel({ nJobs: 2, batchSize: 1, onProgress: (progress) => told.push(progress) });
  await parallel([1, 2, 3].map((x) => double(x)));
  assertEquals(told.map(({ completed, total, finished }) => [completed, total, finished]), [
    [1, 3, false],
    [2, 3, false],
    [3, 3, true],
  ]);
  told.length = 0;
  await parallel(new Set(Array.from({ length: 9 }, (_, k) => double(k))));
  assertEquals([told[0].total, told.at(-1)!.total], [null, 9]);
});

Deno.test("Parallel: an error of the observer is thrown", async () => {
  const onProgress = () => {
    throw new TypeError("can't draw");
  };
  await using parallel = Parallel({ nJobs: 2, onProgress });
  await assertRejects(() => parallel([double(1), double(2)]), TypeError, "can't draw");
});

Deno.test("Parallel: verbose says who runs the calls, how far they got, and that they finished", async () => {
  const lines: string[] = [];
  await using parallel = Parallel({ nJobs: 2, verbose: 20, batchSize: 1, print: (line) => lines.push(line) });
  await parallel(Array.from({ length: 10 }, (_, k) => double(k)));
  assertEquals(lines[0], "[Parallel(n_jobs=2)]: Using backend threading with 2 concurrent workers.");
  assertMatch(lines[1], /^\[Parallel\(n_jobs=2\)\]: Done {2}1 out of 10 \| elapsed: \d\.\ds remaining: \d\.\ds$/);
  assertMatch(lines.at(-1)!, /^\[Parallel\(n_jobs=2\)\]: Done 10 out of 10 \| elapsed: \d\.\ds finished$/);
});

Deno.test("Parallel: several runs of one function at the same time", async () => {
  await using parallel = Parallel({ nJobs: 2 });
  const runs = Array.from({ length: 8 }, (_, run) => parallel([0, 1, 2, 3].map((x) => double(run + x))));
  assertEquals(await Promise.all(runs), runs.map((_, run) => [0, 1, 2, 3].map((x) => 2 * (run + x))));
});

Deno.test("Parallel: thousands of calls, in growing batches, all arrive in order", async () => {
  await using parallel = Parallel({ nJobs: 8 });
  for (let round = 0; round < 3; round++) {
    const inputs = Array.from({ length: 5000 }, (_, k) => k);
    assertEquals(await parallel(inputs.map((x) => double(x))), inputs.map((x) => 2 * x));
  }
});

Deno.test("Parallel: a program ends though its threads and processes are kept", async () => {
  const main = new URL("./undisposed_main.ts", import.meta.url).href;
  const { code, stdout } = await new Deno.Command(Deno.execPath(), { args: ["run", "--allow-all", main] }).output();
  assertEquals([code, new TextDecoder().decode(stdout)], [0, "1,2,3\n1,2,3\n"]);
});

Deno.test("Parallel: what is kept for the next run can be ended, and is made anew", async () => {
  const parallel = Parallel({ nJobs: 2, backend: "loky" });
  assertEquals(await parallel([double(1)]), [2]);
  await closeParallel();
  {
    using again = parallel;
    assertEquals(await again([double(2)]), [4]);
  }
  await closeParallel();
});
