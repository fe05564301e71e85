import type { Arithmetic } from "../backends/mod.ts";
import { type CodeStore, compile, type KernelSource } from "../pipeline.ts";
import { madeTask, type Portable, TASK } from "../threading/mod.ts";
import { CodeCache } from "./code_cache.ts";
import { diagnose, type DiagnosticLevel, type KernelDiagnostics } from "./diagnostics.ts";
import { openDiskStore } from "./disk_store.ts";
import { type Inspection, inspectionOf } from "./inspection.ts";
import { getNumThreads } from "./num_threads.ts";
import { type JitOptions, KernelRunner, type RunOptions } from "./runner.ts";
import { argumentCheck } from "./signature.ts";
import { kernelSource, type NumericFunction } from "./source.ts";

/** How often a kernel's code was on disk, and how often it wasn't; neither, where it was in memory already. */
export interface CacheStats {
  readonly cacheHits: number;
  readonly cacheMisses: number;
}

/** The code of all kernels here. */
const code = new CodeCache();

/**
 * A compiled kernel: call it like the function that it was made from. `task(kernel)` refers to it for threads and
 * processes, which compile it anew.
 */
export interface JitKernel<Args extends number[] = number[]> extends AsyncDisposable, Portable<Args, number> {
  /**
   * Computes the value here and now, in WebAssembly on this thread; a parallel kernel on the pool's threads too, from when
   * they are up, with the same bits. Where they aren't, to start one takes this thread some 20 ms: calls do so once they
   * have computed alone for as long, or `warmUp` before. The code is generated at the first call; kernels of the same
   * structure share it.
   *
   * @throws {TypeError} If an argument is missing, left over, or not a number.
   * @throws {RangeError} If a bound of `prange` is not an integer of magnitude at most 2^53, or an argument is not of the
   * type that the signature says.
   */
  (...args: Args): number;
  readonly name: string;
  /** The parameters' names, in order. */
  readonly parameters: readonly string[];
  readonly stats: CacheStats;
  /**
   * Computes the value on any backend, while this thread's event loop stays free.
   *
   * @throws {RangeError} If there is no backend of that name.
   * @throws {UnsupportedError} If the backend is not available here, or can't do the kernel or the precision.
   */
  run(args: Args, options?: RunOptions): Promise<number>;
  /** Readies the kernel's code, and starts a parallel kernel's threads; resolves once they are up. */
  warmUp(): Promise<void>;
  /**
   * The kernel in all its forms, readable.
   *
   * @param precision Of its WGSL. Default f32.
   */
  inspect(precision?: Arithmetic): Inspection;
  /**
   * Tells what the compiler did with the kernel for the CPU, and why it didn't do more, each at its line: as a text, and in
   * parts.
   *
   * @param level How much. Default 1.
   * @throws {RangeError} If there is no such level.
   */
  diagnostics(level?: DiagnosticLevel): KernelDiagnostics;
}

/**
 * Compiles a kernel just in time: a pure function of numbers, whose `prange` loops are independent iterations and
 * reductions.
 *
 * The function's own text is compiled, so it can't use variables from around it; pass them as arguments. Where code is
 * minified, pass the text instead.
 *
 * @param kernel A function, or the text of one; a module's text, its default export the kernel, with helper functions.
 * @param options How to compile and run it.
 * @returns The kernel, to be called like the function.
 * @throws {KernelSyntaxError} What kernels can't say, where, and what to write instead.
 * @throws {TypeError} If the signature or `fastmath` is of another form.
 * @throws {RangeError} If there is no such flag of `fastmath`.
 * @example The lecture's integral
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { jit, prange } from "lanes";
 *
 * const integrate = jit((a: number, b: number, n: number) => {
 *   let acc = 0;
 *   const step = (b - a) / n;
 *   for (const i of prange(n)) {
 *     acc += Math.cos(a + i * step) * step;
 *   }
 *   return acc;
 * });
 *
 * assertAlmostEquals(integrate(0, Math.PI / 2, 1_000_000), 1.0000007853979547, 1e-12);
 * ```
 * @example On all cores, with progress
 * ```ts
 * import { jit, prange } from "lanes";
 *
 * const leibniz = jit((n: number) => {
 *   let sum = 0;
 *   for (const i of prange(n)) {
 *     if (i % 2 === 0) sum += 4 / (2 * i + 1);
 *     else sum -= 4 / (2 * i + 1);
 *   }
 *   return sum;
 * }, { parallel: true, fastmath: true });
 *
 * const pi = await leibniz.run([1e7], { onProgress: (fraction) => console.log(`${Math.round(fraction * 100)} %`) });
 * console.log(pi);
 * ```
 */
export function jit<F extends NumericFunction>(kernel: F, options?: JitOptions): JitKernel<Parameters<F>>;
/** As above, from a text. */
export function jit(kernel: string | KernelSource, options?: JitOptions): JitKernel;
export function jit(kernel: NumericFunction | string | KernelSource, options: JitOptions = {}): JitKernel {
  const stats = { cacheHits: 0, cacheMisses: 0 };
  const store = options.cache ? openDiskStore() : null;
  const source = kernelSource(kernel);
  const compiled = compile(source, { ...options, ...(store && { store: counting(store, stats) }) });
  const { name } = compiled.kernel;
  const parameters = compiled.kernel.parameters.map((parameter) => parameter.name);
  const check = argumentCheck(name, parameters, options.signature);
  const runner = new KernelRunner(code.share(compiled, store !== null), options);
  const call = (...args: number[]): number => {
    check(args);
    return runner.call(args);
  };
  if (options.signature) runner.generate();
  return Object.defineProperty(
    Object.assign(call, {
      parameters,
      stats,
      run: async (args: number[], how?: RunOptions) => {
        check(args);
        return await runner.run(args, how);
      },
      warmUp: () => runner.warmUp(),
      inspect: (precision: Arithmetic = "f32") => inspectionOf(compiled, precision),
      diagnostics: (level: DiagnosticLevel = 1) =>
        diagnose(compiled, level, { parallel: options.parallel ?? false, jobs: options.jobs ?? getNumThreads() }),
      // Another thread compiles it anew, of the same text, and has backends of its own.
      [TASK]: madeTask(import.meta.url, "jit", [source, { ...options, backends: undefined }]),
      [Symbol.asyncDispose]: () => runner[Symbol.asyncDispose](),
    }),
    "name",
    { value: name },
  );
}

/** A store that counts what is found in it, and what isn't. */
function counting(store: CodeStore, stats: { cacheHits: number; cacheMisses: number }): CodeStore {
  return {
    load(key) {
      const bytes = store.load(key);
      if (bytes) stats.cacheHits++;
      else stats.cacheMisses++;
      return bytes;
    },
    save: (key, bytes) => store.save(key, bytes),
  };
}
