import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { constant, interpret, type OperationName, parameter, RegionBuilder, type Value } from "../../compute/ir/mod.ts";
import { mathFunctions } from "../../compute/math/mod.ts";
import { Ranges } from "../../compute/optimize/ranges.ts";

const region = new RegionBuilder();
const x = parameter("x");
const op = (operation: OperationName, ...operands: (Value | number)[]) =>
  region.operation(operation, operands.map((value) => typeof value === "number" ? constant(value) : value));
const call = (name: string, ...operands: Value[]) => region.call(mathFunctions.get(name)!, operands);

Deno.test("nothing is known of a parameter, and of what it can make infinite", () => {
  assertEquals(new Ranges().of(x), { low: -Infinity, high: Infinity, number: false });
  assertEquals(new Ranges().of(op("div", 1, op("add", x, 1))).number, false);
});

Deno.test("a bounded function of a number is a bounded number", () => {
  const ranges = new Ranges();
  ranges.assume(x, { low: -10, high: 10, number: true });
  assert(ranges.proves(op("lt", op("abs", op("add", call("cos", x), op("mul", 3, call("sin", x)))), 4.0001)));
  assert(!ranges.proves(op("lt", op("abs", op("add", call("cos", x), op("mul", 3, call("sin", x)))), 4)));
  assert(ranges.proves(op("ge", op("mul", x, x), 0)));
  assert(ranges.proves(op("gt", call("exp", x), 4e-5)));
});

Deno.test("what may be NaN proves nothing", () => {
  assert(!new Ranges().proves(op("le", call("sin", x), 2)));
  assert(!new Ranges().proves(op("ge", op("sqrt", x), 0)));
});

Deno.test("a guard's condition holds for what follows", () => {
  const ranges = new Ranges();
  ranges.assumeHolds(op("lt", op("abs", x), 100));
  assert(ranges.proves(op("lt", op("abs", op("mul", x, 2)), 201)));
  assert(ranges.proves(op("gt", x, -100.5)));
});

/** Random trees over the operations with rules. */
const trees: fc.Arbitrary<Value> = fc.letrec<{ tree: Value }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    fc.constant<Value>(x),
    fc.double({ min: -8, max: 8, noNaN: true }).map((value): Value => constant(value)),
    fc.tuple(fc.constantFrom<OperationName>("neg", "abs", "sqrt", "floor", "ceil", "trunc"), tie("tree"))
      .map(([operation, value]) => op(operation, value)),
    fc.tuple(
      fc.constantFrom<OperationName>("add", "sub", "mul", "div", "min", "max", "copysign"),
      tie("tree"),
      tie("tree"),
    ).map(([operation, left, right]) => op(operation, left, right)),
    fc.tuple(fc.constantFrom("sin", "cos", "tanh", "atan", "exp", "log", "asin", "acos", "erf", "erfc"), tie("tree"))
      .map(([name, value]) => call(name, value)),
  ),
})).tree;

function evaluate(value: Value, at: number): number {
  const body = new RegionBuilder();
  const copies = new Map<Value, Value>();
  const copy = (node: Value): Value => {
    if (node.kind !== "operation" && node.kind !== "call") return node;
    if (!copies.has(node)) copies.set(node, body.add({ ...node, operands: node.operands.map(copy) }));
    return copies.get(node)!;
  };
  const result = copy(value);
  return interpret({ name: "tree", parameters: [x as never], body: body.finish([result]), source: "" }, [at]);
}

Deno.test("values lie in their ranges", () => {
  fc.assert(
    fc.property(trees, fc.double({ min: -4, max: 4, noNaN: true }), (tree, at) => {
      const ranges = new Ranges();
      ranges.assume(x, { low: -4, high: 4, number: true });
      const { low, high, number } = ranges.of(tree);
      const value = evaluate(tree, at);
      assert(Number.isNaN(value) ? !number : low <= value && value <= high, `${value} is not in [${low}, ${high}]`);
    }),
    { numRuns: 3000 },
  );
});
