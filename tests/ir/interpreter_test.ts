import { assertEquals, assertThrows } from "@std/assert";
import {
  constant,
  GuardFailure,
  interpret,
  iterationCount,
  type Kernel,
  type Parallel,
  parameter,
  type Region,
  RegionBuilder,
} from "../../compute/ir/mod.ts";

const n = parameter("n");
const index = parameter("i");
const carried = parameter("acc");

/** A kernel of `n` that sums over [0, n), with the rest of its loop as given. */
function summing(body: Region, rest: Partial<Parallel> = {}): Kernel {
  const region = new RegionBuilder();
  const loop = region.add({
    kind: "parallel",
    index,
    start: constant(0),
    stop: n,
    reductions: [{ kind: "sum", name: "acc", initial: constant(0), carried }],
    results: [{ kind: "result", type: "f64", name: "acc" }],
    body,
    ...rest,
  });
  return { name: "k", parameters: [n], body: region.finish(loop.results), source: "" };
}

function guarded(bound: number): Region {
  const body = new RegionBuilder();
  body.guard(body.operation("lt", [index, constant(bound)]));
  return body.finish([body.operation("add", [carried, index])]);
}

function negated(): Region {
  const body = new RegionBuilder();
  return body.finish([body.operation("sub", [carried, index])]);
}

Deno.test("a loop runs in index order", () => {
  const body = new RegionBuilder();
  const scaled = body.operation("div", [index, constant(3)]);
  const kernel = summing(body.finish([body.operation("add", [carried, scaled])]));
  let expected = 0;
  for (let i = 0; i < 100; i++) expected += i / 3;
  assertEquals(interpret(kernel, [100]), expected);
});

Deno.test("an empty range leaves the initial value", () => {
  for (const stop of [0, -0, -5]) assertEquals(interpret(summing(negated()), [stop]), 0);
});

Deno.test("a failed guard without a fallback is an error", () => {
  assertEquals(interpret(summing(guarded(5)), [5]), 10);
  assertThrows(() => interpret(summing(guarded(5)), [6]), GuardFailure);
});

Deno.test("a failed guard takes the fallback, for that iteration alone", () => {
  assertEquals(interpret(summing(guarded(5), { fallback: negated() }), [7]), 10 - 5 - 6);
});

Deno.test("a strip tabulates by offset and computes once per base", () => {
  const [offset, entry, base, invariant] = ["k", "table", "first", "start"].map((name) => parameter(name));
  const tables = new RegionBuilder();
  const header = new RegionBuilder();
  const body = new RegionBuilder();
  const value = body.operation("add", [entry, invariant]);
  const kernel = summing(body.finish([body.operation("add", [carried, value])]), {
    strip: {
      length: 4,
      offset,
      tables: tables.finish([tables.operation("mul", [offset, constant(10)])]),
      entries: [entry],
      base,
      header: header.finish([header.operation("mul", [base, constant(100)])]),
      invariants: [invariant],
    },
  });
  // Indices 0 to 5: offsets 0 1 2 3 0 1 by 10, bases 0 0 0 0 4 4 by 100.
  assertEquals(interpret(kernel, [6]), 10 * 7 + 100 * 8);
});

Deno.test("bounds are integers of at most 2^53", () => {
  assertEquals(iterationCount(0, 10), 10);
  assertEquals(iterationCount(-3, 4), 7);
  assertEquals(iterationCount(5, 2), 0);
  assertEquals(iterationCount(0, 2 ** 53), 2 ** 53);
  for (const bound of [0.5, NaN, Infinity, -Infinity, 2 ** 53 + 2]) {
    const error = assertThrows(() => iterationCount(0, bound), RangeError);
    assertEquals(error.message, `prange needs integer bounds of at most 2^53: its stop is ${bound}`);
    assertThrows(() => iterationCount(bound, 0), RangeError, "its start is");
  }
});
