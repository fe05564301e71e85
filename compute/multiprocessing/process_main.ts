/** The entry point of a `Process`: hears on standard input what to do, and tells on standard output. */
import { FrameCodec } from "../futures/mod.ts";
import { resolveTask, type TaskReference } from "../threading/mod.ts";
import { Connection } from "./connection.ts";
import { Inbox } from "./inbox.ts";
import type { FromProcess, StartMessage, ToProcess } from "./protocol.ts";

/** The part of `node:util` that is used here. */
interface Util {
  format(...values: unknown[]): string;
}

class ProcessMain {
  readonly #codec = new FrameCodec();
  readonly #inboxes = new Map<number, Inbox>();
  #daemon = false;

  /** Hears messages until the program that started this process is gone. */
  async serve(): Promise<void> {
    const host = globalThis as unknown as { process: { getBuiltinModule(name: string): Util } };
    const { format } = host.process.getBuiltinModule("node:util");
    const print = (...values: unknown[]) => this.#post({ type: "print", text: format(...values) });
    Object.assign(console, { log: print, info: print, debug: print });
    for await (const chunk of Deno.stdin.readable) {
      for (const message of this.#codec.decode(chunk) as Iterable<ToProcess>) this.#receive(message);
    }
    if (this.#daemon) Deno.exit(1);
    for (const inbox of this.#inboxes.values()) inbox.end();
  }

  #receive(message: ToProcess): void {
    if (message.type === "start") void this.#run(message);
    else if (message.type === "message") this.#inboxes.get(message.connection)?.message(message.value);
    else this.#inboxes.get(message.connection)?.end();
  }

  async #run({ name, daemon, target, args, references, connections }: StartMessage): Promise<void> {
    this.#daemon = daemon;
    const actual = [...args];
    for (const { index, readable, writable } of connections) {
      const inbox = new Inbox();
      this.#inboxes.set(index, inbox);
      const outlet = {
        message: (value: unknown) => this.#post({ type: "message", connection: index, value }),
        end: () => this.#post({ type: "end", connection: index }),
      };
      actual[index] = new Connection({ inbox, outlet, readable, writable });
    }
    // Also what the target leaves behind and then fails ends the process, as an error on Python's main thread does.
    const fail = (error: unknown) => {
      console.error(`Process ${name}:`, error);
      Deno.exit(1);
    };
    addEventListener("unhandledrejection", ({ reason }) => fail(reason));
    addEventListener("error", ({ error }) => fail(error));
    try {
      for (const index of references) actual[index] = await resolveTask(args[index] as TaskReference);
      if (target) await (await resolveTask(target))(...actual);
    } catch (error) {
      fail(error);
    }
    Deno.exit(0);
  }

  /** Synchronously, so that all was said when the process ends, and though the target lets no event loop turn. */
  #post(message: FromProcess): void {
    let rest = this.#codec.encode(message);
    try {
      while (rest.length > 0) rest = rest.subarray(Deno.stdout.writeSync(rest));
    } catch (error) {
      // The program that started this process is gone: the target may finish all the same.
      if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
    }
  }
}

if (import.meta.main) await new ProcessMain().serve();
