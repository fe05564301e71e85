import type { MathFunction } from "../../compute/math/mod.ts";
import { mathFunctions } from "../../compute/math/mod.ts";

/** Names of the functions whose declarations `name` needs, in order, its own last. */
function needed(name: string, into: Set<string> = new Set()): Set<string> {
  const { uses = [], declaration } = mathFunctions.get(name)!.wgsl!;
  uses.forEach((used) => needed(used, into));
  if (declaration) into.add(name);
  return into;
}

function shaderOf({ name, arity, wgsl }: MathFunction): string {
  const operands = Array.from({ length: arity }, (_, k) => `input[${arity}u * k + ${k}u]`);
  return `@group(0) @binding(0) var<storage, read> input: array<f32>;
@group(0) @binding(1) var<storage, read_write> output: array<f32>;
var<private> zero: u32;
const thorough = true;
var<private> unsure: bool;
fn fence(x: f32) -> f32 { return bitcast<f32>(bitcast<u32>(x) ^ zero); }
${[...needed(name)].map((used) => mathFunctions.get(used)!.wgsl!.declaration).join("\n")}
@compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) {
  let k = id.x;
  zero = bitcast<u32>(input[arrayLength(&input) - 1u]);
  if (k < arrayLength(&output)) { output[k] = ${wgsl!.call(...operands)}; }
}`;
}

/**
 * Evaluates a math function's WGSL on a device.
 *
 * @param samples Operands, one array for each call.
 * @returns A value for each.
 */
export async function evaluateWgsl(
  device: GPUDevice,
  record: MathFunction,
  samples: readonly (readonly number[])[],
): Promise<Float32Array> {
  const module = device.createShaderModule({ code: shaderOf(record) });
  const errors = (await module.getCompilationInfo()).messages.filter(({ type }) => type === "error");
  if (errors.length > 0) throw new Error(`${record.name}: ${errors.map(({ message }) => message).join("\n")}`);
  const pipeline = await device.createComputePipelineAsync({ layout: "auto", compute: { module, entryPoint: "main" } });
  const operands = new Float32Array([...samples.flat(), 0]);
  const bytes = 4 * samples.length;
  const buffers = [
    device.createBuffer({ size: operands.byteLength, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST }),
    device.createBuffer({ size: bytes, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC }),
    device.createBuffer({ size: bytes, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST }),
  ];
  const [input, output, read] = buffers;
  device.queue.writeBuffer(input, 0, operands);
  const entries = [input, output].map((buffer, binding) => ({ binding, resource: { buffer } }));
  const group = device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries });
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, group);
  pass.dispatchWorkgroups(Math.ceil(samples.length / 64));
  pass.end();
  encoder.copyBufferToBuffer(output, 0, read, 0, bytes);
  device.queue.submit([encoder.finish()]);
  await read.mapAsync(GPUMapMode.READ);
  const values = new Float32Array(read.getMappedRange()).slice();
  read.unmap();
  buffers.forEach((buffer) => buffer.destroy());
  return values;
}
