/** What the browser's test runs on the page's own thread, which may not block. */
import { Condition, currentThread, Event, Lock, SharedCounter, task, Thread } from "../../compute/threading/mod.ts";
import * as tasks from "./tasks.ts";

/** @returns What was found, for the test to compare. */
export async function runInPage(): Promise<unknown> {
  const counter = new SharedCounter();
  const here = (name: string) => task(new URL("./tasks.js", import.meta.url), name);
  const createWorker = (name: string) => new Worker("./thread_main.js", { type: "module", name });
  const errors: string[] = [];
  const start = (name: string, args: unknown[]) => {
    const excepthook = ({ error }: { error: unknown }) => errors.push(String(error));
    const thread = new Thread({ target: here(name), args, excepthook, createWorker });
    thread.start();
    return thread;
  };
  const counting = [start("count", [counter.share(), 1000]), start("count", [counter.share(), 1000])];
  for (const thread of counting) await thread.joinAsync();
  const failing = start("fail", ["no"]);
  await failing.joinAsync();
  const lock = new Lock();
  const [held, letGo] = [new Event(), new Event()];
  const holder = start("hold", [lock.share(), held.share(), letGo.share()]);
  await held.waitAsync();
  const tried = await lock.acquireAsync({ timeout: 5 });
  let refused = "";
  try {
    lock.acquire();
  } catch (error) {
    refused = String(error);
  }
  const waiting = lock.acquireAsync();
  letGo.set();
  const acquired = await waiting;
  await holder.joinAsync();
  const condition = new Condition();
  condition.acquire();
  const timedOut = await condition.waitAsync({ timeout: 1 });
  const named = start("countNamed", [3, 1]);
  await SharedCounter.named("counter 0").incrementAsync(2, { timeout: 20_000 });
  await named.joinAsync();
  const byName = await SharedCounter.named("counter 0").valueAsync();
  return { byName, name: currentThread().name, counted: counter.value, errors, tried, refused, acquired, timedOut };
}

export { tasks };
