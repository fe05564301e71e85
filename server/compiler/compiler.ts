import { Failure } from "../failure.ts";
import type { Answer, CallName, Calls, Question } from "./messages.ts";

interface Pending {
  readonly resolve: (answer: never) => void;
  readonly reject: (error: unknown) => void;
  readonly timer: ReturnType<typeof setTimeout>;
}

/** Compiles and checks kernels in a thread of its own, with a time limit. */
export class Compiler implements Disposable {
  readonly #limitMs: number;
  readonly #entry: URL;
  #thread: CompilingThread | null = null;

  /**
   * @param limitMs How long a call may take, the start of the thread not counted.
   * @param entry The thread's module.
   */
  constructor(limitMs: number, entry: URL = new URL("./compiler_worker.ts", import.meta.url)) {
    this.#limitMs = limitMs;
    this.#entry = entry;
  }

  /**
   * Asks the thread, which is started if need be.
   *
   * @throws {Failure} `too_complex`, if it takes too long.
   */
  ask<Name extends CallName>(call: Name, question: Calls[Name]["question"]): Promise<Calls[Name]["answer"]> {
    if (!this.#thread?.alive) this.#thread = new CompilingThread(this.#limitMs, this.#entry);
    return this.#thread.ask(call, question);
  }

  [Symbol.dispose](): void {
    this.#thread?.stop(new Failure("shutting_down", "the server is about to stop", { retryAfter: 10 }));
  }
}

class CompilingThread {
  alive = true;
  readonly #limitMs: number;
  readonly #worker: Worker;
  readonly #ready = Promise.withResolvers<void>();
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;

  constructor(limitMs: number, entry: URL) {
    this.#limitMs = limitMs;
    this.#worker = new Worker(entry, { type: "module", name: "compiler" });
    this.#worker.onmessage = ({ data }: MessageEvent<Answer>) => this.#settle(data);
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.stop(new Error(`the compiling thread failed: ${event.message}`));
    };
    // Whoever asks hears of it; nobody may have asked.
    this.#ready.promise.catch(() => {});
  }

  async ask<Name extends CallName>(call: Name, question: Calls[Name]["question"]): Promise<Calls[Name]["answer"]> {
    await this.#ready.promise;
    return new Promise((resolve, reject) => {
      const id = ++this.#lastId;
      const timer = setTimeout(() => this.#giveUp(id), this.#limitMs);
      this.#pending.set(id, { resolve, reject, timer });
      this.#worker.postMessage({ id, call, question } as Question);
    });
  }

  /** Ends the thread, and refuses what it was asked. */
  stop(reason: Error): void {
    this.alive = false;
    this.#worker.terminate();
    this.#ready.reject(reason);
    for (const { reject, timer } of this.#pending.values()) {
      clearTimeout(timer);
      reject(reason);
    }
    this.#pending.clear();
  }

  #settle(answer: Answer): void {
    if ("ready" in answer) return this.#ready.resolve();
    const pending = this.#pending.get(answer.id);
    if (!pending) return;
    this.#pending.delete(answer.id);
    clearTimeout(pending.timer);
    if ("error" in answer) pending.reject(answer.error);
    else pending.resolve(answer.answer as never);
  }

  /** A call took too long. The thread goes (its loop ends by itself: compiling always does), and with it what waits. */
  #giveUp(id: number): void {
    const message = `compiling took longer than ${this.#limitMs / 1000} s: make the kernel simpler`;
    this.#pending.get(id)?.reject(new Failure("too_complex", message));
    this.#pending.delete(id);
    this.stop(new Failure("too_complex", "compiling was held up by another kernel: try again", { retryAfter: 1 }));
  }
}
