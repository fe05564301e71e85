import { bitsOf, type Near, type Parallel } from "../../ir/mod.ts";
import { add, comment, FunctionBuilder, isLess, lanes, loadCount, type ModuleBuilder, plus, when } from "./builder.ts";
import { type LoopLayout, MOST_STRIPS } from "./layout.ts";
import type { LoopOptions } from "./loop.ts";
import { type Environment, Lowering } from "./lower.ts";
import { bindCaptures } from "./memory.ts";
import {
  effect,
  get,
  i32,
  instruction,
  type Local,
  set,
  splat,
  type Statement,
  TRUE,
  type WasmFunction,
} from "./syntax.ts";

/** What the functions of a near body are made from. */
export interface NearParts {
  readonly loop: Parallel;
  readonly near: Near;
  readonly layout: LoopLayout;
  readonly module: ModuleBuilder;
  readonly options: LoopOptions;
  /** Fills the tables of the near body's strip, if it has any. */
  readonly fill: WasmFunction | undefined;
  readonly number: number;
}

/**
 * Computes the headers of strips from an index on, two at a time, and leaves in memory from address `at` to `end` what
 * bodies read of them, and masks of where no guard failed.
 *
 * `half` has half of the strips' length in each lane, `step` how far the second lane's strip is from the first's.
 */
export function headersFunction({ loop, near, layout, module, options, number }: NearParts): WasmFunction {
  const { strip } = near;
  const { headers, valid: masks } = layout.near!;
  const first: Local = { name: "first", type: "f64" };
  const [half, step]: Local[] = ["half", "step"].map((name) => ({ name, type: "v128" }));
  const end: Local = { name: "end", type: "i32" };
  const builder = new FunctionBuilder([first, half, step, end]);
  const lowering = new Lowering(module, builder, options.relaxed);
  const environment: Environment = new Map();
  const captures = bindCaptures(loop, layout, builder, environment);
  const [base, valid] = [builder.local("base", "v128"), builder.local("valid", "v128")];
  const at = builder.local("at", "i32");
  environment.set(strip.base, get(base));
  if (strip.half) environment.set(strip.half, get(half));
  const place = { environment, suffix: "", valid };
  const body = [
    set(valid, splat(TRUE)),
    ...lowering.region(strip.header, place),
    ...strip.header.results.map((result, v) =>
      effect(instruction("v128.store", [get(at), lowering.read(result, place)], headers + 8 * MOST_STRIPS * v))
    ),
    effect(instruction("v128.store", [get(at), get(valid)], masks)),
    set(base, add(get(base), add(get(step), get(step)))),
    set(at, plus(get(at), i32(16))),
  ];
  return {
    name: `headers${number}`,
    exported: false,
    parameters: builder.parameters,
    locals: builder.locals,
    comments: ["what is computed once per strip, for two strips at a time"],
    body: [
      ...captures,
      ...lowering.loadConstants(),
      set(
        base,
        add(instruction("f64x2.splat", [get(first)]), instruction("f64x2.mul", [get(step), lanes(0)])),
      ),
      { kind: "repeat", label: "two", body, condition: isLess(get(at), get(end)) },
    ],
  };
}

/** By how many bits strips are shorter than they could be: what is tried, two at a time, the longest first. */
const SHORTER = [[0, 2], [4, 4]] as const;

/** Runs of fewer iterations don't look for the shortest strips: that would cost as much as they'd gain. */
const LONG_ENOUGH = 4096;

/** The shortest strips cost as much as 8 operations an iteration, or half a square root. */
function gainsByShortest({ body }: Parallel): boolean {
  const hasRoot = body.instructions.some((one) => one.kind === "operation" && one.operation === "sqrt");
  return hasRoot || body.instructions.length > 8;
}

/** Finds the longest strips of which the first serves: sets `shift` to the logarithm of their length, 0 if none serves. */
export function findLength(
  headers: WasmFunction,
  first: Local,
  count: Local,
  shift: Local,
  parts: NearParts,
): Statement[] {
  const { near: { strip }, layout } = parts;
  const longest = Math.log2(strip.length);
  const lane = (k: number) => loadCount(i32(8 * k), layout.near!.valid);
  const halves = (shorter: readonly number[]) => {
    const [low, high] = shorter.map((bits) => bitsOf(strip.length / 2 ** (bits + 1)));
    return instruction("v128.const", [], [low, high]);
  };
  const attempt = ([long, short]: readonly [number, number]): Statement[] => [
    effect({ kind: "call", callee: headers, operands: [get(first), halves([long, short]), splat(0n), i32(16)] }),
    set(
      shift,
      instruction("select", [
        i32(longest - long),
        instruction("select", [i32(longest - short), i32(0), lane(1)]),
        lane(0),
      ]),
    ),
  ];
  const shortest = gainsByShortest(parts.loop) ? when(isLess(i32(LONG_ENOUGH), get(count)), attempt(SHORTER[1])) : [];
  return [
    comment("the longest strips of which the first serves"),
    ...attempt(SHORTER[0]),
    ...when(instruction("i32.eqz", [get(shift)]), shortest),
  ];
}
