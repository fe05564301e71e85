/**
 * The entry point of a process that compares: messages are lines of JSON on its standard streams. It ends when its
 * standard input does.
 */
import { TextLineStream } from "@std/streams/text_line_stream.js";
import { createBackends } from "../backends/mod.ts";
import type { FromWorker } from "./messages.ts";
import { serveComparisons } from "./serve.ts";

const encoder = new TextEncoder();

function writeLine(text: string): void {
  try {
    for (let bytes = encoder.encode(`${text}\n`); bytes.length > 0;) {
      bytes = bytes.subarray(Deno.stdout.writeSync(bytes));
    }
  } catch (error) {
    // Nobody reads any more: whoever started this process was killed.
    if (error instanceof Deno.errors.BrokenPipe) Deno.exit();
    throw error;
  }
}

async function serveProcess(): Promise<void> {
  // Ctrl+C reaches a terminal's whole group; when to end is for the one who started this process to say.
  Deno.addSignalListener("SIGINT", () => {});
  const tell = (message: FromWorker) => writeLine(JSON.stringify(message));
  const take = serveComparisons(createBackends(), {
    tell,
    // All that the backends started ends with this process. To end the GPU's thread just before can crash Mesa's driver.
    close() {
      tell({ type: "closed" });
      Deno.exit();
    },
  });
  const lines = Deno.stdin.readable.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream());
  for await (const line of lines) void take(JSON.parse(line as string));
  await take({ type: "close" });
}

if (import.meta.main) await serveProcess();
