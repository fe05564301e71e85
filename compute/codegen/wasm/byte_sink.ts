/** What bytes are appended to: a list, or a `ByteSink`. */
export interface Sink {
  push(byte: number): unknown;
}

const FIRST_SIZE = 4096;

/** A growing piece of memory: the code of a function has thousands of bytes, which a list would keep in 8 each. */
export class ByteSink implements Sink {
  #bytes = new Uint8Array(FIRST_SIZE);
  #length = 0;

  push(byte: number): void {
    if (this.#length === this.#bytes.length) {
      const bytes = new Uint8Array(2 * this.#length);
      bytes.set(this.#bytes);
      this.#bytes = bytes;
    }
    this.#bytes[this.#length++] = byte;
  }

  get length(): number {
    return this.#length;
  }

  /** All bytes that were appended. */
  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }
}
