import { bitsOf, IDENTITY, type Near, type Parallel, type Strip } from "../../ir/mod.ts";
import {
  add,
  alternate,
  balanced,
  comment,
  FunctionBuilder,
  lanes,
  minimum,
  type ModuleBuilder,
  toFloat,
  when,
} from "./builder.ts";
import { type Iteration, type IterationContext, lowerIteration } from "./iteration.ts";
import { type LoopLayout, MOST_STRIPS, type NearLayout } from "./layout.ts";
import { combiners, type LoopOptions } from "./loop.ts";
import { type Environment, Lowering, TRUE } from "./lower.ts";
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

/** The first index of the strip whose entries are at an address. */
const indexOf = (first: Local, at: Expression, { length }: Strip) =>
  instruction("f64.add", [get(first), toFloat(instruction("i32.shl", [at, i32(Math.log2(length) - 3)]))]);
const difference = (x: Expression, y: Expression) => instruction("i32.sub", [x, y]);
const isLess = (x: Expression, y: Expression) => instruction("i32.lt_u", [x, y]);
const loadCount = (address: Expression, offset: number) => instruction("i32.load", [address], offset);

/** `headers{number}(first, at, end)` and `near{number}(first, count)`, in this order. */
export function nearFunctions(parts: NearParts): WasmFunction[] {
  const headers = headersFunction(parts);
  return [headers, nearFunction(parts, headers)];
}

/**
 * Computes the headers of up to `MOST_STRIPS` strips from an index on, two at a time: what bodies read of them, and masks
 * of where no guard failed.
 */
function headersFunction({ loop, near, layout, module, options, number }: NearParts): WasmFunction {
  const { strip } = near;
  const { headers, valid: masks } = layout.near!;
  const first: Local = { name: "first", type: "f64" };
  const at: Local = { name: "at", type: "i32" };
  const end: Local = { name: "end", type: "i32" };
  const builder = new FunctionBuilder([first, at, end]);
  const lowering = new Lowering(module, builder, options.relaxed);
  const environment: Environment = new Map();
  const captures = bindCaptures(loop, layout, builder, environment);
  const [base, valid] = [builder.local("base", "v128"), builder.local("valid", "v128")];
  const place = { environment: environment.set(strip.base, get(base)), suffix: "", valid };
  const step = lowering.constant(bitsOf(2 * strip.length));
  const body = [
    set(valid, splat(TRUE)),
    ...lowering.region(strip.header, place),
    ...strip.header.results.map((result, v) =>
      effect(instruction("v128.store", [get(at), lowering.read(result, place)], headers + 8 * MOST_STRIPS * v))
    ),
    effect(instruction("v128.store", [get(at), get(valid)], masks)),
    set(base, add(get(base), step)),
    set(at, instruction("i32.add", [get(at), i32(16)])),
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
      set(base, add(instruction("f64x2.splat", [indexOf(first, get(at), strip)]), lanes(0, strip.length))),
      { kind: "repeat", label: "two", body, condition: isLess(get(at), get(end)) },
    ],
  };
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
  const [strips, at, length, position, size, whole, k] = ["strips", "at", "length", "position", "size", "whole", "k"]
    .map(
      i32Local,
    );
  const step = 2 * unroll;
  const copies = Array.from({ length: unroll }, (_, u) => u);
  const locals = (name: string) => copies.map((u) => builder.local(name, "v128", `.${u}`));
  const accumulators = loop.reductions.map(({ name }) => locals(name));
  const isIndexed = lowering.reads(near.body, loop.index);
  const indices = isIndexed ? locals(loop.index.name) : [];
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
  const context: IterationContext = { loop, lowering, builder, environment, strip, tables, k };
  const iteration = (one: Iteration, copy: number) => lowerIteration(near.body, one, copy, context);
  const iterations = copies.map((u) =>
    iteration({ accumulators: accumulators.map((list) => list[u]), index: indices[u] }, u)
  );
  const turn: Statement[] = [
    ...((options.interleave ?? true) ? alternate(iterations) : iterations.flat()),
    ...indices.map((local) => set(local, add(get(local), lowering.constant(bitsOf(step))))),
    set(k, instruction("i32.add", [get(k), i32(8 * step)])),
  ];
  const eachStrip: Statement[] = [
    ...kept,
    set(size, minimum(difference(get(length), get(position)), i32(strip.length))),
    set(
      whole,
      instruction("i32.shl", [difference(get(size), instruction("i32.rem_u", [get(size), i32(step)])), i32(3)]),
    ),
    set(k, i32(0)),
    ...when(get(whole), [{ kind: "repeat", label: "turn", body: turn, condition: isLess(get(k), get(whole)) }]),
    set(at, instruction("i32.add", [get(at), i32(8)])),
    set(position, instruction("i32.add", [get(position), get(size)])),
  ];
  lowering.keepConstants = false;
  const [offset, inside, index] = ["offset", "inside", loop.index.name].map((name) => builder.local(name, "v128"));
  const base = instruction("f64x2.splat", [
    instruction("f64.add", [get(first), toFloat(difference(get(position), get(size)))]),
  ]);
  const pair = { accumulators: accumulators.map(([one]) => one), index, path: get(inside) };
  const rest: Statement[] = [
    set(offset, add(instruction("f64x2.splat", [toFloat(instruction("i32.shr_u", [get(k), i32(3)]))]), lanes(0))),
    set(inside, instruction("f64x2.lt", [get(offset), instruction("f64x2.splat", [toFloat(get(size))])])),
    ...(isIndexed ? [set(index, add(base, get(offset)))] : []),
    ...iteration(pair, 0),
    set(k, instruction("i32.add", [get(k), i32(16)])),
  ];
  const more = isLess(get(k), instruction("i32.shl", [get(size), i32(3)]));
  const fits = loadCount(get(at), masks);
  return {
    name: `near${number}`,
    exported: false,
    parameters: builder.parameters,
    locals: builder.locals,
    comments: ["the near body, up to the first strip on which it doesn't serve"],
    body: [
      set(
        strips,
        minimum(
          instruction("i32.shr_u", [
            instruction("i32.add", [get(count), i32(strip.length - 1)]),
            i32(Math.log2(strip.length)),
          ]),
          i32(MOST_STRIPS),
        ),
      ),
      comment("the others' headers only if the first two strips serve"),
      effect({ kind: "call", callee: headers, operands: [get(first), i32(0), i32(16)] }),
      ...when(instruction("select", [loadCount(i32(8), masks), i32(0), loadCount(i32(0), masks)]), [
        ...when(isLess(i32(2), get(strips)), [
          effect({
            kind: "call",
            callee: headers,
            operands: [get(first), i32(16), instruction("i32.shl", [get(strips), i32(3)])],
          }),
        ]),
      ]),
      comment("how many of the strips serve"),
      {
        kind: "repeat",
        label: "count",
        body: [set(at, instruction("i32.add", [get(at), instruction("select", [i32(8), i32(0), fits])]))],
        condition: instruction("select", [
          fits,
          i32(0),
          isLess(get(at), instruction("i32.shl", [get(strips), i32(3)])),
        ]),
      },
      ...(fill ? when(get(at), fillTables(fill, at, minimum(get(count), i32(strip.length)), layout.near!)) : []),
      set(length, minimum(get(count), instruction("i32.shl", [get(at), i32(Math.log2(strip.length) - 3)]))),
      effect(instruction("i32.store", [i32(0), get(length)], done)),
      ...when(get(length), [
        ...captures,
        comment("constants, kept in registers"),
        ...lowering.loadConstants(),
        ...accumulators.flatMap((list, r) =>
          list.map((local) => set(local, splat(bitsOf(IDENTITY[loop.reductions[r].kind]))))
        ),
        ...indices.map((local, u) => set(local, add(instruction("f64x2.splat", [get(first)]), lanes(2 * u)))),
        set(at, i32(0)),
        { kind: "repeat", label: "strip", body: eachStrip, condition: isLess(get(position), get(length)) },
        comment("what remains, two iterations at a time, the last perhaps alone"),
        ...when(more, [{ kind: "repeat", label: "rest", body: rest, condition: more }]),
        ...accumulators.map((list, r) => {
          const { lanes: vector, scalars } = combiners[loop.reductions[r].kind];
          const total = list[0];
          return [
            set(total, balanced(list.map(get), vector)),
            effect(instruction("f64.store", [
              i32(0),
              instruction(scalars, [0, 1].map((lane) => instruction("f64x2.extract_lane", [get(total)], lane))),
            ], layout.partials + 8 * r)),
          ];
        }).flat(),
      ]),
    ],
  };
}

