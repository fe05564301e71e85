import type { Parallel, Type } from "../../ir/mod.ts";
import { signatureOf } from "../target.ts";
import { type FunctionBuilder, loadSplat } from "./builder.ts";
import { type LoopLayout, TABLE_FAILURES } from "./layout.ts";
import type { Environment } from "./lower.ts";
import { type Expression, get, i32, instruction, type Local, set, splat, type Statement } from "./syntax.ts";

/** Loads what a loop captures into locals; booleans, kept as 0 and 1, become masks, and i32s vectors. */
export function bindCaptures(
  loop: Parallel,
  layout: LoopLayout,
  builder: FunctionBuilder,
  environment: Environment,
): Statement[] {
  return signatureOf(loop).captures.map((value, c) => {
    const local = builder.local(("name" in value && value.name) || "captured", "v128");
    environment.set(value, get(local));
    const loaded = loadSplat(layout.captures + 8 * c);
    return set(local, CONVERSIONS[value.type](loaded));
  });
}

/** What a captured f64 is to the loop. */
const CONVERSIONS: Readonly<Record<Type, (loaded: Expression) => Expression>> = {
  f64: (loaded) => loaded,
  bool: (loaded) => instruction("f64x2.ne", [loaded, splat(0n)]),
  i32: (loaded) => instruction("i32x4.trunc_sat_f64x2_s_zero", [loaded]),
  bits: () => {
    throw new Error("bits can't be captured");
  },
};

/** Loads two entries of a table. */
export function loadEntry(offset: Local, address: number): Expression {
  return instruction("v128.load", [get(offset)], address);
}

/** Loads the mask of the lanes in which all guards of the tables held. */
export function loadFailures(layout: Pick<LoopLayout, "tableState">): Expression {
  return instruction("v128.not", [instruction("v128.load", [i32(0)], layout.tableState + TABLE_FAILURES)]);
}
