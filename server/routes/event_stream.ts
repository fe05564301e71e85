import { type EventFeed, QUIET } from "../queue/mod.ts";

/** A comment now and then keeps proxies from closing a stream, and finds out who has gone, in ms. */
const QUIET_LIMIT = 15_000;
/** After how many ms a browser connects again. */
const RETRY = 1_000;

/**
 * Answers with a run's events as they come.
 *
 * @param feed Knows them.
 * @param id The run's.
 * @param after The last event that the reader has.
 */
export function eventStream(feed: EventFeed, id: string, after: number): Response {
  const gone = new AbortController();
  const events = feed.follow(id, after, { signal: gone.signal, quietMs: QUIET_LIMIT });
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(encoder.encode(`retry: ${RETRY}\n\n`));
    },
    async pull(controller) {
      const { done, value } = await events.next();
      if (done) return controller.close();
      const text = value === QUIET ? ":\n\n" : `id: ${value.id}\nevent: ${value.type}\ndata: ${value.data}\n\n`;
      controller.enqueue(encoder.encode(text));
    },
    cancel() {
      gone.abort();
    },
  });
  return new Response(body, {
    headers: { "content-type": "text/event-stream", "cache-control": "no-store", "x-accel-buffering": "no" },
  });
}
