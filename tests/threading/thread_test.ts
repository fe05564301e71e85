import { assert, assertEquals, assertMatch, assertNotEquals, assertRejects, assertThrows } from "@std/assert";
import {
  currentThread,
  Event,
  type ExceptHookArgs,
  getIdent,
  InvalidStateError,
  Lock,
  SharedCounter,
  task,
  Thread,
} from "../../compute/threading/mod.ts";
import { errorOf, inTime, startThreads } from "./run_threads.ts";
import * as tasks from "./tasks.ts";

const nothing = task(tasks.MODULE, tasks.nothing);
const waitForEvent = task(tasks.MODULE, tasks.waitForEvent);

Deno.test("Thread: names are Thread-N (target), Thread-N, or given", () => {
  const [first, second, third] = [new Thread({ target: nothing }), new Thread(), new Thread({ name: "worker" })];
  const [, number] = first.name.match(/^Thread-(\d+) \(nothing\)$/)!;
  assertEquals(second.name, `Thread-${Number(number) + 1}`);
  assertEquals(third.name, "worker");
});

Deno.test("Thread: what it is before, while and after it runs", async () => {
  const [event, passed] = [new Event(), new SharedCounter()];
  const thread = new Thread({ target: waitForEvent, args: [event.share(), passed.share()] });
  assertEquals([thread.ident, thread.isAlive(), thread.daemon], [null, false, false]);
  await thread.startAsync();
  const { ident } = thread;
  assert(Number.isInteger(ident) && ident !== 0 && ident !== getIdent());
  assertEquals(thread.isAlive(), true);
  assertEquals(thread.join({ timeout: 1 }), undefined);
  await thread.joinAsync({ timeout: 1 });
  assertEquals(thread.isAlive(), true);
  event.set();
  for (let k = 0; k < 2; k++) assertEquals(thread.join(), undefined);
  await thread.joinAsync();
  assertEquals([thread.ident, thread.isAlive(), passed.value], [ident, false, 1]);
});

Deno.test("Thread: refuses to start twice, to be joined before, and to change daemon afterwards", async () => {
  const thread = new Thread({ target: nothing });
  assertThrows(() => thread.join(), InvalidStateError, "start the thread first");
  await assertRejects(() => thread.joinAsync(), InvalidStateError, "start the thread first");
  assertThrows(() => thread.share(), InvalidStateError, "start the thread first");
  thread.daemon = true;
  thread.daemon = false;
  thread.start();
  assertThrows(() => thread.start(), InvalidStateError, "only once");
  assertThrows(() => thread.daemon = true, InvalidStateError, "once the thread was started");
  assertThrows(() => thread.join({ timeout: -2 }), RangeError, "timeout");
  thread.join();
  assertThrows(() => thread.start(), InvalidStateError, "only once");
});

Deno.test("Thread: can't join itself, on any thread", async () => {
  assertThrows(() => currentThread().join(), InvalidStateError, "can't join itself");
  const error = await errorOf(task(tasks.MODULE, tasks.joinSelf));
  assertEquals([error?.name, error?.message], [
    "InvalidStateError",
    "a thread can't join itself: it would wait for ever",
  ]);
});

Deno.test("Thread: may be joined by several threads", async () => {
  const [event, passed, joined] = [new Event(), new SharedCounter(), new SharedCounter()];
  const { threads: [thread], ended } = startThreads(1, waitForEvent, event.share(), passed.share());
  const joiners = startThreads(3, task(tasks.MODULE, tasks.joinOther), thread.share(), joined.share());
  const here = thread.joinAsync();
  event.set();
  await joiners.ended();
  await here;
  await ended();
  assertEquals(joined.value, 3);
});

Deno.test("Thread: knows itself; a daemon's threads are daemons", async () => {
  assertEquals(currentThread(), currentThread());
  for (const daemon of [false, true]) {
    const out = new Int32Array(new SharedArrayBuffer(16));
    const thread = new Thread({
      target: task(tasks.MODULE, tasks.tellSelf),
      args: ["self", out],
      name: "self",
      daemon,
    });
    thread.start();
    await thread.joinAsync();
    assertEquals([...out], [thread.ident, thread.ident, Number(daemon), Number(daemon)]);
  }
});

Deno.test("Thread: gets copies of its arguments, and functions by reference", async () => {
  const out = new Float64Array(new SharedArrayBuffer(8));
  assertEquals(await errorOf(task(tasks.MODULE, tasks.apply), task(tasks.MODULE, tasks.square), 7, out), null);
  assertEquals(out[0], 49);
  const uncopyable = (() => {}) as unknown as string;
  const thread = new Thread({ target: task(tasks.MODULE, tasks.fail), args: [uncopyable] });
  assertThrows(() => thread.start(), Error, "could not be cloned");
  assertEquals([thread.ident, thread.isAlive()], [null, false]);
  const unshared = new Thread({ target: task(tasks.MODULE, tasks.release), args: [new Lock() as never] });
  assertThrows(() => unshared.start(), TypeError, "what is sent is a Lock, which can't be copied: give its share()");
  assertEquals(unshared.isAlive(), false);
});

Deno.test("Thread: a subclass runs its own run, with its public fields", async () => {
  const counter = new SharedCounter();
  const thread = new tasks.Counting(counter, 5);
  assertEquals(thread.name, "counting");
  thread.start();
  await thread.joinAsync();
  assertEquals(counter.value, 5);
});

