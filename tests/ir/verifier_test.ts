import { assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  type Callee,
  constant,
  type Kernel,
  type Parallel,
  type Parameter,
  parameter,
  type ReductionKind,
  type Region,
  RegionBuilder,
  type Strip,
  type Value,
  verify,
} from "../../compute/ir/mod.ts";
import { parseIntegrand, parseKernel } from "../../compute/lang/mod.ts";
import { integrandSources, kernelSources } from "../generators.ts";

const a = parameter("a");
const one = constant(1);
const yes = constant(true);
const cos: Callee = { name: "cos", arity: 1, evaluate: Math.cos };

/** A kernel of `a` whose body `write` builds, giving what it yields. */
function kernel(write: (region: RegionBuilder) => Value): Kernel {
  const region = new RegionBuilder();
  return { name: "k", parameters: [a], body: region.finish([write(region)]), source: "" };
}

/** A kernel with one loop and one reduction, whose body `write` builds. */
function loop(
  write: (region: RegionBuilder, carried: Parameter, index: Parameter) => Value,
  kind: ReductionKind = "sum",
  rest: Partial<Parallel> = {},
): Kernel {
  return kernel((region) => {
    const [carried, index] = [parameter("acc"), parameter("i")];
    const body = new RegionBuilder();
    const node = region.add({
      kind: "parallel",
      index,
      start: constant(0),
      stop: a,
      reductions: [{ kind, name: "acc", initial: one, carried }],
      results: [{ kind: "result", type: "f64", name: "acc" }],
      body: body.finish([write(body, carried, index)]),
      ...rest,
    });
    return node.results[0];
  });
}

const region = (...results: Value[]): Region => ({ instructions: [], results });
const strip = (changes: Partial<Strip>): Strip => ({
  length: 4,
  offset: parameter("offset"),
  tables: region(one),
  entries: [parameter("entry")],
  base: parameter("base"),
  header: region(one),
  invariants: [parameter("invariant")],
  ...changes,
});

