/** Calls that threads are sent ahead of their work: who is to run them, and that nothing of it shows. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { CancelledError, task, ThreadPoolExecutor } from "../../compute/futures/mod.ts";
import { claim, Claims } from "../../compute/futures/claims.ts";
import { CallDurations } from "../../compute/futures/durations.ts";
import type { WireCall } from "../../compute/futures/protocol.ts";
import * as tasks from "./tasks.ts";

const MODULE = new URL("./tasks.ts", import.meta.url).href;
const passGate = task(MODULE, tasks.passGate);

/** Two words: whether the gate is open, and how many have come. */
function createGate(open: boolean): Int32Array<SharedArrayBuffer> {
  const words = new Int32Array(new SharedArrayBuffer(8));
  words[0] = Number(open);
  return words;
}

function openGate(gate: Int32Array): void {
  Atomics.store(gate, 0, 1);
  Atomics.notify(gate, 0);
}

async function came(gate: Int32Array<SharedArrayBuffer>): Promise<void> {
  while (Atomics.load(gate, 1) === 0) await Atomics.waitAsync(gate, 1, 0).value;
}

/** A pool that has learnt that the calls are short, so that it sends them ahead; one is then at a closed gate. */
async function occupied(pool: ThreadPoolExecutor) {
  const open = createGate(true);
  for (let round = 0; round < 50; round++) {
    await Promise.all(Array.from({ length: pool.maxWorkers }, (_, k) => pool.submit(passGate, open, k)));
  }
  open[1] = 0;
  const closed = createGate(false);
  const blocked = pool.submit(passGate, closed, 0);
  return { open, closed, blocked };
}

Deno.test("sent ahead: what waits behind a long call is taken over by a thread that has nothing to do", async () => {
  await using pool = new ThreadPoolExecutor({ maxWorkers: 2 });
  const { open, closed, blocked } = await occupied(pool);
  const behind = Array.from({ length: 200 }, (_, k) => pool.submit(passGate, open, k));
  await Promise.all(behind);
  assertEquals([blocked.running(), blocked.done()], [true, false]);
  assertEquals(open[1], 200);
  openGate(closed);
  await blocked;
});

Deno.test("sent ahead: what waits behind a long call comes before later ones, though no thread has nothing to do", async () => {
  await using pool = new ThreadPoolExecutor({ maxWorkers: 2 });
  const { open, closed, blocked } = await occupied(pool);
  const behind = Array.from({ length: 60 }, (_, k) => pool.submit(passGate, open, k));
  let needed = true;
  const others = Array.from({ length: 100 }, async () => {
    while (needed) await pool.submit(passGate, open, 0);
  });
  await Promise.all(behind);
  needed = false;
  await Promise.all(others);
  assertEquals(blocked.done(), false);
  openGate(closed);
  await blocked;
});

Deno.test("sent ahead: a call is pending until the thread begins it, and never runs if it is cancelled", async () => {
  await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
  const { open, closed, blocked } = await occupied(pool);
  const behind = Array.from({ length: 50 }, (_, k) => pool.submit(passGate, open, k));
  await came(closed);
  assertEquals([blocked.running(), blocked.cancel()], [true, false]);
  assertEquals(behind.map(({ state }) => state), behind.map(() => "pending"));
  for (const future of behind.slice(0, 40)) assertEquals(future.cancel(), true);
  openGate(closed);
  await Promise.all(behind.slice(40));
  for (const future of behind.slice(0, 40)) await assertRejects(() => future.result(), CancelledError);
  await blocked;
  assertEquals(open[1], 10);
});

