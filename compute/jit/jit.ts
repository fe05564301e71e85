import { compile, type KernelSource } from "../pipeline.ts";
import { type Inspection, inspectionOf } from "./inspection.ts";
import { type JitOptions, KernelRunner, type RunOptions } from "./runner.ts";
import { kernelSource, type NumericFunction } from "./source.ts";

/** A compiled kernel: call it like the function that it was made from. */
export interface JitKernel<Args extends number[] = number[]> extends AsyncDisposable {
  /**
   * Computes the value here and now, in WebAssembly on this thread; a parallel kernel on all cores once `warmUp` has
   * started the threads, with the same bits. The code is generated at the first call.
   *
   * @throws {TypeError} If an argument is missing, left over, or not a number.
   * @throws {RangeError} If a bound of `prange` is not an integer of magnitude at most 2^53.
   */
  (...args: Args): number;
  readonly name: string;
  /** The parameters' names, in order. */
  readonly parameters: readonly string[];
  /**
   * Computes the value on any backend, while this thread's event loop stays free.
   *
   * @throws {RangeError} If there is no backend of that name.
   * @throws {UnsupportedError} If the backend is not available here, or can't do the kernel or the precision.
   */
  run(args: Args, options?: RunOptions): Promise<number>;
  /** Starts the threads of a parallel kernel, and readies its code. */
  warmUp(): Promise<void>;
  /** The kernel in all its forms, readable. */
  inspect(): Inspection;
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
  const compiled = compile(kernelSource(kernel), options);
  const { name } = compiled.kernel;
  const parameters = compiled.kernel.parameters.map((parameter) => parameter.name);
  const runner = new KernelRunner(compiled, options);
  const call = (...args: number[]): number => {
    checkArguments(name, parameters, args);
    return runner.call(args);
  };
  return Object.defineProperty(
    Object.assign(call, {
      parameters,
      run: async (args: number[], how?: RunOptions) => {
        checkArguments(name, parameters, args);
        return await runner.run(args, how);
      },
      warmUp: () => runner.warmUp(),
      inspect: () => inspectionOf(compiled),
      [Symbol.asyncDispose]: () => runner[Symbol.asyncDispose](),
    }),
    "name",
    { value: name },
  );
}

function checkArguments(name: string, parameters: readonly string[], args: readonly unknown[]): void {
  if (args.length !== parameters.length) {
    const list = parameters.length === 0 ? "no arguments" : `${parameters.length} (${parameters.join(", ")})`;
    throw new TypeError(`${name} takes ${list}, not ${args.length}`);
  }
  for (let wrong = 0; wrong < args.length; wrong++) {
    if (typeof args[wrong] === "number") continue;
    throw new TypeError(
      `${name} computes with numbers: its argument ${parameters[wrong]} is of type ${typeof args[wrong]}`,
    );
  }
}
