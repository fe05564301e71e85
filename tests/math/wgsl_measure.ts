import type { ShaderPrecision } from "../../compute/codegen/wgsl/mod.ts";
import type { MathFunction } from "../../compute/math/mod.ts";
import type { Worst } from "./measure.ts";
import { pointsFor } from "./points.ts";
import { reference, ulps } from "./reference.ts";
import { evaluateWgsl, rounded, type WgslWay } from "./wgsl_evaluate.ts";

/** Ends of f32's normal numbers; of df64's, whose second parts are to be normal too. */
const RANGES: Readonly<Record<ShaderPrecision, readonly [least: number, most: number]>> = {
  f32: [2 ** -126, 2 ** 127],
  df64: [2 ** -76, 2 ** 126],
  f64: [0, Infinity],
};

/** What a precision is asked for: f32 and f64 for units in their last places, df64 for bits. */
export const WGSL_BOUNDS = { f32: 4, df64: 44, f64: 4 } as const;

/** The largest error of a function's WGSL. */
export interface WgslAccuracy {
  readonly points: number;
  /** In ULP of the precision; of df64 in those of 53 bits. */
  readonly worst: Worst;
}

/** How many bits are right, of an error in ULP of 53 bits. */
export const bitsOfError = (error: number) => 53 - Math.log2(error);

/** Whether an accuracy is what its precision is asked for. */
export function isAccurate(precision: ShaderPrecision, { error }: Worst): boolean {
  return precision === "df64" ? bitsOfError(error) >= WGSL_BOUNDS.df64 : error <= WGSL_BOUNDS[precision];
}

/** Measures a function's WGSL against the reference, over its whole domain as far as the precision's normal numbers go. */
export async function measureWgsl(
  device: GPUDevice,
  record: MathFunction,
  way: WgslWay,
  count: number,
): Promise<WgslAccuracy> {
  const { precision } = way;
  const [least, most] = RANGES[precision];
  const isNormal = (x: number) => Math.abs(x) >= least && Math.abs(x) < most;
  const points = pointsFor(record.name, count).map((operands) => operands.map((x) => rounded(precision, x)))
    .filter((operands) => operands.every((x) => x === 0 || isNormal(x)));
  const values = await evaluateWgsl(device, record, points, way);
  let worst: Worst = { error: 0, at: [] };
  let measured = 0;
  points.forEach((at, k) => {
    if (!isNormal(record.evaluate(...at))) return;
    const exact = reference(record.name, at);
    if (!exact) return;
    measured++;
    const error = ulps(values[k], exact) * (precision === "f32" ? 2 ** -29 : 1);
    if (!(error <= worst.error)) worst = { error, at };
  });
  return { points: measured, worst };
}
