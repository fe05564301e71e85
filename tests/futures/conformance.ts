import { assert, assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import {
  asCompleted,
  BrokenExecutor,
  type Call,
  CancelledError,
  type Executor,
  InvalidStateError,
  mathTask,
  task,
  wait,
} from "../../compute/futures/mod.ts";
import { Lock } from "../../compute/threading/mod.ts";
import * as tasks from "./tasks.ts";

const MODULE = new URL("./tasks.ts", import.meta.url).href;
const add = task(MODULE, tasks.add);
const fail = task(MODULE, tasks.fail);
const failIfOdd = task(MODULE, tasks.failIfOdd);
const hold = task(MODULE, tasks.hold);

/** What the tests may know of an executor beyond the interface. */
export type PoolUnderTest = Executor & { readonly workers: number };

export interface OptionsUnderTest {
  readonly maxWorkers: number;
  readonly initializer?: Call;
}

/** The tests that every executor passes. */
export function testExecutor(name: string, create: (options: OptionsUnderTest) => PoolUnderTest): void {
  const test = (what: string, run: (pool: PoolUnderTest) => Promise<void>, maxWorkers = 2) =>
    Deno.test(`${name}: ${what}`, async () => {
      await using pool = create({ maxWorkers });
      await run(pool);
    });

  /** A call that runs until it is aborted; resolves when it runs. */
  async function occupy(pool: Executor) {
    const { promise: running, resolve } = Promise.withResolvers<void>();
    const controller = new AbortController();
    const future = pool.submitWith({ signal: controller.signal, onProgress: () => resolve() }, hold);
    await running;
    return { future, controller };
  }

  test("submit gives the results of functions and async functions", async (pool) => {
    assertEquals(await pool.submit(add, 3, 4), 7);
    assertEquals(await pool.submit(task(MODULE, tasks.later), "x"), "x");
    assertEquals(await pool.submit(task<typeof tasks.add>(MODULE, "add"), 1, 2), 3);
  });

  test("an error arrives with its class, name and remote stack", async (pool) => {
    const error = await pool.submit(fail, "out of range").exception() as Error;
    assert(error instanceof RangeError);
    assertEquals(error.message, "out of range");
    assertMatch((error.cause as Error).stack!, /RangeError: out of range[^]*at fail \(.*tasks\.ts/);
    const own = await pool.submit(task(MODULE, tasks.failWithOwnClass)).exception() as Error;
    assertEquals([own.name, own.message], ["OwnError", "mine"]);
    assertMatch((own.cause as Error).stack!, /Caused by: TypeError: the reason/);
    assertEquals(await pool.submit(add, 1, 1), 2);
  });

  test("what is no reference, and locks rather than their handles, are refused", async (pool) => {
    assertThrows(() => pool.submit(tasks.add as never), TypeError, "task(import.meta, add), with add exported");
    for (const unknown of [undefined, null, {}, "add"]) {
      assertThrows(() => pool.submit(unknown as never), TypeError, "what task() makes of an exported function");
    }
    assertThrows(() => pool.submit(add, new Lock() as never, 1), TypeError, "argument 0 is a Lock");
    assertThrows(() => pool.map(add, [[1], [new Lock() as never]]), TypeError, "argument 1 is a Lock");
    assertThrows(() => pool.submitBatch({}, [{ task: tasks.add as never, args: [] }]), TypeError, "by reference");
    assertEquals(await pool.submit(add, 1, 1), 2);
  });

  test("an unknown name, and what isn't a function, are errors of their futures", async (pool) => {
    await assertRejects(() => pool.submit(task(MODULE, "missing")).result(), TypeError, "exports no missing");
    await assertRejects(() => pool.submit(task(MODULE, "notAFunction")).result(), TypeError, "as no function");
    assertEquals(await pool.submit(add, 1, 1), 2);
  });

  test("what can't be copied is an error of its future", async (pool) => {
    const unsendable = (() => {}) as unknown as number;
    await assertRejects(() => pool.submit(add, 1, unsendable).result(), Error, "could not be cloned");
    await assertRejects(() => pool.submit(task(MODULE, tasks.returnFunction)).result(), Error, "could not be cloned");
    assertEquals(await pool.submit(add, 1, 1), 2);
  });

  test("what a task leaves behind doesn't end the worker", async (pool) => {
    await pool.submit(task(MODULE, tasks.failLater));
    assertEquals(await pool.submit(add, 1, 1), 2);
    assertEquals(pool.workers, 1);
  });

  test("a call that goes on for ever keeps no other waiting, as long as there is another worker", async (pool) => {
    await Promise.all([1, 2, 3, 4].map((k) => pool.submit(add, k, k)));
    const { controller } = await occupy(pool);
    const futures = Array.from({ length: 100 }, (_, k) => pool.submit(add, k, k));
    assertEquals(await Promise.all(futures), futures.map((_, k) => 2 * k));
    controller.abort();
  });

  test("an idle worker is used before another is started, and never more than the maximum", async (pool) => {
    for (let k = 0; k < 3; k++) assertEquals(await pool.submit(add, k, 1), k + 1);
    assertEquals(pool.workers, 1);
    const futures = Array.from({ length: 20 }, (_, k) => pool.submit(add, k, k));
    assertEquals(pool.workers, 2);
    assertEquals(await Promise.all(futures), futures.map((_, k) => 2 * k));
    assertEquals(pool.workers, 2);
  });

  test("map yields in the order of the inputs, up to the shortest", async (pool) => {
    const sums = await Array.fromAsync(pool.map(add, [[1, 2, 3, 4], [10, 20, 30]]));
    assertEquals(sums, [11, 22, 33]);
    assertEquals(await Array.fromAsync(pool.map(add, [[], [1]])), []);
  });

  test("map reads all inputs at once, or as far ahead as its buffer", async (pool) => {
    let read = 0;
    function* inputs() {
      for (; read < 10; read++) yield read;
    }
    const results = pool.map(failIfOdd, [inputs()], { bufferSize: 3 });
    assertEquals(read, 2);
    assertEquals(await results.next(), { done: false, value: 0 });
    assertEquals(read, 3);
    await results.return!();
    read = 0;
    const all = pool.map(failIfOdd, [inputs()]);
    assertEquals(read, 10);
    await all.return!();
    assertThrows(() => pool.map(failIfOdd, [[1]], { bufferSize: 0 }), RangeError, "bufferSize");
  });

  test("map takes a list of iterables", (pool) => {
    for (const inputs of [[1, 2], 5, undefined, [[1], null]]) {
      assertThrows(() => pool.map(failIfOdd, inputs as never), TypeError, "map(task, [inputs])");
    }
    return Promise.resolve();
  });

  test("map of many inputs, a few of which are read ahead", async (pool) => {
    let read = 0;
    function* inputs() {
      for (; read < 5000; read++) yield 2 * read;
    }
    let got = 0;
    let most = 0;
    for await (const value of pool.map(failIfOdd, [inputs()], { bufferSize: 16, chunkSize: 4 })) {
      assertEquals(value, 2 * got++);
      most = Math.max(most, read - got);
    }
    assertEquals(got, 5000);
    assert(most <= 20, `${most} ahead`);
  });

  test("map ends at its signal, and so do its calls", async (pool) => {
    const { controller } = await occupy(pool);
    const ending = new AbortController();
    const results = pool.map(add, [[1, 2, 3], [1, 2, 3]], { signal: ending.signal });
    const first = results.next();
    ending.abort(new Error("not needed"));
    await assertRejects(() => first, Error, "not needed");
    assertEquals((await results.next()).done, true);
    controller.abort();
    assertEquals(await pool.submit(add, 1, 1), 2);
  }, 1);

  test("map throws an error where it occurred", async (pool) => {
    const results = pool.map(failIfOdd, [[0, 2, 3, 4]]);
    assertEquals((await results.next()).value, 0);
    assertEquals((await results.next()).value, 2);
    await assertRejects(() => results.next(), RangeError, "3 is odd");
  });

  test("map ends at its time-out", async (pool) => {
    const busy = [await occupy(pool), await occupy(pool)];
    const results = pool.map(add, [[1, 2], [1, 2]], { timeout: 1 });
    assertEquals((await assertRejects(() => results.next(), DOMException)).name, "TimeoutError");
    busy.forEach(({ controller }) => controller.abort());
    assertThrows(() => pool.map(add, [[1], [2]], { timeout: NaN }), RangeError, "timeout");
    const patient = pool.map(add, [[1], [2]], { timeout: Infinity });
    assertEquals(await Array.fromAsync(patient), [3]);
  });

  test("map in chunks yields the same, reads as far ahead, and loses a chunk to its error", async (pool) => {
    for (const chunkSize of [1, 2, 3, 100]) {
      const doubled = await Array.fromAsync(
        pool.map(task(MODULE, tasks.double), [[1, 2, 3, 4, 5, 6, 7]], { chunkSize }),
      );
      assertEquals(doubled, [2, 4, 6, 8, 10, 12, 14]);
    }
    let read = 0;
    function* inputs() {
      for (; read < 20; read++) yield 2 * read;
    }
    const ahead = pool.map(failIfOdd, [inputs()], { chunkSize: 3, bufferSize: 7 });
    assertEquals(read, 5);
    await ahead.return!();
    const results = pool.map(failIfOdd, [[0, 2, 4, 5, 6]], { chunkSize: 2 });
    assertEquals([(await results.next()).value, (await results.next()).value], [0, 2]);
    await assertRejects(() => results.next(), RangeError, "5 is odd");
    assertEquals((await results.next()).done, true);
    assertThrows(() => pool.map(failIfOdd, [[1]], { chunkSize: 0 }), RangeError, "chunkSize");
  });

  test("map's call ends what hasn't started when an input throws", async (pool) => {
    function* inputs() {
      yield 0;
      throw new SyntaxError("no more");
    }
    const { controller } = await occupy(pool);
    assertThrows(() => pool.map(failIfOdd, [inputs()]), SyntaxError, "no more");
    controller.abort();
    assertEquals(await pool.submit(add, 1, 1), 2);
  }, 1);

  test("a batch's calls run in order, by one worker, and may be of several tasks", async (pool) => {
    const count = { task: task(MODULE, tasks.countCalls), args: [] };
    assertEquals(await pool.submitBatch({}, [count, count, count]), [1, 2, 3]);
    const mixed = [{ task: add, args: [1, 2] }, { task: task(MODULE, tasks.double), args: [21] }];
    assertEquals(await pool.submitBatch({}, mixed), [3, 42]);
    assertEquals(await pool.submitBatch({}, []), []);
    await assertRejects(
      () => pool.submitBatch({}, [...mixed, { task: fail, args: ["in a batch"] }]).result(),
      RangeError,
    );
  }, 1);

  test("a function among the arguments goes by reference, and arrives as a function", async (pool) => {
    const applyTo = task(MODULE, tasks.applyTo);
    assertEquals(await pool.submit(applyTo, task(MODULE, tasks.double), 21), 42);
    assertEquals(await pool.submit(applyTo, mathTask(Math.sqrt)!, 81), 9);
    assertEquals(await pool.submit(mathTask(Math.hypot)!, 3, 4), 5);
    const missing = task<typeof tasks.double>(MODULE, "missing");
    await assertRejects(() => pool.submit(applyTo, missing, 1).result(), TypeError, "exports no missing");
  });

  test("it is told when a call starts; in a batch, each", async (pool) => {
    let started = 0;
    const onStart = () => started++;
    assertEquals(await pool.submitWith({ onStart }, add, 1, 1), 2);
    assertEquals(started, 1);
    await pool.submitBatch({ onStart }, [{ task: add, args: [1, 1] }, { task: add, args: [1, 1] }]);
    assertEquals(started, 3);
  });

  test("futures of a pool are yielded and waited for as they complete", async (pool) => {
    const { future: held, controller } = await occupy(pool);
    const quick = pool.submit(add, 1, 2);
    const order = asCompleted([held, quick]);
    assertEquals((await order.next()).value?.future === quick, true);
    assertEquals((await wait([held, quick], { returnWhen: "firstCompleted" })).notDone, new Set([held]));
    controller.abort(new Error("let go"));
    assertEquals((await order.next()).value?.future === held, true);
    assertEquals((await wait([held, quick], { returnWhen: "firstException" })).done, new Set([held, quick]));
  });

  test("its own errors arrive as what they are", async (pool) => {
    await assertRejects(
      () => pool.submit(task(MODULE, tasks.failWithInvalidState)).result(),
      InvalidStateError,
      "not now",
    );
  });

  Deno.test(`${name}: an initializer runs on each worker before its first call`, async () => {
    const initializer = { task: task(MODULE, tasks.prepare), args: ["well"] };
    await using pool = create({ maxWorkers: 2, initializer });
    const futures = Array.from({ length: 6 }, () => pool.submit(task(MODULE, tasks.howPrepared)));
    assertEquals(new Set(await Promise.all(futures)), new Set(["well"]));
  });

  Deno.test(`${name}: an initializer that fails breaks the pool, with its error as the cause`, async () => {
    await using pool = create({ maxWorkers: 2, initializer: { task: fail, args: ["not ready"] } });
    const futures = [1, 2, 3, 4].map((k) => pool.submit(add, k, k));
    for (const future of futures) {
      const error = await assertRejects(() => future.result(), BrokenExecutor, "the initializer failed");
      assertEquals((error.cause as Error).message, "not ready");
    }
    assertThrows(() => pool.submit(add, 1, 1), BrokenExecutor, "not ready");
  });

  Deno.test(`${name}: using ends it without waiting for what runs, which goes on`, async () => {
    let after: PoolUnderTest;
    let sum: PromiseLike<number>;
    {
      using pool = create({ maxWorkers: 1 });
      after = pool;
      sum = pool.submit(add, 20, 22);
    }
    assertThrows(() => after.submit(add, 1, 1), InvalidStateError, "shut down");
    assertEquals(await sum, 42);
    await after.shutdown();
    assertEquals(after.workers, 0);
  });

  test("cancel keeps a pending call from running, and does nothing to a running one", async (pool) => {
    const { future, controller } = await occupy(pool);
    const pending = [pool.submit(add, 1, 2), pool.submit(add, 3, 4), pool.submit(add, 5, 6)];
    const last = pending.at(-1)!;
    assert(last.cancel());
    assertEquals(future.cancel(), false);
    controller.abort();
    await assertRejects(() => last.result(), CancelledError);
    assertEquals(await pending[0], 3);
  }, 1);

  test("a signal ends a running call and a pending one, and the worker goes on", async (pool) => {
    const { future, controller } = await occupy(pool);
    const other = new AbortController();
    const pending = [1, 2, 3].map(() => pool.submitWith({ signal: other.signal }, add, 1, 1)).at(-1)!;
    other.abort(new Error("not needed"));
    await assertRejects(() => pending.result(), Error, "not needed");
    controller.abort(new Error("too long"));
    await assertRejects(() => future.result(), Error, "too long");
    assertEquals(await pool.submit(add, 2, 2), 4);
    await assertRejects(() => pool.submitWith({ signal: other.signal }, add, 1, 1).result(), Error, "not needed");
  }, 1);

  test("shutdown waits for what is pending, may be repeated, and ends submitting", async (pool) => {
    const futures = Array.from({ length: 8 }, (_, k) => pool.submit(add, k, 1));
    await pool.shutdown();
    assert(futures.every((future) => future.done()));
    await pool.shutdown();
    assertEquals(pool.workers, 0);
    assertThrows(() => pool.submit(add, 1, 1), InvalidStateError, "shut down");
  });

  test("shutdown can cancel what is pending, and needn't wait", async (pool) => {
    const { future, controller } = await occupy(pool);
    const pending = [1, 2, 3].map((k) => pool.submit(add, k, 1)).at(-1)!;
    await pool.shutdown({ wait: false, cancelFutures: true });
    assert(pending.cancelled());
    assertEquals(future.done(), false);
    controller.abort();
    await pool.shutdown();
  }, 1);

  test("shutdown can cancel what is pending and wait for what runs", async (pool) => {
    const { future, controller } = await occupy(pool);
    const pending = [1, 2, 3].map((k) => pool.submit(add, k, 1)).at(-1)!;
    const down = pool.shutdown({ cancelFutures: true });
    assert(pending.cancelled());
    controller.abort(new Error("let go"));
    await down;
    assert(future.done());
    assertEquals(pool.workers, 0);
  }, 1);

  test("shutdown of what was never used, twice", async (pool) => {
    await Promise.all([pool.shutdown(), pool.shutdown({ wait: false })]);
    assertThrows(() => pool.submitBatch({}, []), InvalidStateError, "shut down");
    assertThrows(() => pool.map(add, [[1], [2]]), InvalidStateError, "shut down");
  });

  test("a thousand calls all arrive", async (pool) => {
    const futures = Array.from({ length: 1000 }, (_, k) => pool.submit(add, k, -k));
    assertEquals(new Set(await Promise.all(futures)), new Set([0]));
  });

  Deno.test(`${name}: needs a worker at least`, () => {
    for (const maxWorkers of [0, -1, 1.5, NaN]) {
      assertThrows(() => create({ maxWorkers }), RangeError, "at least one worker");
    }
  });
}
