import { type Backend, type Precision, type PreparedKernel, prepareInline } from "../backends/mod.ts";
import { UnsupportedError } from "../errors.ts";
import type { CompiledKernel, CompileOptions } from "../pipeline.ts";
import { getNumThreads } from "./num_threads.ts";
import type { ParameterType } from "./signature.ts";
import { sharedBackends } from "./shared_backends.ts";

/** How a kernel is compiled and, by default, run. */
export interface JitOptions extends Omit<CompileOptions, "store"> {
  /**
   * Whether WebAssembly is also kept on disk, for the next program: in `$LANES_CACHE_DIR`, else in `lanes` within the
   * user's directory for caches. It is found again by what the kernel computes, helper functions included, the options, the
   * compiler and what the CPU has; an entry that isn't whole, or another's, is made anew. Deno only, and only with
   * permission to read and write there: else, and in browsers, it is ignored. Default false.
   */
  readonly cache?: boolean;
  /** Whether it runs on all cores. Default false. */
  readonly parallel?: boolean;
  /** Threads or processes that compute, from 1 to 256. Default: what `getNumThreads` says, the number of cores. */
  readonly jobs?: number;
  /**
   * The parameters' types, in order, such as `["f64", "f64", "i32"]`: arguments that are not of them are refused, and the
   * code is generated at once. Default: any numbers, and code at the first call.
   */
  readonly signature?: readonly ParameterType[];
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

/** Kernels by backend, since those that were closed are replaced by others; then by jobs and precision. */
type Prepared = Map<Backend, Map<string, PreparedKernel | Promise<PreparedKernel>>>;

/** Gives back what the kernels of a runner hold that is out of reach: many a program only ever calls them. */
const forgotten = new FinalizationRegistry<Prepared>((prepared) => void disposeOf(prepared));

async function disposeOf(prepared: Prepared): Promise<void> {
  const kernels = [...prepared.values()].flatMap((readied) => [...readied.values()]);
  prepared.clear();
  const settled = await Promise.allSettled(kernels);
  await Promise.all(settled.map((kernel) => kernel.status === "fulfilled" && kernel.value[Symbol.asyncDispose]()));
}

/** Runs one kernel: here and now, or on backends, each of which readies it once. */
export class KernelRunner implements AsyncDisposable {
  readonly #compiled: CompiledKernel;
  readonly #options: JitOptions;
  readonly #prepared: Prepared = new Map();
  #inline: ((args: readonly number[]) => number) | undefined;
  /** How a parallel kernel is called, for some backends and jobs; null where they have no way to call it. */
  #own: { backends: readonly Backend[]; jobs: number; kernel: PreparedKernel | null } | undefined;
  #running = 0;

  constructor(compiled: CompiledKernel, options: JitOptions) {
    this.#compiled = compiled;
    this.#options = options;
    forgotten.register(this, this.#prepared);
  }

  /** Generates the code that calls run, which otherwise the first of them does. */
  generate(): void {
    this.#inline ??= prepareInline(this.#compiled);
  }

  /** Computes the value here and now. */
  call(args: readonly number[]): number {
    // A prepared kernel runs one at a time; its bits are the inline ones.
    const own = this.#options.parallel && this.#running === 0 ? this.#ownKernel() : null;
    if (own?.runSync) return own.runSync(args).value;
    this.generate();
    return this.#inline!(args);
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
    const kernel = await this.#prepare(await this.#bestBackend());
    await kernel.gather?.();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#own = undefined;
    await disposeOf(this.#prepared);
  }

  get #backends(): readonly Backend[] {
    return this.#options.backends ?? sharedBackends();
  }

  get #jobs(): number {
    return this.#options.jobs ?? getNumThreads();
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

  /** The kernel on the best of the parallel backends, readied without waiting; its threads come when they are up. */
  #ownKernel(): PreparedKernel | null {
    const [backends, jobs] = [this.#backends, this.#jobs];
    if (this.#own?.backends !== backends || this.#own.jobs !== jobs) {
      this.#own = { backends, jobs, kernel: this.#prepareOwn(backends, jobs) };
    }
    return this.#own.kernel;
  }

  #prepareOwn(backends: readonly Backend[], jobs: number): PreparedKernel | null {
    const backend = backends.find(({ name }) => name === PREFERENCES.parallel[0]);
    if (!backend?.prepareSync) return null;
    try {
      const kernel = this.#prepare(backend, jobs);
      return kernel instanceof Promise ? null : kernel;
    } catch (error) {
      if (error instanceof UnsupportedError || error instanceof WebAssembly.CompileError) return null;
      throw error;
    }
  }

  /** Readies the kernel on a backend; at once, if the backend can. */
  #prepare(
    backend: Backend,
    jobs = this.#jobs,
    precision: Precision = "auto",
  ): PreparedKernel | Promise<PreparedKernel> {
    const readied = this.#prepared.get(backend) ?? new Map<string, PreparedKernel | Promise<PreparedKernel>>();
    this.#prepared.set(backend, readied);
    const key = `${backend.usesJobs ? jobs : 1} ${precision}`;
    const known = readied.get(key);
    if (known) return known;
    const options = { jobs, precision };
    const preparing = backend.prepareSync?.(this.#compiled, options) ?? backend.prepare(this.#compiled, options);
    readied.set(key, preparing);
    // What failed is tried again next time.
    if (preparing instanceof Promise) preparing.catch(() => readied.delete(key));
    return preparing;
  }
}
