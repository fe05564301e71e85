/** The GPU went away under a run: a driver's reset, a removed device, a shader that its driver found too slow. */
export class DeviceLostError extends Error {
  override readonly name = "DeviceLostError";

  /** @param message What the driver says. */
  constructor(message: string) {
    super(
      `device lost: the GPU stopped serving this program (${message || "no reason given"}). Run again: the next run ` +
        "gets a fresh device. If it is lost again, choose a smaller n or another backend",
    );
  }
}

/** How long to wait, after a failure, for word that the device is lost, in ms. */
const LOSS_MS = 200;

/**
 * Waits for word that a device is lost: whatever fails on a lost device fails for that reason, but the loss may be told
 * a little later.
 */
export async function hearOfLoss(device: GPUDevice): Promise<DeviceLostError | null> {
  let timer;
  const patience = new Promise<null>((resolve) => timer = setTimeout(() => resolve(null), LOSS_MS));
  const loss = await Promise.race([device.lost.then(({ message }) => new DeviceLostError(message)), patience]);
  clearTimeout(timer);
  return loss;
}

/** The GPU has too little memory left. */
export class OutOfMemoryError extends Error {
  override readonly name = "OutOfMemoryError";

  constructor(message: string) {
    super(`the GPU is out of memory: ${message}. Close what else uses it, and run again`);
  }
}

/** The driver refuses what Lanes generated: a defect of Lanes or the driver, not of the kernel. */
export class GpuRefusalError extends Error {
  override readonly name = "GpuRefusalError";

  constructor(message: string) {
    const said = message.replaceAll(/[\s.]+$|\s+/g, " ").trim();
    super(`the GPU's driver refuses the shader: ${said}. Choose another backend, and please report this kernel`);
  }
}

/** A shader, or its compiling, goes on and on. */
export class GpuTimeoutError extends Error {
  override readonly name = "GpuTimeoutError";

  /** @param ms For how long nothing was heard. */
  constructor(ms: number) {
    const seconds = ms / 1000;
    super(
      `the GPU has not answered for ${seconds} s: a shader takes too long, or its driver hangs. The next run gets a ` +
        "fresh device; if it hangs again, share the work out among more iterations, or choose another backend",
    );
  }
}

/** Names an error that WebGPU reported. */
export function nameGpuError(error: GPUError): Error {
  return typeof GPUOutOfMemoryError !== "undefined" && error instanceof GPUOutOfMemoryError
    ? new OutOfMemoryError(error.message)
    : new GpuRefusalError(error.message);
}
