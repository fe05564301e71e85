/** What a dispatch reads and writes, in the order of the shader's bindings; `read` is where the host looks. */
const USAGES = {
  parameters: ["STORAGE", "COPY_DST"],
  tiles: ["STORAGE", "COPY_DST"],
  partials: ["STORAGE", "COPY_SRC"],
  read: ["MAP_READ", "COPY_DST"],
} as const;

type BufferName = keyof typeof USAGES;

/** The smallest buffer that is made, in bytes: room for what most runs need, so that few are replaced. */
const SMALLEST = 2 ** 18;

/** The buffers of one device, kept from dispatch to dispatch, replaced by larger ones where need be. */
export class Arena {
  readonly #device: GPUDevice;
  readonly #buffers = new Map<BufferName, GPUBuffer>();
  /** Grows whenever a buffer is replaced, so that what refers to the old ones can be told. */
  generation = 0;

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  /** A buffer of at least so many bytes. */
  buffer(name: BufferName, bytes: number): GPUBuffer {
    const kept = this.#buffers.get(name);
    if (kept && kept.size >= bytes) return kept;
    kept?.destroy();
    const usage = USAGES[name].reduce((flags, flag) => flags | GPUBufferUsage[flag], 0);
    const size = 2 ** Math.ceil(Math.log2(Math.max(SMALLEST, bytes)));
    const buffer = this.#device.createBuffer({ label: `lanes ${name}`, size, usage });
    this.#buffers.set(name, buffer);
    this.generation++;
    return buffer;
  }

  /** Gives the memory back. */
  destroy(): void {
    this.#buffers.forEach((buffer) => buffer.destroy());
    this.#buffers.clear();
  }
}
