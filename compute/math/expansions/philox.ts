import { constant, type Value } from "../../ir/mod.ts";
import { MULTIPLIER, ROUNDS, WEYL } from "../scalar/random.ts";
import type { Formula } from "./formula.ts";

/** `random` as operations; the keys follow from the seed alone, and leave the loop with it. */
export function expandRandom(f: Formula, seed: Value, i: Value): Value {
  const multiplier = constant(MULTIPLIER, "i32");
  let x = f.operation("toI32", i);
  let y = f.operation("toUpperI32", i);
  let key = f.operation("toI32", seed);
  for (let round = 0; round < ROUNDS; round++) {
    const high = f.operation("mulHighU32", x, multiplier);
    [x, y] = [f.operation("xorI32", f.operation("xorI32", high, key), y), f.operation("mulI32", x, multiplier)];
    key = f.operation("addI32", key, constant(WEYL, "i32"));
  }
  if (f.digits < 27) {
    const few = f.operation("ushrI32", x, constant(32 - f.digits, "i32"));
    return f.mul(f.operation("fromU32", few), 2 ** -f.digits);
  }
  const upper = f.operation("fromU32", f.operation("ushrI32", x, constant(5, "i32")));
  const lower = f.operation("fromU32", f.operation("ushrI32", y, constant(59 - f.digits, "i32")));
  return f.add(f.mul(upper, 2 ** -27), f.mul(lower, 2 ** -f.digits));
}

export function expandImul(f: Formula, x: Value, y: Value): Value {
  return f.operation("fromI32", f.operation("mulI32", f.operation("toI32", x), f.operation("toI32", y)));
}
