import { compile, type CompiledKernel } from "../../pipeline.ts";
import type { Backend, PrepareOptions } from "../backend.ts";

/**
 * A kernel to rehearse with: it takes the compiler through periodic and other functions, strips, guards and fallbacks,
 * and is as long as it takes for several threads to be called in.
 */
const KERNEL = { expr: "cos(x) * exp(-x * x) / log(2 + x)" };
const ARGS = [0, 1, 2 ** 17];

/**
 * Compiles and runs a small kernel the way that a backend will run others. An engine compiles each function of Lanes,
 * too, when it is first called: a program's first kernel took three times as long to compile as its second.
 *
 * @param backend What to rehearse on; it may still be starting.
 * @param options How it will be used.
 * @param starting Resolves once it has started.
 */
export async function rehearse(
  backend: Pick<Backend, "target" | "prepare">,
  options: PrepareOptions,
  starting: Promise<void> | undefined,
): Promise<void> {
  // This thread has nothing else to do while others start.
  const kernel = compileFor(backend.target);
  await starting;
  await using prepared = await backend.prepare(kernel, options);
  await prepared.run(ARGS);
  prepared.runSync?.(ARGS);
}

/** Compiles it in both ways: the second time, the engine has learnt from the first. */
function compileFor(target: Backend["target"]): CompiledKernel {
  const [strict, fast] = [false, true].map((fastmath) => compile(KERNEL, { fastmath }));
  void strict[target];
  void fast[target];
  return fast;
}
