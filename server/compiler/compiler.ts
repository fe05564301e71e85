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
  #worker: Worker | null = null;
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;

  /** @param limitMs How long a call may take. */
  constructor(limitMs: number) {
    this.#limitMs = limitMs;
  }

  /**
   * Asks the thread.
   *
   * @throws {Failure} `too_complex`, if it takes too long.
   */
  ask<Name extends CallName>(call: Name, question: Calls[Name]["question"]): Promise<Calls[Name]["answer"]> {
    return new Promise((resolve, reject) => {
      const id = ++this.#lastId;
      const timer = setTimeout(() => this.#restart(id), this.#limitMs);
      this.#pending.set(id, { resolve, reject, timer });
      this.#start().postMessage({ id, call, question } as Question);
    });
  }

  /** Starts the thread, so that the first question needn't wait for it. */
  warmUp(): void {
    this.#start();
  }

  [Symbol.dispose](): void {
    this.#stop(new Failure("shutting_down", "the server is about to stop", { retryAfter: 10 }));
  }

  #start(): Worker {
    if (this.#worker) return this.#worker;
    const worker = new Worker(new URL("./compiler_worker.ts", import.meta.url), { type: "module", name: "compiler" });
    worker.onmessage = ({ data }: MessageEvent<Answer>) => this.#settle(data);
    worker.onerror = (event) => {
      event.preventDefault();
      this.#stop(new Error(`the compiling thread failed: ${event.message}`));
    };
    return this.#worker = worker;
  }

  #settle(answer: Answer): void {
    const pending = this.#pending.get(answer.id);
    if (!pending) return;
    this.#pending.delete(answer.id);
    clearTimeout(pending.timer);
    if ("error" in answer) pending.reject(answer.error);
    else pending.resolve(answer.answer as never);
  }

  /** A call took too long. The thread goes (its loop ends by itself: compiling always does), and with it what waits. */
  #restart(id: number): void {
    const message = `compiling took longer than ${this.#limitMs / 1000} s: make the kernel simpler`;
    this.#pending.get(id)?.reject(new Failure("too_complex", message));
    this.#pending.delete(id);
    this.#stop(new Failure("too_complex", "compiling was held up by another kernel: try again", { retryAfter: 1 }));
  }

  #stop(reason: Error): void {
    this.#worker?.terminate();
    this.#worker = null;
    for (const { reject, timer } of this.#pending.values()) {
      clearTimeout(timer);
      reject(reason);
    }
    this.#pending.clear();
  }
}
