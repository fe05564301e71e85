import { FrameCodec } from "../futures/mod.ts";
import {
  checkTask,
  InvalidStateError,
  isTask,
  MATH_MODULE,
  refuseUnshared,
  type Sendable,
  type TaskReference,
} from "../threading/mod.ts";
import { Connection } from "./connection.ts";
import type { Sink, WaitOptions } from "./inbox.ts";
import { ProcessExit } from "./process_exit.ts";
import type { FromProcess, StartMessage, ToProcess } from "./protocol.ts";

/** What a process may be given. */
export interface ProcessOptions<Args extends unknown[]> {
  /** The function that it runs, by reference. */
  readonly target?: TaskReference<Args>;
  /** What the target is called with, copied as `structuredClone` copies; connections move to the process. */
  readonly args?: Sendable<Args>;
  /** Default `Process-N`. */
  readonly name?: string;
  /** Whether it ends with the program; if not, the default, the program stays for it. */
  readonly daemon?: boolean;
  /** Flags that grant permissions, such as `--allow-read=data`; default none. */
  readonly permissions?: readonly string[];
}

/**
 * An exported function that runs in a process of its own, without permissions unless it is given some. What it prints by
 * `console.log` is printed by this program; an error that it doesn't catch is printed as "Process NAME:", and
 * its exit code then 1. Standard output itself carries the messages of its connections.
 *
 * Whoever waits for a process must let the event loop turn, which hears of its end: there are no blocking forms.
 *
 * @example
 * ```ts
 * import { type Connection, Pipe, Process } from "lanes/multiprocessing";
 * import { task } from "lanes/threading";
 *
 * export async function ponger(connection: Connection): Promise<void> {
 *   for await (const message of connection) connection.send(`${message} pong`);
 * }
 *
 * export async function main(): Promise<void> {
 *   const [here, there] = Pipe();
 *   const process = new Process({ target: task(import.meta, ponger), args: [there] });
 *   process.start();
 *   here.send("ping");
 *   console.log(await here.recvAsync()); // ping pong
 *   here.close();
 *   await process.joinAsync();
 *   console.log(process.exitCode); // 0
 * }
 * ```
 */
export class Process<Args extends unknown[] = []> {
  /** How many were named by their number. */
  static #numbered = 0;

  readonly #options: ProcessOptions<Args>;
  readonly #name: string;
  readonly #outlets = new Map<number, Sink>();
  readonly #codec = new FrameCodec();
  #daemon: boolean;
  #child: Deno.ChildProcess | null = null;
  #input: WritableStreamDefaultWriter<Uint8Array> | null = null;
  #exit: ProcessExit | null = null;
  #waiting = 0;
  #closed = false;

  /** @throws {TypeError} If the target is a function rather than a reference to one. */
  constructor(options: ProcessOptions<Args> = {}) {
    if (options.target !== undefined) checkTask(options.target, "a process's target");
    if (!Array.isArray(options.args ?? [])) {
      throw new TypeError("a process's args are an array, one for each parameter of its target");
    }
    this.#options = options;
    this.#name = options.name ?? `Process-${++Process.#numbered}`;
    this.#daemon = options.daemon ?? false;
  }

  /** For people; several processes may have one name. */
  get name(): string {
    return this.#name;
  }

  /** Whether it ends with the program. */
  get daemon(): boolean {
    return this.#daemon;
  }

