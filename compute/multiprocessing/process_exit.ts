import { limitWait } from "../threading/mod.ts";
import type { WaitOptions } from "./inbox.ts";

/** The part of `node:os` that is used here. */
interface Os {
  readonly constants: { readonly signals: Readonly<Record<string, number>> };
}

/** The end of a process, and what brings it about. */
export class ProcessExit {
  /** Resolves with the exit code. */
  readonly ended: Promise<number>;
  readonly #child: Deno.ChildProcess;
  #code: number | null = null;

  /**
   * @param daemon Whether it ends with the program.
   * @param heard Resolves when all that the process said was heard.
   */
  constructor(child: Deno.ChildProcess, daemon: boolean, heard: Promise<void>) {
    this.#child = child;
    const end = () => this.signal("SIGKILL");
    if (daemon) addEventListener("unload", end);
    this.ended = heard.then(async () => {
      const { code, signal } = await child.status;
      removeEventListener("unload", end);
      return this.#code = signal ? -numberOf(signal) : code;
    });
  }

  /** Null until it has ended. */
  get code(): number | null {
    return this.#code;
  }

  /** Sends a signal, unless it has ended. */
  signal(signal: Deno.Signal): void {
    if (this.#code !== null) return;
    try {
      this.#child.kill(signal);
    } catch (error) {
      // It has ended just now, which wasn't heard yet.
      if (!(error instanceof TypeError || error instanceof Deno.errors.NotFound)) throw error;
    }
  }

  /**
   * Waits for the end, or until the time is over.
   *
   * @throws {RangeError} If the time-out is negative; the signal's reason, if it is aborted.
   */
  async wait({ timeout, signal }: WaitOptions): Promise<void> {
    if (timeout !== undefined && !(timeout >= 0)) {
      throw new RangeError(`a timeout is a number of ms, not negative: it is ${timeout}`);
    }
    const { promise: over, resolve, reject } = Promise.withResolvers<void>();
    const stop = limitWait({ timeout, signal }, resolve, reject);
    try {
      await Promise.race([this.ended, over]);
    } finally {
      stop();
    }
  }
}

function numberOf(signal: Deno.Signal): number {
  const host = globalThis as unknown as { process: { getBuiltinModule(name: string): Os } };
  return host.process.getBuiltinModule("node:os").constants.signals[signal];
}
