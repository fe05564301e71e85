import { type CompiledKernel, keyOf } from "../pipeline.ts";

/** Structures that are remembered at most: some tens of kilobytes each. */
const MOST_KERNELS = 128;

/**
 * Remembers compiled kernels by their structure, so that the code of each is generated once, whatever its values are
 * called. The least recently used is forgotten first.
 */
export class CodeCache {
  readonly #kernels = new Map<string, CompiledKernel>();
  readonly #most: number;

  constructor(most = MOST_KERNELS) {
    this.#most = most;
  }

  /**
   * @param kept Whether the kernel's code is kept on disk, too; others don't share with it.
   * @returns The kernel of the same structure and options that was seen first, whose code is to be run.
   */
  share(compiled: CompiledKernel, kept = false): CompiledKernel {
    const key = `${kept} ${keyOf(compiled)}`;
    const kernel = this.#kernels.get(key) ?? compiled;
    this.#kernels.delete(key);
    this.#kernels.set(key, kernel);
    if (this.#kernels.size > this.#most) this.#kernels.delete(this.#kernels.keys().next().value!);
    return kernel;
  }
}
