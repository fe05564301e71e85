/** A record outside of shared memory: a key, which may be empty, and a value behind it. Its bytes are used again. */
export class Scratch {
  bytes = new Uint8Array(1024);
  view = new DataView(this.bytes.buffer);
  /** Where the key ends, and the value begins. */
  keyEnd = 0;
  /** Where the value ends. */
  end = 0;

  /** Makes room for `length` bytes, keeping what is there. */
  reserve(length: number): void {
    if (length <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(length, 2 * this.bytes.length));
    larger.set(this.bytes);
    this.bytes = larger;
    this.view = new DataView(larger.buffer);
  }

  /** A copy to be kept while this is used for something else; the returned function puts it back. */
  keep(): () => void {
    const { keyEnd, end } = this;
    const bytes = this.bytes.slice(0, end);
    return () => {
      this.bytes.set(bytes);
      Object.assign(this, { keyEnd, end });
    };
  }
}
