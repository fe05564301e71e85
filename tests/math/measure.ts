import { type MathFunction, mathFunctions } from "../../compute/math/mod.ts";
import { compiled, type Way } from "./compiled.ts";
import { pointsFor } from "./points.ts";
import { reference, references, ulps } from "./reference.ts";

/** The largest error seen, in ULP of the exact value, and where. */
export interface Worst {
  readonly error: number;
  readonly at: readonly number[];
}

/** What was seen of one function. */
export interface Accuracy {
  readonly name: string;
  /** Points with a finite result other than 0. */
  readonly points: number;
  /** Of the record's `evaluate`, which JavaScript and the interpreter use. */
  readonly javascript: Worst;
  readonly strict: Worst;
  readonly fastmath: Worst;
}

const WAYS: readonly Way[] = [false, true].flatMap((fastmath) =>
  (["guarded", "fallback"] as const).flatMap((path) =>
    (fastmath ? [true, false] : [false]).map((relaxed) => ({ fastmath, path, relaxed }))
  )
);

/** The functions whose values are rounded: the others are exact. */
export const measuredFunctions: readonly MathFunction[] = [...mathFunctions.values()].filter(({ name, tolerance }) =>
  name in references && tolerance.strict > 0
);

/**
 * From the correctly rounded value a function may be this many ULP off: 1 for those that are used most, else 2; so from
 * the exact value half of one more. Under `fastmath` the bound is from the exact value.
 */
const CLOSE = new Set(["sin", "cos", "tan", "exp", "log", "sqrt", "pow", "atan"]);
export const bounds = (name: string) => ({ strict: CLOSE.has(name) ? 1.5 : 2.5, fastmath: 4 });

/** Whether all that was seen of a function is within its bounds. */
export function isWithinBounds({ name, strict, fastmath }: Accuracy): boolean {
  return strict.error < bounds(name).strict && fastmath.error <= bounds(name).fastmath;
}

/**
 * Measures a function's errors against the reference: of the Wasm code that loops are compiled to, in every way that a
 * loop may use, over its whole domain.
 */
export function measure(record: MathFunction, count: number): Accuracy {
  const points = pointsFor(record.name, count);
  const ways = WAYS.flatMap((way) => {
    const map = compiled(record, way);
    return map ? [{ mode: way.fastmath ? "fastmath" as const : "strict" as const, ...map(points) }] : [];
  });
  const worst: Record<"javascript" | "strict" | "fastmath", Worst> = {
    javascript: { error: 0, at: [] },
    strict: { error: 0, at: [] },
    fastmath: { error: 0, at: [] },
  };
  let finite = 0;
  points.forEach((at, k) => {
    const exact = reference(record.name, at);
    if (!exact) return;
    finite++;
    const errors = new Map<number, number>();
    const judge = (mode: keyof typeof worst, value: number) => {
      const error = errors.get(value) ?? ulps(value, exact);
      errors.set(value, error);
      if (error > worst[mode].error) worst[mode] = { error, at };
    };
    judge("javascript", record.evaluate(...at));
    for (const { mode, values, valid } of ways) if (valid[k]) judge(mode, values[k]);
  });
  return { name: record.name, points: finite, ...worst };
}
