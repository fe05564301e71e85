import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { constant, type Kernel, parameter, printKernel, RegionBuilder } from "../../compute/ir/mod.ts";
import { parseIntegrand, parseKernel } from "../../compute/lang/mod.ts";
import { kernelSources } from "../generators.ts";

Deno.test("an integrand's kernel is printed with its source's names", () => {
  assertEquals(
    printKernel(parseIntegrand("cos(x)")),
    `kernel integrate(a, b, n) {
  %1 = sub b, a
  step = div %1, n
  acc = parallel i from 0 to n, sum acc.1 from 0 {
    %2 = mul i, step
    x = add a, %2
    result = cos(x)
    %3 = mul result, step
    acc.2 = add acc.1, %3
    yield acc.2
  }
  yield acc
}`,
  );
});

Deno.test("branches and constants are printed", () => {
  const source = "(a) => { let x = -0; if (a > 1) { x = a * 2; } else { x = a / 0.5; } return a < 1 ? 3 : x }";
  assertEquals(
    printKernel(parseKernel(source)),
    `kernel kernel(a) {
  %1 = gt a, 1
  x = if %1 {
    x.1 = mul a, 2
    yield x.1
  } else {
    x.2 = div a, 0.5
    yield x.2
  }
  %2 = lt a, 1
  result = select %2, 3, x
  yield result
}`,
  );
});

Deno.test("what optimisation adds is printed: bits, guards, strips and fallbacks", () => {
  const n = parameter("n");
  const index = parameter("i");
  const carried = parameter("acc");
  const [offset, entry, base, invariant] = ["k", "table", "first", "start"].map((name) => parameter(name));
  const tables = new RegionBuilder();
  const header = new RegionBuilder();
  const body = new RegionBuilder();
  body.guard(body.operation("lt", [index, n]));
  const bits = body.operation("xorBits", [body.operation("bitsOf", [entry]), constant(255n)]);
  const sum = body.operation("add", [body.operation("fromBits", [bits]), invariant]);
  const fallback = new RegionBuilder();
  const kernel: Kernel = {
    name: "k",
    parameters: [n],
    source: "",
    body: (() => {
      const region = new RegionBuilder();
      const loop = region.add({
        kind: "parallel",
        index,
        start: constant(-0),
        stop: n,
        reductions: [{ kind: "sum", name: "acc", initial: constant(1), carried }],
        body: body.finish([body.operation("add", [carried, sum])]),
        fallback: fallback.finish([fallback.operation("add", [carried, index])]),
        strip: {
          length: 16,
          offset,
          tables: tables.finish([tables.operation("neg", [offset])]),
          entries: [entry],
          base,
          header: header.finish([base]),
          invariants: [invariant],
        },
        results: [{ kind: "result", type: "f64", name: "acc" }],
      });
      return region.finish(loop.results);
    })(),
  };
  assertEquals(
    printKernel(kernel),
    `kernel k(n) {
  acc = parallel i from -0 to n, sum acc.1 from 1 {
    tables of 16 by k {
      %1 = neg k
      yield %1
    }
    header at first {
      yield first
    }
    entries table
    invariants start
    %2 = lt i, n
    guard %2
    %3 = bitsOf table
    %4 = xorBits %3, 0xff
    %5 = fromBits %4
    %6 = add %5, start
    %7 = add acc.1, %6
    yield %7
  } fallback {
    %8 = add acc.1, i
    yield %8
  }
  yield acc
}`,
  );
});

Deno.test("a name is defined once and before its use, in any kernel", () => {
  fc.assert(fc.property(kernelSources({ style: "wild" }), (source) => {
    const text = printKernel(parseKernel(source));
    const defined = [...text.matchAll(/^ *([^=({\n]+) = /gm)].flatMap(([, names]) => names.split(", "));
    assertEquals(new Set(defined).size, defined.length);
    assertEquals(text.includes("undefined"), false);
  }));
});
