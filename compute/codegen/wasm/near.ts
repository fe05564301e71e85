import { bitsOf, IDENTITY } from "../../ir/mod.ts";
import {
  add,
  balanced,
  comment,
  difference,
  FunctionBuilder,
  isLess,
  lanes,
  loadCount,
  minimum,
  plus,
  toFloat,
  when,
} from "./builder.ts";
import { type IterationContext, lowerPair, lowerTurn } from "./iteration.ts";
import { MOST_STRIPS, type NearLayout } from "./layout.ts";
import { acrossLanes, combiners } from "./loop.ts";
import { type Environment, Lowering } from "./lower.ts";
import { bindCaptures, loadFailures } from "./memory.ts";
import {
  effect,
  type Expression,
  get,
  i32,
  instruction,
  type Local,
  set,
  splat,
  type Statement,
  type WasmFunction,
} from "./syntax.ts";
import { findLength, headersFunction, type NearParts } from "./headers.ts";

/** `headers{number}(first, at, end)` and `near{number}(first, count)`, in this order. */
export function nearFunctions(parts: NearParts): WasmFunction[] {
  const headers = headersFunction(parts);
  return [headers, nearFunction(parts, headers)];
}

/** Fills the tables; where a guard of theirs fails, no strip serves. */
function fillTables(fill: WasmFunction, at: Local, needed: Expression, layout: NearLayout): Statement[] {
  const holds = instruction("i64x2.all_true", [loadFailures(layout)]);
  return [
    effect({ kind: "call", callee: fill, operands: [needed] }),
    ...when(instruction("i32.eqz", [holds]), [set(at, i32(0))]),
  ];
}

/**
 * Runs the near body from an index on, up to the first strip on which a guard fails, and leaves the reductions and how
 * many iterations they are of in memory. Accumulators go on from strip to strip.
 */