Deno.test("sent ahead: signals, uncopyable arguments and shutdown end those that they are meant for", async () => {
  const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
  const { open, closed, blocked } = await occupied(pool);
  const controller = new AbortController();
  const { signal } = controller;
  const aborted = [1, 2, 3].map((k) => pool.submitWith({ signal }, passGate, open, k));
  const uncopyable = pool.submit(passGate, open, (() => {}) as unknown as number);
  const fine = pool.submit(passGate, open, 4);
  await came(closed);
  // Takes all back, and sends them again behind this.
  const grown = pool.grow(1);
  await Promise.resolve();
  controller.abort(new Error("not needed"));
  for (const future of aborted) await assertRejects(() => future.result(), Error, "not needed");
  openGate(closed);
  await Promise.all([blocked, fine, grown]);
  await assertRejects(() => uncopyable.result(), Error, "could not be cloned");
  assertEquals(open[1], 1);

  const again = createGate(false);
  const last = pool.submit(passGate, again, 0);
  const pending = [1, 2, 3].map((k) => pool.submit(passGate, open, k));
  await came(again);
  const down = pool.shutdown({ cancelFutures: true });
  assertEquals(pending.map((future) => future.cancelled()), [true, true, true]);
  openGate(again);
  await down;
  await last;
  assertEquals(open[1], 1);
});

Deno.test("stress: thousands of calls run once each, or not at all if they are cancelled", async () => {
  await using pool = new ThreadPoolExecutor({ maxWorkers: 8 });
  for (let round = 0; round < 5; round++) {
    const gate = createGate(true);
    const futures = Array.from({ length: 2000 }, (_, k) => pool.submit(passGate, gate, k));
    let cancelled = 0;
    for (let k = round; k < futures.length; k += 3) {
      // By now some are done, some run, some wait on threads, and some here.
      if (k % 50 === 0) await futures[k].exception().catch(() => {});
      if (futures[k].cancel()) cancelled++;
    }
    const outcomes = await Promise.allSettled(futures);
    assertEquals(outcomes.filter(({ status }) => status === "rejected").length, cancelled);
    assertEquals(gate[1], futures.length - cancelled);
  }
});

Deno.test("a call is claimed by one side only", () => {
  const claims = new Claims();
  const [first, second] = [claims.offer(1)!, claims.offer(2)!];
  assert(!claims.isClaimed(first, 1));
  assert(claim(claims.words, first, 1));
  assert(claims.isClaimed(first, 1));
  assertEquals([claims.takeBack(first, 1), claim(claims.words, first, 1)], [false, false]);
  assertEquals([claims.takeBack(second, 2), claim(claims.words, second, 2)], [true, false]);
  let offered = 0;
  while (claims.offer(3 + offered) !== null) offered++;
  assertEquals(offered, claims.words.length);
});

Deno.test("durations are those of late, by task, and unknown before there are enough", () => {
  const durations = new CallDurations();
  const longest = (...calls: WireCall[]) => durations.estimate(calls, "longest");
  const [one, other] = ["one", "other"].map((name) => ({ task: { module: "m", name }, args: [] }));
  for (let k = 0; k < 9; k++) durations.note([one], 5);
  assertEquals(longest(one), Infinity);
  durations.note([one, one], 10);
  assertEquals([longest(one), longest(one, one)], [5, 10]);
  assertEquals(longest(one, other), Infinity);
  durations.note([one], 0);
  assertEquals(longest(one), 4.5);
  durations.note([], 5);
  assertEquals([longest(), longest(...new Array(65).fill(one))], [0, Infinity]);
});

Deno.test("what is typical of durations is moved by many of them, not by one", () => {
  const durations = new CallDurations();
  const [call] = [{ task: { module: "m", name: "one" }, args: [] }];
  const typical = () => durations.estimate([call], "typical");
  for (let k = 0; k < 100; k++) durations.note([call], 0.01 + 0.001 * (k % 3));
  assert(typical() > 0.005 && typical() < 0.02, `${typical()} ms`);
  const before = typical();
  durations.note([call], 1000);
  assert(typical() < 1.2 * before, `${typical()} ms`);
  for (let k = 0; k < 200; k++) durations.note([call], 5);
  assert(typical() > 4 && typical() < 6, `${typical()} ms`);
});
