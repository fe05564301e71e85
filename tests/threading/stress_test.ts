/** Thousands of operations on eight threads: a lost wake-up gets stuck, a double release lets too many in. */
import { assertEquals } from "@std/assert";
import {
  Barrier,
  BoundedSemaphore,
  Condition,
  Event,
  Lock,
  RLock,
  Semaphore,
  task,
} from "../../compute/threading/mod.ts";
import { startThreads } from "./run_threads.ts";
import * as tasks from "./tasks.ts";

const THREADS = 8;

const words = (count: number) => new Int32Array(new SharedArrayBuffer(count * Int32Array.BYTES_PER_ELEMENT));

const CONTENDED = [
  { lock: new Lock(), limit: 1 },
  // Its async forms share a thread's ownership; each thread here has one of them at a time.
  { lock: new RLock(), limit: 1 },
  { lock: new Semaphore(3), limit: 3 },
  { lock: new BoundedSemaphore(2), limit: 2 },
];

for (const { lock, limit } of CONTENDED) {
  Deno.test(`stress: ${lock.constructor.name} lets in ${limit}, whichever way it is acquired`, async () => {
    const counts = words(3);
    await startThreads(THREADS, task(tasks.MODULE, tasks.contend), lock.share(), counts, limit, 3000).ended();
    assertEquals(counts[tasks.INSIDE], 0);
    assertEquals(counts[tasks.ENTERED], counts[tasks.TOTAL]);
    for (let k = 0; k < limit; k++) assertEquals(lock.acquire({ blocking: false }), true);
    if (!(lock instanceof RLock)) assertEquals(lock.acquire({ blocking: false }), false);
  });
}

Deno.test("stress: producers and consumers meet at two conditions of one lock, woken one by one", async () => {
  const lock = new Lock();
  const [notFull, notEmpty] = [new Condition(lock), new Condition(lock)];
  const buffer = words(2);
  const items = 1500;
  const teams = [tasks.produce, tasks.consume].map((run) =>
    startThreads(THREADS / 2, task(tasks.MODULE, run), notFull.share(), notEmpty.share(), buffer, items)
  );
  await Promise.all(teams.map((team) => team.ended()));
  assertEquals([buffer[tasks.FILLED], buffer[tasks.TAKEN]], [0, items * THREADS / 2]);
});

Deno.test("stress: nobody passes a barrier before all are there", async () => {
  const rounds = 300;
  const barrier = new Barrier(THREADS);
  const arrived = words(rounds + 1);
  await startThreads(THREADS, task(tasks.MODULE, tasks.meet), barrier.share(), arrived, rounds).ended();
  assertEquals(arrived[rounds], rounds * THREADS * (THREADS - 1) / 2);
});

Deno.test("stress: two threads answer each other by events", async () => {
  const rounds = 3000;
  const [ping, pong] = [new Event(), new Event()];
  const players = [tasks.ping, tasks.pong].map((run) =>
    startThreads(1, task(tasks.MODULE, run), ping.share(), pong.share(), rounds)
  );
  await Promise.all(players.map((player) => player.ended()));
});