function nearFunction(parts: NearParts, headers: WasmFunction): WasmFunction {
  const { loop, near, layout, module, options, fill, number } = parts;
  const { strip } = near;
  const { unroll, done, tables, headers: invariants, valid: masks } = layout.near!;
  const [first, count]: Local[] = [{ name: "first", type: "f64" }, { name: "count", type: "i32" }];
  const builder = new FunctionBuilder([first, count]);
  const lowering = new Lowering(module, builder, options.relaxed);
  const environment: Environment = new Map();
  const captures = bindCaptures(loop, layout, builder, environment);
  const i32Local = (name: string) => builder.local(name, "i32");
  const [shift, stripLength, end, at, length] = ["shift", "stripLength", "end", "at", "length"].map(i32Local);
  const [position, size, start, whole, k] = ["position", "size", "start", "whole", "k"].map(i32Local);
  const wide = builder.local("wide", "v128");
  const step = 2 * unroll;
  const copies = Array.from({ length: unroll }, (_, u) => u);
  const locals = (name: string) => copies.map((u) => builder.local(name, "v128", `.${u}`));
  const accumulators = loop.reductions.map(({ name }) => locals(name));
  const index = lowering.reads(near.body, loop.index) ? builder.local(loop.index.name, "v128", ".0") : undefined;
  // Header results that are the same share a local.
  const { results } = strip.header;
  const kept = strip.invariants.flatMap((invariant, v) => {
    const same = results.indexOf(results[v]);
    if (same < v) {
      environment.set(invariant, environment.get(strip.invariants[same])!);
      return [];
    }
    const local = builder.local(invariant.name, "v128");
    environment.set(invariant, get(local));
    return [
      set(local, instruction("v128.load64_splat", [get(at)], invariants + 8 * MOST_STRIPS * v)),
    ];
  });
  const context: IterationContext = { loop, lowering, builder, environment, strip, tables, k, scale: 8 };
  const pairs = copies.map((u) => ({ accumulators: accumulators.map((list) => list[u]) }));
  const turn = lowerTurn(near.body, pairs, index, options.interleave ?? true, context);
  const eachStrip: Statement[] = [
    ...kept,
    set(size, minimum(difference(get(length), get(position)), get(stripLength))),
    set(
      whole,
      plus(
        get(start),
        instruction("i32.shl", [difference(get(size), instruction("i32.rem_u", [get(size), i32(step)])), i32(3)]),
      ),
    ),
    set(k, get(start)),
    ...when(isLess(get(k), get(whole)), [
      { kind: "repeat", label: "turn", body: turn, condition: isLess(get(k), get(whole)) },
    ]),
    set(at, plus(get(at), i32(8))),
    set(position, plus(get(position), get(size))),
  ];
  lowering.keepConstants = false;
  const last = {
    done: instruction("i32.shr_u", [difference(get(k), get(start)), i32(3)]),
    end: instruction("f64x2.splat", [toFloat(get(size))]),
    base: instruction("f64x2.splat", [
      instruction("f64.add", [get(first), toFloat(difference(get(position), get(size)))]),
    ]),
  };
  const rest = lowerPair(near.body, { accumulators: accumulators.map(([one]) => one) }, last, context);
  const more = isLess(difference(get(k), get(start)), instruction("i32.shl", [get(size), i32(3)]));
  const fits = loadCount(get(at), masks);
  return {
    name: `near${number}`,
    exported: false,
    parameters: builder.parameters,
    locals: builder.locals,
    comments: ["the near body, up to the first strip on which it doesn't serve"],
    body: [
      ...findLength(headers, first, count, shift, parts),
      ...when(get(shift), [
        set(stripLength, instruction("i32.shl", [i32(1), get(shift)])),
        set(wide, instruction("f64x2.splat", [toFloat(get(stripLength))])),
        set(
          end,
          instruction("i32.shl", [
            minimum(
              instruction("i32.shr_u", [plus(get(count), difference(get(stripLength), i32(1))), get(shift)]),
              i32(MOST_STRIPS),
            ),
            i32(3),
          ]),
        ),
        effect({
          kind: "call",
          callee: headers,
          operands: [
            get(first),
            instruction("f64x2.mul", [get(wide), splat(bitsOf(0.5))]),
            get(wide),
            get(end),
          ],
        }),
        comment("how many of the strips serve"),
        {
          kind: "repeat",
          label: "count",
          body: [set(at, plus(get(at), instruction("select", [i32(8), i32(0), fits])))],
          condition: instruction("select", [fits, i32(0), isLess(get(at), get(end))]),
        },
        ...(fill ? when(get(at), fillTables(fill, at, i32(strip.length), layout.near!)) : []),
      ]),
      set(
        length,
        minimum(get(count), instruction("i32.shl", [instruction("i32.shr_u", [get(at), i32(3)]), get(shift)])),
      ),
      effect(instruction("i32.store", [i32(0), get(length)], done)),
      ...when(get(length), [
        ...captures,
        comment("constants, kept in registers"),
        ...lowering.loadConstants(),
        ...accumulators.flatMap((list, r) =>
          list.map((local) => set(local, splat(bitsOf(IDENTITY[loop.reductions[r].kind]))))
        ),
        ...(index ? [set(index, add(instruction("f64x2.splat", [get(first)]), lanes(0)))] : []),
        set(at, i32(0)),
        comment("tables are about the centre of the longest strips"),
        set(start, instruction("i32.shl", [difference(i32(strip.length), get(stripLength)), i32(2)])),
        { kind: "repeat", label: "strip", body: eachStrip, condition: isLess(get(position), get(length)) },
        comment("what remains, two iterations at a time, the last perhaps alone"),
        ...when(more, [{ kind: "repeat", label: "rest", body: rest, condition: more }]),
        ...accumulators.flatMap((list, r) => {
          const { kind, factor } = loop.reductions[r];
          const [total] = list;
          const sum = acrossLanes(total, kind, factor && lowering.read(factor, { environment, suffix: "" }));
          return [
            set(total, balanced(list.map(get), combiners[kind].lanes)),
            effect(instruction("f64.store", [i32(0), sum], layout.partials + 8 * r)),
          ];
        }),
      ]),
    ],
  };
}
