import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { UnsupportedError } from "../../../compute/errors.ts";
import { instantiateDriver, instantiateJs, jsTarget } from "../../../compute/codegen/js/mod.ts";
import { Names } from "../../../compute/codegen/js/names.ts";
import type { LoopRequest } from "../../../compute/codegen/target.ts";
import { parseKernel } from "../../../compute/lang/mod.ts";
import { constant, interpret, type Kernel, parameter, RegionBuilder, type Value } from "../../../compute/ir/mod.ts";

Deno.test("names: the wanted one, else numbered, never a reserved one or raw text", () => {
  const names = new Names(["captured"]);
  assertEquals(names.unique("x"), "x");
  assertEquals(names.unique("x"), "x2");
  assertEquals(names.unique("x2"), "x2_2");
  assertEquals(names.unique("π"), "π");
  assertEquals(names.unique("captured"), "captured2");
  assertEquals(names.unique("await"), "await2");
  assertEquals(names.unique("Math"), "Math2");
  assertEquals(names.unique("x); alert(1", "p"), "p");
  assertEquals(names.unique(""), "t");
  assertEquals(names.unique(undefined), "t2");
});

Deno.test("names: those of a block can be taken again after it", () => {
  const names = new Names();
  assertEquals(names.block(() => names.unique("i")), "i");
  assertEquals(names.unique("i"), "i");
});

/** Sums a * i + b over prange(n), everything named as given. */
function kernelNamed(...[a, b, n, index, sum, kernel]: string[]): Kernel {
  const parameters = [a, b, n].map((name) => parameter(name));
  const i = parameter(index);
  const carried = parameter(sum);
  const body = new RegionBuilder();
  const term = body.operation("add", [body.operation("mul", [parameters[0], i], { name: sum }), parameters[1]]);
  const outer = new RegionBuilder();
  const [result] = outer.parallel({
    index: i,
    start: constant(0),
    stop: parameters[2],
    reductions: [{ kind: "sum", name: sum, initial: constant(0), carried }],
    body: body.finish([body.operation("add", [carried, term])]),
  });
  return { name: kernel, parameters, body: outer.finish([result as Value]), source: "" };
}

for (
  const names of [
    ["args", "iterationCount", "first", "count", "k", "function"],
    ["captured", "captures", "accumulators", "offset", "end", "nearest"],
    ["Math", "Float64Array", "arguments", "eval", "undefined", "return"],
    ["x", "x", "x", "x", "x", "x"],
    ["a;b", "'", "\n", "*/", "${0}", "a b"],
  ]
) {
  Deno.test(`generated code is right with the names ${JSON.stringify(names)}`, () => {
    const { text, driver, loops } = jsTarget.generate(kernelNamed(...names), { fastmath: false });
    const requests = instantiateDriver(driver)([3, 0.5, 4]);
    const { loop, start, count, captures, initial } = requests.next().value as LoopRequest;
    const runner = instantiateJs(loops);
    runner.bind(loop, captures);
    const accumulators = Float64Array.from(initial);
    runner.run(loop, start, count, accumulators, 0);
    assertEquals(requests.next(accumulators).value, 20);
    const name = /^function (\S+)\(/m.exec(text)![1];
    assertEquals(new Function(`${text}\nreturn ${name};`)()(3, 0.5, 4), 20);
  });
}

Deno.test("the driver checks the bounds of loops", () => {
  const { driver } = jsTarget.generate(kernelNamed("a", "b", "n", "i", "acc", "kernel"), { fastmath: false });
  assertThrows(() => instantiateDriver(driver)([1, 1, 2.5]).next(), RangeError, "2.5");
  assertThrows(() => instantiateDriver(driver)([1, 1, NaN]).next(), RangeError, "NaN");
  assertEquals((instantiateDriver(driver)([1, 1, -7]).next().value as LoopRequest).count, 0);
});

Deno.test("guards have no place in JavaScript", () => {
  const kernel = kernelNamed("a", "b", "n", "i", "acc", "kernel");
  const loop = kernel.body.instructions[0];
  if (loop.kind !== "parallel") throw new Error("no loop");
  const guard = { kind: "guard", condition: constant(false) } as const;
  const body = { ...loop.body, instructions: [guard, ...loop.body.instructions] };
  const guarded = { ...kernel, body: { ...kernel.body, instructions: [{ ...loop, body }] } };
  assertThrows(() => jsTarget.generate(guarded, { fastmath: false }), UnsupportedError, "guards");
  const { loops } = jsTarget.generate(
    { ...kernel, body: { ...kernel.body, instructions: [{ ...loop, body, fallback: loop.body }] } },
    { fastmath: false },
  );
  assertMatch(loops, /acc/);
});

Deno.test("functions that JavaScript lacks are given by reference, and their names are kept free", () => {
  const kernel = parseKernel("(erf, n) => { let s = erfc(erf); for (const i of prange(n)) s += erfc(i); return s }");
  const { text, driver, loops } = jsTarget.generate(kernel, { fastmath: false });
  assertMatch(text, /^import \{ erfc \} from "lanes";\nfunction kernel\(erf2, n\)/);
  for (const code of [driver, loops]) assertMatch(code, /^"use strict";\nconst \{ erfc \} = functions;/);
});

Deno.test("operations that JavaScript lacks are declared as helpers", () => {
  const x = parameter("x");
  const y = parameter("y");
  const region = new RegionBuilder();
  const bits = region.operation("bitsOf", [x]);
  const sign = region.operation("shlBits", [region.operation("shrBits", [bits, constant(63n)]), constant(63n)]);
  const flipped = region.operation("fromBits", [region.operation("xorBits", [region.operation("bitsOf", [y]), sign])]);
  const values = [
    region.operation("nearest", [x]),
    region.operation("copysign", [y, x]),
    region.operation("pmin", [x, y]),
    region.operation("pmax", [x, y]),
    flipped,
    region.operation("madd", [x, y, constant(1)]),
    region.operation("nmadd", [x, y, constant(1)]),
  ];
  for (const value of values) {
    const used = { name: "f", parameters: [x, y], body: region.finish([value]), source: "" };
    const { text } = jsTarget.generate(used, { fastmath: false });
    const f = new Function(`${text}\nreturn f;`)();
    for (const [a, b] of [[2.5, -3], [-2.5, 3], [-0, 1], [3.5, 3.5], [-0.25, 7]]) {
      assertEquals(f(a, b), interpret(used, [a, b]), text);
    }
  }
});
