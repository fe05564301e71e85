import { refuseSharedMemory } from "./shared_memory.ts";

/** The part of `node:v8` that is used here. */
interface V8 {
  serialize(value: unknown): Uint8Array;
  deserialize(bytes: Uint8Array): unknown;
}

const LENGTH_BYTES = 4;

/**
 * Messages between processes: each a length and a value as V8 writes a structured clone, so that what can be sent to a
 * thread can be sent to a process, but for shared memory.
 */
export class FrameCodec {
  readonly #v8: V8;
  #buffer = new Uint8Array(1 << 16);
  #filled = 0;

  constructor() {
    // Not imported: what a browser loads must not name it.
    const host = globalThis as { process?: { getBuiltinModule?(name: string): V8 } };
    const v8 = host.process?.getBuiltinModule?.("node:v8");
    if (!v8) throw new Error("messages between processes need node:v8, which is not here");
    this.#v8 = v8;
  }

  /**
   * Writes a message.
   *
   * @throws If the value can't be copied, as memory that threads share.
   */
  encode(value: unknown): Uint8Array {
    refuseSharedMemory(value);
    const payload = this.#v8.serialize(value);
    const frame = new Uint8Array(LENGTH_BYTES + payload.length);
    new DataView(frame.buffer).setUint32(0, payload.length);
    frame.set(payload, LENGTH_BYTES);
    return frame;
  }

  /** Takes what has arrived, and yields the messages that are complete. */
  *decode(chunk: Uint8Array): Generator<unknown, void, undefined> {
    this.#append(chunk);
    let at = 0;
    const view = new DataView(this.#buffer.buffer);
    while (this.#filled - at >= LENGTH_BYTES) {
      const end = at + LENGTH_BYTES + view.getUint32(at);
      if (end > this.#filled) break;
      const payload = this.#buffer.slice(at + LENGTH_BYTES, end);
      at = end;
      yield this.#v8.deserialize(payload);
    }
    this.#buffer.copyWithin(0, at, this.#filled);
    this.#filled -= at;
  }

  #append(chunk: Uint8Array): void {
    const needed = this.#filled + chunk.length;
    if (needed > this.#buffer.length) {
      const larger = new Uint8Array(Math.max(needed, 2 * this.#buffer.length));
      larger.set(this.#buffer.subarray(0, this.#filled));
      this.#buffer = larger;
    }
    this.#buffer.set(chunk, this.#filled);
    this.#filled = needed;
  }
}