const MALFORMED: readonly [what: string, kernel: Kernel, message: string][] = [
  ["yields nothing", { ...kernel(() => a), body: region() }, "yields one f64"],
  ["yields a condition", kernel(() => yes), "yields one f64"],
  ["uses what is nowhere defined", kernel((r) => r.operation("neg", [parameter("b")])), "uses b before its definition"],
  [
    "uses a value of a branch outside",
    kernel((r) => {
      const then = new RegionBuilder();
      const inner = then.operation("neg", [a]);
      r.if(yes, then.finish([inner]), region(a));
      return inner;
    }),
    "yield uses neg before its definition",
  ],
  ["has a wrong operand", kernel((r) => r.operation("add", [a, yes])), "add needs f64, not bool"],
  ["has too few operands", kernel((r) => r.operation("add", [a])), "add takes 2 operands"],
  ["has a wrong arity", kernel((r) => r.call(cos, [a, a])), "cos arity"],
  ["calls with a condition", kernel((r) => r.call(cos, [yes])), "cos needs f64, not bool"],
  [
    "has a wrong result",
    kernel((r) => r.add({ kind: "operation", type: "f64", operation: "lt", operands: [a, a] })),
    "lt gives bool",
  ],
  [
    "shifts by a variable",
    kernel((r) => {
      const bits = r.operation("bitsOf", [a]);
      return r.operation("fromBits", [r.operation("shlBits", [bits, bits])]);
    }),
    "shlBits needs a constant shift count",
  ],
  [
    "shifts too far",
    kernel((r) => r.operation("fromBits", [r.operation("shrBits", [r.operation("bitsOf", [a]), constant(64n)])])),
    "shrBits needs a constant shift count",
  ],
  [
    "defines a value twice",
    kernel((r) => {
      const value = r.operation("neg", [a]);
      return r.add(value);
    }),
    "neg is defined twice",
  ],
  ["branches on a number", kernel((r) => r.if(a, region(a), region(one))[0]), "if needs bool, not f64"],
  ["has branches of different types", kernel((r) => r.if(yes, region(a), region(yes))[0]), "different types"],
  ["has branches of different counts", kernel((r) => r.if(yes, region(a), region())[0]), "different counts"],
  [
    "has a guard outside of a loop",
    kernel((r) => {
      r.guard(yes);
      return a;
    }),
    "a guard is outside a loop",
  ],
  [
    "has nested loops",
    loop((r, carried) => {
      r.parallel({ index: parameter("j"), start: one, stop: one, reductions: [], body: region() });
      return carried;
    }),
    "a parallel loop is inside another",
  ],
  ["multiplies a sum", loop((r, carried) => r.operation("mul", [carried, a])), "acc is used by mul"],
  ["adds to a product", loop((r, carried) => r.operation("add", [carried, a]), "product"), "acc is used by add"],
  ["subtracts from a value", loop((r, carried) => r.operation("sub", [a, carried])), "acc is used by sub"],
  ["divides by a product", loop((r, carried) => r.operation("div", [a, carried]), "product"), "acc is used by div"],
  ["adds a sum to itself", loop((r, carried) => r.operation("add", [carried, carried])), "acc is used by add"],
  ["calls with a sum", loop((r, carried) => r.call(cos, [carried])), "acc is used inside its loop"],
  ["selects between a sum and another", loop((r, carried) => r.operation("select", [yes, carried, a])), "by select"],
  ["mixes a sum by an if", loop((r, carried) => r.if(yes, region(carried), region(a))[0]), "acc is mixed"],
  ["yields no sum", loop(() => a), "doesn't yield acc"],
  [
    "reads its sum after the loop",
    kernel((r) => {
      const carried = parameter("acc");
      r.parallel({
        index: parameter("i"),
        start: one,
        stop: a,
        reductions: [{ kind: "sum", name: "acc", initial: one, carried }],
        body: region(carried),
      });
      return carried;
    }),
    "uses acc before its definition",
  ],
  ["has a loop bounded by a condition", loop((_, carried) => carried, "sum", { stop: yes }), "prange needs f64"],
  ["has a loop without results", loop((_, carried) => carried, "sum", { reductions: [] }), "differ in count"],
  ["has a fallback that yields no sum", loop((_, carried) => carried, "sum", { fallback: region(a) }), "yield acc"],
  ["has a strip of odd length", loop((_, c) => c, "sum", { strip: strip({ length: 3 }) }), "no power of two"],
  ["has a strip that is too long", loop((_, c) => c, "sum", { strip: strip({ length: 2048 }) }), "no power of two"],
  ["has too few tables", loop((_, c) => c, "sum", { strip: strip({ entries: [] }) }), "tables and entries"],
  ["has too few invariants", loop((_, c) => c, "sum", { strip: strip({ invariants: [] }) }), "header and invariants"],
  [
    "tabulates by the index",
    loop((_, c) => c, "sum", { strip: strip({ tables: region(parameter("i")) }) }),
    "yield uses i before its definition",
  ],
];

for (const [what, malformed, message] of MALFORMED) {
  Deno.test(`a kernel is refused that ${what}`, () => {
    assertThrows(() => verify(malformed, "a test"), Error, message);
    assertThrows(() => verify(malformed, "a test"), Error, "kernel k is malformed after a test");
  });
}

const FORMED: readonly [what: string, kernel: Kernel][] = [
  ["yields its parameter", kernel(() => a)],
  ["adds on either side", loop((r, carried) => r.operation("add", [a, r.operation("sub", [carried, a])]))],
  ["adds a product", loop((r, carried, i) => r.operation("madd", [i, a, carried]))],
  [
    "multiplies and divides",
    loop((r, carried) => r.operation("div", [r.operation("mul", [a, carried]), a]), "product"),
  ],
  [
    "adds under a condition",
    loop((r, carried) => {
      const then = new RegionBuilder();
      return r.if(yes, then.finish([then.operation("add", [carried, a])]), region(carried))[0];
    }),
  ],
  ["selects a sum", loop((r, carried) => r.operation("select", [yes, r.operation("add", [carried, a]), carried]))],
  [
    "has a guard in a loop",
    loop((r, carried, i) => {
      r.guard(r.operation("lt", [i, a]));
      return carried;
    }),
  ],
  ["has a strip", loop((_, carried) => carried, "sum", { strip: strip({}) })],
];

for (const [what, formed] of FORMED) {
  Deno.test(`a kernel is taken that ${what}`, () => verify(formed, "a test"));
}

Deno.test("whatever the language takes is well formed", () => {
  fc.assert(fc.property(kernelSources({ style: "wild" }), (source) => verify(parseKernel(source), "lowering")));
  fc.assert(fc.property(integrandSources({ style: "wild" }), (source) => verify(parseIntegrand(source), "lowering")));
});
