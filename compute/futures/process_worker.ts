/** The entry point of a pool's processes: reads calls from standard input, and answers on standard output. */
import { CallServer } from "./call_server.ts";
import { FrameCodec } from "./frames.ts";
import type { FromWorker, ToWorker } from "./protocol.ts";

async function serveProcess(): Promise<void> {
  // Standard output belongs to the messages.
  console.log = console.info = console.debug = console.error;
  const codec = new FrameCodec();
  // Synchronously, so that what a task reports is heard though it lets no event loop turn.
  const post = (message: FromWorker) => {
    for (let rest = codec.encode(message); rest.length > 0;) rest = rest.subarray(Deno.stdout.writeSync(rest));
  };
  const calls = new CallServer("process", post);
  // What a task leaves behind and then fails must not end the process.
  globalThis.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    console.error("Exception in a pool's process:", event.reason);
  });
  globalThis.addEventListener("error", (event) => {
    event.preventDefault();
    console.error("Exception in a pool's process:", event.error);
  });

  post({ type: "hello" });
  // Standard input ends when the pool's process does.
  for await (const chunk of Deno.stdin.readable) {
    for (const message of codec.decode(chunk) as Iterable<ToWorker>) {
      if (message.type === "call") void calls.call(message);
      else if (message.type === "calls") message.calls.forEach((call) => void calls.call(call));
      else if (message.type === "abort") calls.abort(message.id);
      else if (message.type === "exit") Deno.exit(0);
    }
  }
  Deno.exit(0);
}

if (import.meta.main) await serveProcess();
