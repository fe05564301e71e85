/** Eight threads ask for the same new names at the same time: each name must be one lock, however the race goes. */
import { assertEquals } from "@std/assert";
import { SharedCounter, task } from "../../compute/threading/mod.ts";
import { startThreads } from "./run_threads.ts";
import * as tasks from "./tasks.ts";

Deno.test("stress: threads that ask for a new name at the same time get the same", async () => {
  const [threads, names] = [8, 500];
  await startThreads(threads, task(tasks.MODULE, tasks.countNamed), names, threads).ended();
  for (let k = 0; k < names; k++) assertEquals(SharedCounter.named(`counter ${k}`).value, threads);
});
