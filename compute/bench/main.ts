/** The command line of the bench: `deno task bench`. */
import { createBackends } from "../backends/mod.ts";
import { bench, type BenchConsole, EXIT } from "./bench.ts";
import { colourful, colourless } from "./style.ts";

/** What is not shown on a terminal may be this wide. */
const WIDTH_OF_FILES = 120;
/** A narrower terminal breaks the lines by itself. */
const LEAST_WIDTH = 60;

const encoder = new TextEncoder();

function writeAll(stream: { writeSync(bytes: Uint8Array): number }, text: string): void {
  for (let bytes = encoder.encode(text); bytes.length > 0;) bytes = bytes.subarray(stream.writeSync(bytes));
}

function terminalWidth(): number {
  try {
    return Math.max(LEAST_WIDTH, Deno.consoleSize().columns);
  } catch {
    return WIDTH_OF_FILES;
  }
}

function openConsole(signal: AbortSignal): BenchConsole {
  const styleOf = (terminal: boolean) => terminal && !Deno.noColor ? colourful : colourless;
  return {
    write: (text) => writeAll(Deno.stdout, text),
    writeError: (text) => writeAll(Deno.stderr, text),
    width: () => Deno.stdout.isTerminal() ? terminalWidth() : WIDTH_OF_FILES,
    drawsProgress: Deno.stderr.isTerminal(),
    style: styleOf(Deno.stdout.isTerminal()),
    errorStyle: styleOf(Deno.stderr.isTerminal()),
    signal,
  };
}

if (import.meta.main) {
  // Mesa's drivers complain on standard error where there is none.
  if (Deno.build.os === "linux" && !Deno.env.get("XDG_RUNTIME_DIR")) Deno.env.set("XDG_RUNTIME_DIR", "/tmp");
  const controller = new AbortController();
  const interrupt = () => {
    if (controller.signal.aborted) Deno.exit(EXIT.interrupted);
    controller.abort(new DOMException("stopped by Ctrl+C", "AbortError"));
  };
  Deno.addSignalListener("SIGINT", interrupt);
  const status = await bench(Deno.args, openConsole(controller.signal), createBackends());
  // All that the backends started ends with this process. To close them first isn't safe: where the end of the GPU's
  // thread and that of the program coincide, Mesa's software driver crashed one time in five (measured, Deno 2.9).
  Deno.exit(status);
}
