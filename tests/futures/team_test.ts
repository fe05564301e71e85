import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { BrokenThreadPool, InvalidStateError, task, ThreadPoolExecutor } from "../../compute/futures/mod.ts";
import * as tasks from "./tasks.ts";

const MODULE = new URL("./tasks.ts", import.meta.url).href;
const counting = task(MODULE, tasks.counting);

function sharedWords(): Int32Array<SharedArrayBuffer> {
  return new Int32Array(new SharedArrayBuffer(8));
}

Deno.test("a team runs each member's function once, waited for by blocking or not", async () => {
  await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
  const words = sharedWords();
  await using team = pool.team(counting, words, 3);
  team.start().wait();
  assertEquals(words[0], 6);
  await team.start().finished();
  assertEquals(words[0], 12);
  team.start(1).wait();
  assertEquals(words[0], 13);
  team.start(0).wait();
  assertThrows(() => team.start(4), RangeError, "3 members");
});

Deno.test("no wake-up is lost in thousands of runs", async () => {
  await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
  const words = sharedWords();
  await using team = pool.team(counting, words, 8);
  let expected = 0;
  for (let k = 0; k < 2000; k++) {
    const members = 1 + k % 8;
    if (k % 2) team.start(members).wait();
    else await team.start(members).finished();
    expected += members * (members + 1) / 2;
    assertEquals(words[0], expected);
  }
});

Deno.test("calls and teams share the threads: a sleeping thread is woken for a call, and sleeps again", async () => {
  await using pool = new ThreadPoolExecutor({ maxWorkers: 2 });
  const words = sharedWords();
  await using team = pool.team(counting, words, 2);
  for (let k = 1; k <= 200; k++) {
    const calls = [pool.submit(task(MODULE, tasks.add), k, 1), pool.submit(task(MODULE, tasks.add), k, 2)];
    team.start().wait();
    assertEquals(words[0], 3 * k);
    assertEquals(await Promise.all(calls), [k + 1, k + 2]);
  }
  assertEquals(pool.workers, 2);
});

Deno.test("several teams of the same threads run independently", async () => {
  await using pool = new ThreadPoolExecutor({ maxWorkers: 2 });
  const all = [sharedWords(), sharedWords(), sharedWords()];
  const teams = all.map((words) => pool.team(counting, words, 2));
  await Promise.all(teams.map((team) => team.start().finished()));
  await teams[1][Symbol.asyncDispose]();
  assertThrows(() => teams[1].start(), InvalidStateError, "closed");
  await Promise.all([teams[0], teams[2]].map((team) => team.start().finished()));
  assertEquals(all.map((words) => words[0]), [6, 3, 6]);
  for (const team of teams) await team[Symbol.asyncDispose]();
});

Deno.test("a member's error is thrown where the run is waited for, and the team goes on", async () => {
  await using pool = new ThreadPoolExecutor({ maxWorkers: 2 });
  await using team = pool.team(task(MODULE, tasks.failing), 1, 2);
  const error = assertThrows(() => team.start().wait(), RangeError, "member 1 failed");
  assertEquals(String((error.cause as Error).stack).includes("tasks.ts"), true);
  await assertRejects(() => team.start().finished(), RangeError, "member 1 failed");
  team.start(1).wait();
});

Deno.test("a team isn't started again before its run has finished", async () => {
  await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
  const words = sharedWords();
  await using team = pool.team(task(MODULE, tasks.waiting), words, 1);
  const run = team.start();
  assertThrows(() => team.start(), InvalidStateError, "hasn't finished");
  Atomics.store(words, 0, 1);
  Atomics.notify(words, 0);
  run.wait();
});

Deno.test("members that haven't begun can be excused, as when their thread is busy", async () => {
  await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
  const [busy, count] = [sharedWords(), sharedWords()];
  await using holding = pool.team(task(MODULE, tasks.waiting), busy, 1);
  await using late = pool.team(counting, count, 1);
  const held = holding.start();
  Atomics.wait(busy, 1, 0);
  const run = late.start();
  run.recall();
  run.wait();
  assertEquals(count[0], 0);
  Atomics.store(busy, 0, 1);
  Atomics.notify(busy, 0);
  await held.finished();
  late.start().wait();
  assertEquals(count[0], 1);
});

Deno.test("further members can be called in while a run is under way", async () => {
  await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
  const words = sharedWords();
  await using team = pool.team(counting, words, 3);
  const run = team.start(0);
  run.callIn(1);
  run.callIn(3);
  run.callIn(2);
  assertThrows(() => run.callIn(4), RangeError, "3 members");
  run.wait();
  assertEquals(words[0], 6);
});

Deno.test("members join when they are first called, and are waited for without this thread's event loop", async () => {
  await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
  const words = sharedWords();
  await using team = pool.team(counting, words, 3);
  assertEquals(pool.workers, 0);
  team.start(2).wait();
  assertEquals([words[0], pool.workers], [3, 2]);
  await team.ready();
  assertEquals(pool.workers, 3);
  team.start().wait();
  assertEquals(words[0], 9);
});

Deno.test("the death of a thread ends its team's run, and the team", async () => {
  await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
  const words = sharedWords();
  await using team = pool.team(task(MODULE, tasks.waiting), words, 2);
  await team.ready();
  const exiting = pool.submit(task(MODULE, tasks.exit), 3);
  const finished = team.start().finished();
  await assertRejects(() => exiting.result(), BrokenThreadPool, "ended unexpectedly");
  await assertRejects(() => finished, BrokenThreadPool, "ended unexpectedly");
  assertThrows(() => team.start(), BrokenThreadPool);
  // The other thread is in the run still, and is let go.
  Atomics.store(words, 0, 1);
  Atomics.notify(words, 0);
});

Deno.test("a team is ready when all members have their functions, and may be started before", async () => {
  await using pool = new ThreadPoolExecutor({ maxWorkers: 2 });
  const words = sharedWords();
  await using team = pool.team(counting, words, 2);
  await team.start().finished();
  assertEquals(words[0], 3);
  await team.ready();
  team.start().wait();
  assertEquals(words[0], 6);
});

for (
  const [name, type, message] of [
    ["factoryThatThrows", SyntaxError, "no function for you"],
    ["later", TypeError, "must return a function"],
    ["missing", TypeError, "exports no missing"],
  ] as const
) {
  Deno.test(`the factory ${name} fails its team: at once, in a run under way and in later ones`, async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 2 });
    await using team = pool.team(task<typeof tasks.counting>(MODULE, name), sharedWords(), 2);
    await assertRejects(() => team.start().finished(), type, message);
    await assertRejects(() => team.ready(), type, message);
    assertThrows(() => team.start(), type, message);
    await using other = pool.team(counting, sharedWords(), 2);
    await other.start().finished();
  });
}
