import { IDENTITY, type Parallel } from "../../ir/mod.ts";
import { difference, FunctionBuilder, isLess, loadCount, minimum, plus, toFloat, when } from "./builder.ts";
import type { LoopLayout } from "./layout.ts";
import { combiners } from "./loop.ts";
import {
  effect,
  type Expression,
  get,
  i32,
  instruction,
  type Local,
  set,
  type Statement,
  type WasmFunction,
} from "./syntax.ts";

/** A fourth of the first run of a loop's own body. */
const FAR = 32;

/** Runs of fewer iterations look once whether the near body serves: where steps are large it seldom does further on. */
const SHORT_RUN = 2048;

/**
 * Runs a loop: by its near body as far as that serves, then by its own for 128 iterations, and so on. Where the near
 * body doesn't serve again and again, the own body takes four times as much each time, in short runs all the rest.
 */
export function chooseFunction(
  { reductions }: Parallel,
  { near: nearLayout, partials }: LoopLayout,
  nearBody: WasmFunction,
  far: WasmFunction,
  name: string,
  comments: readonly string[],
): WasmFunction {
  const [first, count]: Local[] = [{ name: "first", type: "f64" }, { name: "count", type: "i32" }];
  const builder = new FunctionBuilder([first, count]);
  const [position, rest, done, span] = ["position", "rest", "done", "span"].map((local) => builder.local(local, "i32"));
  const totals = reductions.map((reduction) => builder.local(reduction.name, "f64"));
  const run = (callee: WasmFunction, size: Expression) =>
    effect({
      kind: "call",
      callee,
      operands: [instruction("f64.add", [get(first), toFloat(get(position))]), size],
    });
  const gather = (size: Expression): Statement[] => [
    ...totals.map((total, r) =>
      set(
        total,
        instruction(combiners[reductions[r].kind].scalars, [
          get(total),
          instruction("f64.load", [i32(0)], partials + 8 * r),
        ]),
      )
    ),
    set(position, plus(get(position), size)),
  ];
  const body: Statement[] = [
    set(rest, difference(get(count), get(position))),
    run(nearBody, get(rest)),
    set(done, loadCount(i32(0), nearLayout!.done)),
    set(span, instruction("select", [i32(FAR), instruction("i32.shl", [get(span), i32(2)]), get(done)])),
    ...when(instruction("i32.eqz", [get(done)]), [set(done, minimum(get(span), get(rest))), run(far, get(done))]),
    ...gather(get(done)),
  ];
  return {
    name,
    exported: true,
    parameters: builder.parameters,
    locals: builder.locals,
    comments,
    body: [
      ...totals.map((total, r) => set(total, instruction("f64.const", [], IDENTITY[reductions[r].kind]))),
      set(span, instruction("select", [get(count), i32(FAR), isLess(get(count), i32(SHORT_RUN))])),
      ...when(get(count), [
        { kind: "repeat", label: "part", body, condition: isLess(get(position), get(count)) },
      ]),
      ...totals.map((total, r) => effect(instruction("f64.store", [i32(0), get(total)], partials + 8 * r))),
    ],
  };
}