  /** @throws {InvalidStateError} Once the process was started. */
  set daemon(daemon: boolean) {
    if (this.#child) throw new InvalidStateError("daemon can't be changed once the process was started");
    this.#daemon = daemon;
  }

  /** Its number, null before the start. */
  get pid(): number | null {
    this.#checkNotClosed();
    return this.#child?.pid ?? null;
  }

  /** How it ended: 0; 1 after an error; what it gave to `Deno.exit`; minus the number of a signal. Null until then. */
  get exitCode(): number | null {
    this.#checkNotClosed();
    return this.#exit?.code ?? null;
  }

  /**
   * Resolves with the exit code when the process has ended; for `Promise.race` of several.
   *
   * @throws {InvalidStateError} Before the start.
   */
  get sentinel(): Promise<number> {
    return this.#started("waited for").exit.ended;
  }

  /** Whether it was started and hasn't ended. */
  isAlive(): boolean {
    this.#checkNotClosed();
    return this.#exit !== null && this.#exit.code === null;
  }

  /**
   * Starts the process.
   *
   * @throws {InvalidStateError} If it was started before, or an argument is a connection that was closed or moved.
   * @throws If an argument can't be copied, as memory that threads share: it may be started again then.
   */
  start(): void {
    this.#checkNotClosed();
    if (this.#child) throw new InvalidStateError("a process can be started only once: make another");
    const { args = [], permissions = [] } = this.#options;
    refuseUnshared(args);
    const connections = args.flatMap((arg, index) => arg instanceof Connection ? [{ index, connection: arg }] : []);
    checkMovable(connections.map(({ connection }) => connection));
    const start = this.#startMessage();
    const frame = this.#codec.encode(start);
    const child = this.#child = spawn(modulesOf(start), permissions);
    this.#input = child.stdin.getWriter();
    this.#write(frame);
    for (const { index, connection } of connections) this.#adopt(index, connection);
    this.#exit = new ProcessExit(child, this.#daemon, this.#hear(child));
    this.#updateRef();
  }

  /**
   * Waits until the process has ended, or the time is over: `exitCode` tells which. May be called again.
   *
   * @throws {InvalidStateError} Before the start.
   * @throws {RangeError} If the time-out is negative; the signal's reason, if it is aborted.
   */
  async joinAsync(options: WaitOptions = {}): Promise<void> {
    const { exit } = this.#started("joined");
    this.#waiting++;
    this.#updateRef();
    try {
      await exit.wait(options);
    } finally {
      this.#waiting--;
      this.#updateRef();
    }
  }

  /** Asks it to end, by SIGTERM. Does nothing once it has. */
  terminate(): void {
    this.#started("terminated").exit.signal("SIGTERM");
  }

  /** Ends it, by SIGKILL. Does nothing once it has. */
  kill(): void {
    this.#started("killed").exit.signal("SIGKILL");
  }

  /**
   * Says that the process isn't needed any more: nothing can be asked of it from here on. May be called again.
   *
   * @throws {InvalidStateError} While it runs.
   */
  close(): void {
    if (this.#closed) return;
    if (this.isAlive()) throw new InvalidStateError("a running process can't be closed: join or terminate it first");
    this.#closed = true;
  }

  #startMessage(): StartMessage {
    const { target, args = [] } = this.#options;
    return {
      type: "start",
      name: this.#name,
      daemon: this.#daemon,
      target: target as TaskReference<never[]> as TaskReference | undefined ?? null,
      args: args.map((arg) => arg instanceof Connection ? null : arg),
      references: args.flatMap((arg, index) => isTask(arg) ? [index] : []),
      connections: args.flatMap((arg, index) =>
        arg instanceof Connection ? [{ index, readable: arg.readable, writable: arg.writable }] : []
      ),
    };
  }

  /** Has a connection's messages go to the process, and the process's to the connection's peer. */
  #adopt(index: number, connection: Connection): void {
    const { inbox, outlet } = connection.move();
    this.#outlets.set(index, outlet);
    inbox.redirect({
      message: (value) => this.#post({ type: "message", connection: index, value }),
      end: () => this.#post({ type: "end", connection: index }),
    });
  }

  #post(message: ToProcess): void {
    this.#write(this.#codec.encode(message));
  }

  #write(frame: Uint8Array): void {
    // A write fails if the process is gone, which is heard otherwise.
    this.#input!.write(frame).catch(() => {});
  }

  /** Hears the process until it says nothing more. */
  async #hear(child: Deno.ChildProcess): Promise<void> {
    try {
      for await (const chunk of child.stdout) {
        for (const message of this.#codec.decode(chunk) as Iterable<FromProcess>) this.#receive(message);
      }
    } catch (error) {
      // The target wrote to standard output by itself: what came after can't be told apart any more.
      console.error(`Process ${this.#name}: what it says can't be read, so that it is killed:`, error);
      if (this.isAlive()) this.kill();
    }
    for (const outlet of this.#outlets.values()) outlet.end();
    await this.#input!.close().catch(() => {});
  }

  #receive(message: FromProcess): void {
    if (message.type === "print") console.log(message.text);
    else if (message.type === "message") this.#outlets.get(message.connection)?.message(message.value);
    else this.#outlets.get(message.connection)?.end();
  }

  #updateRef(): void {
    if (!this.#daemon || this.#waiting > 0) this.#child!.ref();
    else this.#child!.unref();
  }

  #started(what: string): { readonly exit: ProcessExit } {
    this.#checkNotClosed();
    if (!this.#exit) throw new InvalidStateError(`start the process first: one that wasn't can't be ${what}`);
    return { exit: this.#exit };
  }

  #checkNotClosed(): void {
    if (this.#closed) throw new InvalidStateError("the process was closed");
  }
}

/** Before anything is moved: whether all can be. */
function checkMovable(connections: readonly Connection[]): void {
  if (new Set(connections).size < connections.length) {
    throw new InvalidStateError("a connection can move only once: it is there twice");
  }
  if (connections.some(({ closed }) => closed)) {
    throw new InvalidStateError("a connection that was closed, or has moved, can't be given to a process");
  }
}

/** The modules that a process needs. They are loaded as it starts, since that takes no permission. */
function modulesOf({ target, args, references }: StartMessage): string[] {
  const tasks = [target, ...references.map((index) => args[index] as TaskReference)].filter((task) => task !== null);
  return [...new Set(tasks.map(({ module }) => module))].filter((module) => module !== MATH_MODULE);
}

function spawn(modules: readonly string[], permissions: readonly string[]): Deno.ChildProcess {
  const preloads = modules.flatMap((module) => ["--preload", module]);
  const entry = new URL("./process_main.ts", import.meta.url).href;
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", ...permissions, ...preloads, entry],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
}
