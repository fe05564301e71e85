/** A run's server-sent events, in order, each once, however often the connection breaks. */
import type { RunEvent } from "../../server/api_types.ts";
import { createBatch } from "../state/batch.ts";

const EVENT_TYPES: readonly RunEvent["type"][] = [
  "queued",
  "started",
  "progress",
  "sample",
  "result",
  "done",
  "failed",
];
const RETRY_DELAYS = [500, 1000, 2000, 5000] as const;

type Timer = ReturnType<typeof setTimeout>;

export interface RunListener {
  onEvents(events: readonly RunEvent[]): void;
  /** The connection was lost, or is there again. */
  onConnection(connected: boolean): void;
  /** Connecting failed for good this time; called before each new try, which it can prevent by returning false. */
  onRefused(): Promise<boolean>;
}

/**
 * Follows a run until it ends or the signal aborts. The browser's EventSource resumes a broken connection with
 * `Last-Event-ID`; where it gives up (the server was away), this starts again and skips what was seen.
 */
export function followRun(id: string, listener: RunListener, signal: AbortSignal): void {
  let seen = 0;
  let attempt = 0;
  let stream: EventSource | undefined;
  let retrying: Timer | undefined;

  const batch = createBatch<RunEvent>((events) => {
    if (!signal.aborted) listener.onEvents(events);
  });

  const receive = (message: MessageEvent<string>) => {
    const sequence = Number(message.lastEventId);
    if (sequence > 0 && sequence <= seen) return;
    seen = sequence;
    batch.add({ type: message.type, ...JSON.parse(message.data) } as RunEvent);
    if (message.type === "done" || message.type === "failed") {
      stream?.close();
      batch.flush();
    }
  };

  const connect = () => {
    if (signal.aborted) return;
    stream = new EventSource(`/api/runs/${encodeURIComponent(id)}/events`);
    stream.onopen = () => {
      attempt = 0;
      listener.onConnection(true);
    };
    stream.onerror = async () => {
      if (signal.aborted) return;
      listener.onConnection(false);
      if (stream?.readyState !== EventSource.CLOSED) return;
      if (await listener.onRefused() && !signal.aborted) {
        retrying = setTimeout(connect, RETRY_DELAYS[Math.min(attempt++, RETRY_DELAYS.length - 1)]);
      }
    };
    // A failure of the run arrives as an event named "failed", never "error", which is the connection's own.
    for (const type of EVENT_TYPES) stream.addEventListener(type, receive);
  };

  signal.addEventListener("abort", () => {
    stream?.close();
    clearTimeout(retrying);
  });
  connect();
}
