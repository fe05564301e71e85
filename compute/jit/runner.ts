import { type Backend, MAX_JOBS, type Precision, type PreparedKernel, prepareInline } from "../backends/mod.ts";
import { UnsupportedError } from "../errors.ts";
import type { CompiledKernel, CompileOptions } from "../pipeline.ts";
import { sharedBackends } from "./shared_backends.ts";

/** How a kernel is compiled and, by default, run. */
export interface JitOptions extends CompileOptions {
  /** Whether it runs on all cores. Default false. */
  readonly parallel?: boolean;
  /** Threads or processes that compute, from 1 to 256. Default: as many as there are cores. */
  readonly jobs?: number;
  /** Who runs it; by default the backends of `createBackends`, made once for all kernels. */
  readonly backends?: readonly Backend[];
}

/** How one run differs from the kernel's own way. */
export interface RunOptions {
  /**
   * A backend's name. Default: `wasm-threads` for a parallel kernel, else `wasm`; where that isn't available, the next
   * best.
   */
  readonly backend?: string;
  /** As in `JitOptions`. */
  readonly jobs?: number;
  /** Default `auto`, the best that the backend offers. */
  readonly precision?: Precision;
  /** Aborting it ends the run within 100 ms; the promise then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called now and then with the share of iterations done, in [0, 1]. */
  readonly onProgress?: (fraction: number) => void;
}

/** Where a kernel runs if nothing else is said, the best first. */
const PREFERENCES = { parallel: ["wasm-threads", "wasm", "async"], single: ["wasm", "async"] } as const;

/** The cores of this machine, as far as it tells. */
function cores(): number {
  return Math.min(MAX_JOBS, globalThis.navigator?.hardwareConcurrency ?? 1);
}

/** Runs one kernel: here and now, or on backends, each of which readies it once. */
export class KernelRunner implements AsyncDisposable {
  readonly #compiled: CompiledKernel;
  readonly #options: JitOptions;
  /** By backend, since those that were closed are replaced by others; then by jobs and precision. */
  readonly #prepared = new Map<Backend, Map<string, Promise<PreparedKernel>>>();
  #inline: ((args: readonly number[]) => number) | undefined;
  /** A parallel kernel's own way of running, once it is ready. */
  #own: { readonly backend: Backend; readonly kernel: PreparedKernel } | undefined;
  #running = 0;

  constructor(compiled: CompiledKernel, options: JitOptions) {
    this.#compiled = compiled;
    this.#options = options;
  }

  /** Computes the value here and now. */
  call(args: readonly number[]): number {
    const own = this.#own;
    // A prepared kernel runs one at a time; its bits are the inline ones.
    if (own?.kernel.runSync && this.#running === 0 && this.#backends.includes(own.backend)) {
      return own.kernel.runSync(args).value;
    }
    this.#inline ??= prepareInline(this.#compiled);
    return this.#inline(args);
  }

  /** Computes the value on a backend. */
  async run(args: readonly number[], { backend, jobs, precision, ...control }: RunOptions = {}): Promise<number> {
    const chosen = backend === undefined ? await this.#bestBackend() : this.#findBackend(backend);
    const kernel = await this.#prepare(chosen, jobs, precision);
    this.#running++;
    try {
      return (await kernel.run(args, control)).value;
    } finally {
      this.#running--;
    }
  }

  /** Readies the kernel's own way of running. */
  async warmUp(): Promise<void> {
    const backend = await this.#bestBackend();
    const kernel = await this.#prepare(backend);
    if (this.#options.parallel) this.#own = { backend, kernel };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const kernels = [...this.#prepared.values()].flatMap((readied) => [...readied.values()]);
    this.#prepared.clear();
    this.#own = undefined;
    const settled = await Promise.allSettled(kernels);
    await Promise.all(settled.map((kernel) => kernel.status === "fulfilled" && kernel.value[Symbol.asyncDispose]()));
  }

  get #backends(): readonly Backend[] {
    return this.#options.backends ?? sharedBackends();
  }

  #findBackend(name: string): Backend {
    const found = this.#backends.find((backend) => backend.name === name);
    if (found) return found;
    const names = this.#backends.map((backend) => backend.name).join(", ");
    throw new RangeError(`there is no backend ${name}: there are ${names}`);
  }

  async #bestBackend(): Promise<Backend> {
    for (const name of PREFERENCES[this.#options.parallel ? "parallel" : "single"]) {
      const backend = this.#backends.find((backend) => backend.name === name);
      if (backend && (await backend.available()).available) return backend;
    }
    throw new UnsupportedError("none of the backends that kernels run on by default is available here: name another");
  }

  #prepare(
    backend: Backend,
    jobs = this.#options.jobs ?? cores(),
    precision: Precision = "auto",
  ): Promise<PreparedKernel> {
    const readied = this.#prepared.get(backend) ?? new Map<string, Promise<PreparedKernel>>();
    this.#prepared.set(backend, readied);
    const key = `${backend.usesJobs ? jobs : 1} ${precision}`;
    const known = readied.get(key);
    if (known) return known;
    const preparing = backend.prepare(this.#compiled, { jobs, precision });
    readied.set(key, preparing);
    // What failed is tried again next time.
    preparing.catch(() => readied.delete(key));
    return preparing;
  }
}