/**
 * Runs a loop: by its near body as far as that serves, then by its own for a strip's length, and so on. Where the near
 * body doesn't serve again and again, the own body takes four times as much each time.
 */
export function chooseFunction(
  { near, reductions }: Parallel,
  { near: nearLayout, partials }: LoopLayout,
  nearBody: WasmFunction,
  far: WasmFunction,
  name: string,
  comments: readonly string[],
): WasmFunction {
  const { length } = near!.strip;
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
    set(position, instruction("i32.add", [get(position), size])),
  ];
  const body: Statement[] = [
    set(rest, difference(get(count), get(position))),
    run(nearBody, get(rest)),
    set(done, loadCount(i32(0), nearLayout!.done)),
    ...when(get(done), [...gather(get(done)), set(span, i32(length))]),
    ...when(isLess(get(done), minimum(get(rest), i32(MOST_STRIPS * length))), [
      set(done, minimum(get(span), difference(get(rest), get(done)))),
      run(far, get(done)),
      ...gather(get(done)),
      set(span, instruction("i32.shl", [get(span), i32(2)])),
    ]),
  ];
  return {
    name,
    exported: true,
    parameters: builder.parameters,
    locals: builder.locals,
    comments,
    body: [
      ...totals.map((total, r) => set(total, instruction("f64.const", [], IDENTITY[reductions[r].kind]))),
      set(span, i32(length)),
      ...when(get(count), [
        { kind: "repeat", label: "part", body, condition: isLess(get(position), get(count)) },
      ]),
      ...totals.map((total, r) => effect(instruction("f64.store", [i32(0), get(total)], partials + 8 * r))),
    ],
  };
}
