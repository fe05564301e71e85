/**
 * The tasks of the GPU's thread, on a device with a fault: the one that this module's address names, once. The device is
 * real; what befalls it is done to it here.
 */
export * from "../../compute/backends/webgpu/gpu_task.ts";

/** What can befall a device. */
export type Fault = "lost" | "out of memory" | "invalid" | "hanging" | "lost while compiling" | "refused";

/** Submissions that go well before, those of the canaries at the start included. */
const GOOD = 6;
/** Longer than the test's patience. */
const HANG_MS = 6000;

let device: GPUDevice | null = null;
let submissions = 0;
let happened = false;

/** Whether the fault is to happen now; it does so once. */
function isTime(): boolean {
  if (happened || submissions <= GOOD) return false;
  return happened = true;
}

const { requestDevice } = GPUAdapter.prototype;
GPUAdapter.prototype.requestDevice = async function (descriptor) {
  if (fault === "refused" && !happened) {
    happened = true;
    throw new DOMException("no memory for a device", "OperationError");
  }
  return device = await requestDevice.call(this, descriptor);
};

const { submit } = GPUQueue.prototype;
GPUQueue.prototype.submit = function (commands) {
  submissions++;
  submit.call(this, commands);
  faults[fault].onSubmit?.();
};

const faults: Readonly<Record<Fault, { readonly onSubmit?: () => void }>> = {
  lost: { onSubmit: () => isTime() && device!.destroy() },
  "out of memory": {
    onSubmit() {
      if (!isTime()) return;
      const scopes = device!.popErrorScope.bind(device);
      device!.popErrorScope = async () => await scopes() ?? new GPUOutOfMemoryError("not enough memory left");
    },
  },
  invalid: {
    onSubmit() {
      if (!isTime()) return;
      // An encoder that was never finished, and a pass within it that has no pipeline.
      const encoder = device!.createCommandEncoder();
      const pass = encoder.beginComputePass();
      pass.dispatchWorkgroups(1);
      pass.end();
      encoder.finish();
    },
  },
  hanging: {
    onSubmit: () => isTime() && Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, HANG_MS),
  },
  "lost while compiling": {},
  refused: {},
};

const fault = new URL(import.meta.url).searchParams.get("fault") as Fault;
if (fault === "lost while compiling") {
  const { createShaderModule } = GPUDevice.prototype;
  GPUDevice.prototype.createShaderModule = function (descriptor) {
    if (!happened && descriptor.label === "lanes") {
      happened = true;
      this.destroy();
    }
    return createShaderModule.call(this, descriptor);
  };
}
