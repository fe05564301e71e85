/** Runs in a page of the browser: talks to a worker by queues, on a thread that may not block. */
import { Empty, Queue } from "../../compute/queue/mod.ts";

/** What the page found, for the test. */
export interface Findings {
  readonly sum: number;
  readonly days: number;
  readonly withoutItems: string;
  readonly blocking: string;
  readonly left: number;
}

const ITEMS = 500;

async function find(): Promise<Findings> {
  const there = new Queue<{ k: number; seen: Set<number> } | null>({ maxSize: 4 });
  const back = new Queue<{ k: number; day: Date }>();
  const worker = new Worker("/browser_worker.js", { type: "module" });
  worker.postMessage({ input: there.share(), output: back.share() });
  for (let k = 0; k < ITEMS; k++) await there.putAsync({ k, seen: new Set([k]) });
  await there.putAsync(null);
  let sum = 0;
  let days = 0;
  for (let k = 0; k < ITEMS; k++) {
    const item = await back.getAsync();
    sum += item.k;
    days += item.day.getTime();
  }
  let withoutItems = "";
  try {
    back.getNowait();
  } catch (error) {
    withoutItems = error instanceof Empty ? "Empty" : String(error);
  }
  let blocking = "";
  try {
    back.get();
  } catch (error) {
    blocking = String(error);
  }
  await there.joinAsync();
  return { sum, days, withoutItems, blocking, left: back.qsize() };
}

const show = (text: string) => document.querySelector("output")!.textContent = text;
find().then((findings) => show(JSON.stringify(findings)), (error) => show(String(error)));