Deno.test("Thread: a subclass or target that the thread can't find is an error that says so", async () => {
  class Lost extends Thread {}
  assertThrows(() => new Lost().start(), TypeError, "export Lost, and call super({ module: import.meta })");
  class Hidden extends Thread {
    constructor(hook: (args: ExceptHookArgs) => void) {
      super({ module: tasks.MODULE, excepthook: hook });
    }
  }
  const errors: unknown[] = [];
  const hidden = new Hidden(({ error }) => errors.push(error));
  hidden.start();
  await hidden.joinAsync();
  assertMatch(String(errors), /exports no Hidden: export/);
  assertMatch(String(await errorOf(task(tasks.MODULE, "missing"))), /TypeError.*exports no missing/);
  assertMatch(String(await errorOf(task("file:///nowhere.ts", "f"))), /TypeError.*can't be imported/);
  const target = tasks.nothing as unknown as typeof nothing;
  assertThrows(() => new Thread({ target }), TypeError, "task(import.meta, nothing)");
  assertThrows(() => new Thread({ target: 5 as never }), TypeError, "what task() makes");
  assertThrows(() => new Thread({ target: nothing, args: 5 as never }), TypeError, "args are an array");
});

Deno.test("Thread: what it throws goes to the hook, before joinAsync is over, with the stack there", async () => {
  const told: ExceptHookArgs[] = [];
  const thread = new Thread({
    target: task(tasks.MODULE, tasks.fail),
    args: ["out of range"],
    excepthook: (args) => told.push(args),
  });
  thread.start();
  await thread.joinAsync();
  assertEquals(told.length, 1);
  assertEquals(told[0].thread, thread);
  const error = told[0].error as Error;
  assert(error instanceof RangeError);
  assertEquals(error.message, "out of range");
  assertMatch((error.cause as Error).stack!, /at fail \(.*tasks\.ts/);
  assertEquals((error.cause as Error).message, "RangeError: out of range");
  assertMatch(String(await errorOf(task(tasks.MODULE, tasks.failLater))), /left behind/);
  assertEquals((await errorOf(task(tasks.MODULE, tasks.throwRecord)))?.message, '{"code":42}');
});

Deno.test("Thread: one that exits has ended, and is no error", async () => {
  const { threads: [thread], ended } = startThreads(1, task(tasks.MODULE, tasks.exit), 3);
  thread.join({ timeout: 20_000 });
  assertEquals(thread.isAlive(), false);
  await ended();
});

Deno.test("Thread: its threads outlive it", async () => {
  const [letGo, passed] = [new Event(), new SharedCounter()];
  await startThreads(1, task(tasks.MODULE, tasks.leaveChild), letGo.share(), passed.share()).ended();
  assertEquals(passed.value, 0);
  letGo.set();
  const again = startThreads(1, waitForEvent, letGo.share(), passed.share());
  await again.ended();
  const came = async () => {
    while (passed.value < 2) await new Promise((resolve) => setTimeout(resolve));
  };
  await inTime(came());
});

Deno.test("Thread: numbers differ, also between threads that others started", async () => {
  const { threads, ended } = startThreads(3, nothing);
  await ended();
  assertEquals(new Set(threads.map(({ ident }) => ident)).size, 3);
  assertEquals(new Set(threads.map(({ name }) => name)).size, 3);
  assertNotEquals(threads[0].ident, getIdent());
});

/** Runs a program of its own. */
async function runProgram(body: string, before = ""): Promise<{ code: number; out: string; err: string }> {
  const threading = new URL("../../compute/threading/mod.ts", import.meta.url);
  const program = `${before};const threading = await import("${threading}");const MODULE = "${tasks.MODULE}";${body}`;
  const child = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", `data:application/typescript,${encodeURIComponent(program)}`],
    env: { NO_COLOR: "1" },
  }).output();
  const [out, err] = [child.stdout, child.stderr].map((bytes) => new TextDecoder().decode(bytes).trim());
  return { code: child.code, out, err };
}

Deno.test("a program lives as long as its threads, but for daemons", async () => {
  const start = (target: string, daemon: boolean) =>
    `const thread = new threading.Thread({ target: threading.task(MODULE, "${target}"), daemon: ${daemon} });
    await thread.startAsync();
    console.log("main ends");`;
  const [lives, ends] = await Promise.all([
    runProgram(start("sayLater", false)),
    runProgram(start("spin", true)),
  ]);
  assertEquals(lives, { code: 0, out: "main ends\nlater", err: "" });
  assertEquals(ends, { code: 0, out: "main ends", err: "" });
});

Deno.test("an error in a thread is printed with the thread's name, and the program goes on", async () => {
  const { code, out, err } = await runProgram(`
    const thread = new threading.Thread({ target: threading.task(MODULE, "fail"), args: ["no"], name: "unlucky" });
    thread.start();
    thread.join();
    console.log("joined");`);
  assertEquals([code, out], [0, "joined"]);
  assertMatch(err, /^Exception in thread unlucky: RangeError: no\n\s+at fail \(.*tasks\.ts/);
});

Deno.test("without Atomics.waitAsync, words are polled", async () => {
  const { code, out, err } = await runProgram(
    `
    const lock = new threading.Lock();
    lock.acquire();
    console.log(await lock.acquireAsync({ timeout: 5 }));
    const waiting = lock.acquireAsync();
    lock.release();
    console.log(await waiting);
    console.log(await lock.acquireAsync({ signal: AbortSignal.timeout(5) }).catch(({ name }) => name));`,
    "delete Atomics.waitAsync",
  );
  assertEquals([code, err, out], [0, "", "false\ntrue\nTimeoutError"]);
});
