/** What the executors' tests have run elsewhere. */
import { InvalidStateError, reportProgress, task, taskSignal, ThreadPoolExecutor } from "../../compute/futures/mod.ts";

export function add(left: number, right: number): number {
  return left + right;
}

export async function later(value: string): Promise<string> {
  await Promise.resolve();
  return value;
}

export function fail(message: string): never {
  throw new RangeError(message);
}

export function failWithOwnClass(): never {
  class OwnError extends Error {
    override readonly name = "OwnError";
  }
  throw new OwnError("mine", { cause: new TypeError("the reason") });
}

export function failLater(): void {
  queueMicrotask(() => {
    throw new Error("left behind");
  });
}

export function failIfOdd(x: number): number {
  if (x % 2 === 1) throw new RangeError(`${x} is odd`);
  return x;
}

export function nothing(): void {}

export function applyTo(f: (x: number) => number, x: number): number {
  return f(x);
}

export function double(x: number): number {
  return 2 * x;
}

let prepared = "not prepared";

export function prepare(how: string): void {
  prepared = how;
}

export function howPrepared(): string {
  return prepared;
}

let callsHere = 0;

/** How many times this worker has run this. */
export function countCalls(): number {
  return ++callsHere;
}

export function failWithInvalidState(): never {
  throw new InvalidStateError("not now");
}

export async function squareElsewhere(x: number): Promise<number> {
  await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
  return await pool.submit(task(import.meta, double), x) * x / 2;
}

export function returnFunction(): () => void {
  return () => {};
}

export function makeShared(): unknown {
  return { deep: [new Int32Array(new SharedArrayBuffer(4))] };
}

/** Counts that it runs, and waits while the first word is 0. */
export function passGate(words: Int32Array, _number: number): void {
  Atomics.add(words, 1, 1);
  Atomics.notify(words, 1);
  Atomics.wait(words, 0, 0);
}

/** Says that it runs, and goes on until its call is aborted. */
export function hold(): Promise<never> {
  reportProgress(1);
  const signal = taskSignal();
  return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }));
}

/** Says that it runs, and never ends. */
export function spin(): never {
  reportProgress(1);
  while (true);
}

export function exit(code: number): void {
  Deno.exit(code);
}

export function processNumber(): number {
  return Deno.pid;
}

export async function permissions(): Promise<string[]> {
  const names = ["read", "write", "net", "env", "run", "sys", "ffi"] as const;
  const states = await Promise.all(names.map((name) => Deno.permissions.query({ name })));
  return states.map(({ state }) => state);
}

export const notAFunction = 42;

/** Team factory: each run adds the member's number plus one to a shared word. */
export function counting(words: Int32Array, member: number): () => void {
  return () => void Atomics.add(words, 0, member + 1);
}

/** Team factory: waits in each run until the first word isn't 0, having raised the second. */
export function waiting(words: Int32Array): () => void {
  return () => {
    Atomics.add(words, 1, 1);
    Atomics.notify(words, 1);
    Atomics.wait(words, 0, 0);
  };
}

/** Team factory: the member of the given number fails. */
export function failing(culprit: number, member: number): () => void {
  return () => {
    if (member === culprit) throw new RangeError(`member ${member} failed`);
  };
}

export function factoryThatThrows(): () => void {
  throw new SyntaxError("no function for you");
}
