/**
 * Reads buffers that the device has written.
 *
 * Deno waits for the device inside of `mapAsync`, so that the bytes are there when it returns, but resolves its promise
 * only 10 ms later, a multiple of what a short run takes. So the bytes are asked for at once; where the device hasn't
 * been waited for, that throws, and the promise is awaited. A buffer's first read always awaits it: before that, Deno
 * doesn't know in which mode the buffer is mapped.
 */
export class Readers {
  readonly #readBefore = new WeakSet<GPUBuffer>();

  /**
   * @param bytes How many, from the buffer's start.
   * @returns A copy of them; and when, by the host's clock, they were there to be copied.
   */
  async read(buffer: GPUBuffer, bytes: number): Promise<{ readonly copy: ArrayBuffer; readonly mappedAt: number }> {
    const mapped = buffer.mapAsync(GPUMapMode.READ, 0, bytes);
    mapped.catch(() => {});
    const range = (this.#readBefore.has(buffer) && rangeNow(buffer, bytes)) || await rangeThen(mapped, buffer, bytes);
    this.#readBefore.add(buffer);
    const mappedAt = performance.now();
    const copy = range.slice(0);
    buffer.unmap();
    return { copy, mappedAt };
  }
}

function rangeNow(buffer: GPUBuffer, bytes: number): ArrayBuffer | null {
  try {
    return buffer.getMappedRange(0, bytes);
  } catch {
    return null;
  }
}

async function rangeThen(mapped: Promise<void>, buffer: GPUBuffer, bytes: number): Promise<ArrayBuffer> {
  await mapped;
  return buffer.getMappedRange(0, bytes);
}
