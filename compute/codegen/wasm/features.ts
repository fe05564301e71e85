import { encode } from "./encode.ts";
import { effect, i32, instruction, splat } from "./syntax.ts";

let relaxed: boolean | undefined;

/** Tells whether this engine has relaxed SIMD; asked once, by a tiny module. */
export function hasRelaxedSimd(): boolean {
  if (relaxed === undefined) {
    const one = splat(0x3ff0_0000_0000_0000n);
    const fused = instruction("f64x2.relaxed_madd", [one, one, one]);
    const body = [effect(instruction("v128.store", [i32(0), fused], 0))];
    const probe = { name: "probe", exported: true, parameters: [], locals: [], body, comments: [] };
    relaxed = WebAssembly.validate(encode({ comments: [], functions: [probe], pages: 1, data: [] }));
  }
  return relaxed;
}
