import type { OpenDevice } from "./adapter.ts";
import { hearOfLoss } from "./errors.ts";
import { canaryOf, type ShaderPrecision } from "../../codegen/wgsl/mod.ts";

/** What a device can compute in. */
export interface Offer {
  /** The best first. */
  readonly precisions: readonly ShaderPrecision[];
  /** Whether its fma rounds once. */
  readonly fused: boolean;
  /** Why others are left out. */
  readonly refused: Readonly<Partial<Record<ShaderPrecision, string>>>;
}

const NO_F64 = "this device grants no feature shader-f64: choose df64";
/** What a canary says of a driver that spoils a precision. */
export const NOT_EXACT = "is not exact on this driver";
const WRONG_F64 = `f64 ${NOT_EXACT}: choose df64`;
const WRONG_DF64 = `df64 ${NOT_EXACT}: choose f32`;

/** Tries what the precisions are made of, by shaders whose results are known to the last bit. */
export async function tryPrecisions({ device, grantsF64 }: OpenDevice): Promise<Offer> {
  const f64 = grantsF64 && await passes(device, "f64", {});
  const fused = await passes(device, "df64", { fused: 1 });
  const df64 = fused || await passes(device, "df64", { fused: 0 });
  return {
    precisions: [...(f64 ? ["f64"] as const : []), ...(df64 ? ["df64"] as const : []), "f32"],
    fused,
    refused: { ...(!f64 && { f64: grantsF64 ? WRONG_F64 : NO_F64 }), ...(!df64 && { df64: WRONG_DF64 }) },
  };
}

/**
 * Whether a shader computes what it must; one that the driver refuses doesn't.
 *
 * @throws {DeviceLostError} If the device is lost meanwhile.
 */
async function passes(
  device: GPUDevice,
  precision: Exclude<ShaderPrecision, "f32">,
  constants: Record<string, number>,
): Promise<boolean> {
  const { source, operands, expected, pairs } = canaryOf(precision);
  device.pushErrorScope("validation");
  const buffer = (size: number, usage: number) => device.createBuffer({ label: "lanes canary", size, usage });
  const buffers = [
    buffer(operands.byteLength, GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST),
    buffer(expected.byteLength, GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC),
    buffer(expected.byteLength, GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST),
  ];
  try {
    const [given, results, read] = buffers;
    const module = device.createShaderModule({ label: "lanes canary", code: source });
    const compute = { module, entryPoint: "main", constants };
    const pipeline = await device.createComputePipelineAsync({ label: "lanes canary", layout: "auto", compute });
    const entries = [given, results].map((buffer, binding) => ({ binding, resource: { buffer } }));
    device.queue.writeBuffer(given, 0, operands);
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }));
    pass.dispatchWorkgroups(Math.ceil(pairs / 64));
    pass.end();
    encoder.copyBufferToBuffer(results, 0, read, 0, expected.byteLength);
    device.queue.submit([encoder.finish()]);
    await read.mapAsync(GPUMapMode.READ);
    const bytes = new Uint32Array(read.getMappedRange().slice(0));
    const exact = new Uint32Array(expected.buffer);
    return bytes.every((word, k) => word === exact[k]);
  } catch {
    const loss = await hearOfLoss(device);
    if (loss) throw loss;
    return false;
  } finally {
    await device.popErrorScope().catch(() => null);
    buffers.forEach((buffer) => buffer.destroy());
  }
}
