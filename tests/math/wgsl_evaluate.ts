import { Declarations, numberFormats, type ShaderPrecision } from "../../compute/codegen/wgsl/mod.ts";
import { primary } from "../../compute/codegen/wgsl/expressions.ts";
import type { MathFunction } from "../../compute/math/mod.ts";

/** How many f32 or f64 hold a number. */
const PARTS: Readonly<Record<ShaderPrecision, number>> = { f32: 1, df64: 2, f64: 1 };

const arrayOf = (precision: ShaderPrecision, numbers: number) =>
  precision === "f64" ? new Float64Array(numbers) : new Float32Array(PARTS[precision] * numbers);

/** How a shader is made to compute. */
export interface WgslWay {
  readonly precision: ShaderPrecision;
  readonly fastmath?: boolean;
  /** Whether fma rounds once. */
  readonly fused?: boolean;
}

function shaderOf({ name, arity }: MathFunction, { precision, fastmath = false }: WgslWay): string {
  const numbers = numberFormats[precision](fastmath);
  const declarations = new Declarations(numbers);
  const operands = Array.from({ length: arity }, (_, k) => primary(`input[${arity}u * k + ${k}u]`));
  const called = numbers.call(name, operands)!;
  if (called.need !== undefined) declarations.need(called.need);
  return `@group(0) @binding(0) var<storage, read> input: array<${numbers.type}>;
@group(0) @binding(1) var<storage, read_write> output: array<${numbers.type}>;
var<private> zero: u32;
const thorough = true;
var<private> unsure: bool;
${numbers.prelude}
${declarations.texts.join("\n")}
@compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) {
  let k = id.x;
  zero = bitcast<u32>(f32(input[arrayLength(&input) - 1u]${precision === "df64" ? ".x" : ""}));
  if (k < arrayLength(&output)) { output[k] = ${called.expression.text}; }
}`;
}

/** A number as the precision holds it. */
export function rounded(precision: ShaderPrecision, x: number): number {
  if (precision === "f64") return x;
  const high = Math.fround(x);
  if (precision === "f32" || !Number.isFinite(high)) return high;
  return high + Math.fround(x - high);
}

/**
 * Evaluates a math function's WGSL on a device, slow paths included.
 *
 * @param samples Operands that the precision holds, one array for each call.
 * @returns A value for each.
 */
export async function evaluateWgsl(
  device: GPUDevice,
  record: MathFunction,
  samples: readonly (readonly number[])[],
  way: WgslWay = { precision: "f32" },
): Promise<Float64Array> {
  const { precision, fused = false } = way;
  const module = device.createShaderModule({ code: shaderOf(record, way) });
  const errors = (await module.getCompilationInfo()).messages.filter(({ type }) => type === "error");
  if (errors.length > 0) throw new Error(`${record.name}: ${errors.map(({ message }) => message).join("\n")}`);
  const constants: Record<string, number> = precision === "df64" ? { fused: fused ? 1 : 0 } : {};
  const compute = { module, entryPoint: "main", constants };
  const pipeline = await device.createComputePipelineAsync({ layout: "auto", compute });
  const operands = arrayOf(precision, samples.length * record.arity + 1);
  const parts = PARTS[precision];
  samples.flat().forEach((x, k) => {
    operands[parts * k] = x;
    if (parts === 2) operands[2 * k + 1] = Number.isFinite(operands[2 * k]) ? x - operands[2 * k] : 0;
  });
  const bytes = arrayOf(precision, samples.length).byteLength;
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
  const copy = read.getMappedRange().slice(0);
  read.unmap();
  buffers.forEach((buffer) => buffer.destroy());
  const values = precision === "f64" ? new Float64Array(copy) : new Float32Array(copy);
  return Float64Array.from(samples, (_, k) => parts === 1 ? values[k] : values[2 * k] + values[2 * k + 1]);
}
