import { TextLineStream } from "@std/streams/text_line_stream.js";
import type { ComparePort } from "./client.ts";

/**
 * Starts a process that compares, for `createCompareWorker`. On Deno it is better than a worker: messages between a
 * worker and the workers that it starts itself wait for up to half a second there (measured, Deno 2.9), which makes
 * threads and GPU look slow; and a process that runs out of memory takes nothing else with it.
 *
 * @returns The process, in the likeness of a worker.
 */
export function startCompareProcess(): ComparePort {
  const entry = new URL("./process.ts", import.meta.url).href;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", "--allow-all", entry],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const input = child.stdin.getWriter();
  const encoder = new TextEncoder();
  let ended = false;
  const port: ComparePort = {
    onmessage: null,
    onerror: null,
    postMessage(message) {
      // A process that has ended is reported by its status.
      input.write(encoder.encode(`${JSON.stringify(message)}\n`)).catch(() => {});
    },
    terminate() {
      if (ended) return;
      ended = true;
      input.close().catch(() => {});
      try {
        child.kill("SIGKILL");
      } catch (error) {
        // Told to close, it has ended just now, which wasn't heard yet.
        if (!(error instanceof TypeError || error instanceof Deno.errors.NotFound)) throw error;
      }
    },
  };
  const fail = (message: string) => {
    if (ended) return;
    ended = true;
    port.onerror?.(new ErrorEvent("error", { message, cancelable: true }));
  };
  const listen = async () => {
    const lines = child.stdout.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream());
    for await (const line of lines) port.onmessage?.(new MessageEvent("message", { data: JSON.parse(line as string) }));
    const { code, signal } = await child.status;
    fail(signal ? `its process was ended by ${signal}` : `its process ended with exit status ${code}`);
  };
  listen().catch((error) => fail(error instanceof Error ? error.message : String(error)));
  return port;
}
