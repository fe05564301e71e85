import { assertEquals, assertRejects } from "@std/assert";
import type { ComparePort, CompareRequest } from "../../compute/compare/mod.ts";
import { createEngine } from "../../server/create_engine.ts";
import { Failure } from "../../server/failure.ts";
import { DEFAULT_LIMITS } from "../../server/limits.ts";

const REQUEST: CompareRequest = {
  source: { expr: "x" },
  args: { a: 0, b: 1 },
  n: [1],
  jobs: [1],
  backends: ["serial"],
  precision: "auto",
  fastmath: false,
  runs: 1,
  minTime: 0,
  timeLimit: 1,
};

/** Answers all but a comparison, as if stuck in it. */
class StuckPort implements ComparePort {
  onmessage: ((event: MessageEvent) => void) | null = null;
  onerror: ((event: ErrorEvent) => void) | null = null;
  terminated = false;

  postMessage({ type }: { type: string }): void {
    if (type === "close") this.onmessage?.(new MessageEvent("message", { data: { type: "closed" } }));
  }

  terminate(): void {
    this.terminated = true;
  }
}

Deno.test("what does not stop when told to is ended by force, and the next comparison has a new process", async () => {
  const ports: StuckPort[] = [];
  const start = () => ports[ports.push(new StuckPort()) - 1];
  const engine = createEngine({ ...DEFAULT_LIMITS, stopMs: 1 }, start);
  for (const count of [1, 2]) {
    const abort = new AbortController();
    const comparison = engine.compare(REQUEST, { signal: abort.signal, onEvent() {} });
    abort.abort();
    await assertRejects(() => comparison, Failure, "did not stop");
    assertEquals(ports.length, count);
  }
  await engine.close();
  assertEquals(ports.map(({ terminated }) => terminated), [true, true]);
});
