import { assert, assertEquals } from "@std/assert";
import { instantiateDriver } from "../../../compute/codegen/js/mod.ts";
import type { LoopRequest } from "../../../compute/codegen/target.ts";
import { compileWasm, instantiateWasm, wasmTarget } from "../../../compute/codegen/wasm/mod.ts";
import {
  constant,
  interpret,
  type Kernel,
  parameter,
  type Region,
  RegionBuilder,
  type Value,
  verify,
} from "../../../compute/ir/mod.ts";
import { mathFunctions } from "../../../compute/math/mod.ts";

/** Where a guard is put, and how it is read there: the values at which it holds. */
interface Guards {
  readonly tables?: (region: RegionBuilder, offset: Value) => Value;
  readonly header?: (region: RegionBuilder, base: Value) => Value;
  readonly body?: (region: RegionBuilder, index: Value) => Value;
}

/** A function of an angle, by its formula that is valid everywhere. */
function of(name: string, angle: Value, region: RegionBuilder): Value {
  return mathFunctions.get(name)!.expand(region, [angle], { fastmath: false, total: true });
}

/** Sums cos(a + i * h) over prange(start, stop) by angle addition; its fallback adds 1000 to each, to be seen. */
function angleAddition(length: number, guards: Guards = {}): Kernel {
  const [a, h, start, stop] = ["a", "h", "start", "stop"].map((name) => parameter(name));
  const [index, carried, offset, base] = ["i", "acc", "offset", "base"].map((name) => parameter(name));
  const entries = ["c", "s"].map((name) => parameter(name));
  const invariants = ["C", "S"].map((name) => parameter(name));
  const region = (write: (builder: RegionBuilder) => Value[]): Region => {
    const builder = new RegionBuilder();
    return builder.finish(write(builder));
  };
  const guard = (builder: RegionBuilder, where: keyof Guards, value: Value) => {
    const condition = guards[where]?.(builder, value);
    if (condition) builder.guard(condition);
  };
  const strip = {
    length,
    offset,
    tables: region((r) => {
      guard(r, "tables", offset);
      const angle = r.operation("mul", [offset, h]);
      return [of("cos", angle, r), of("sin", angle, r)];
    }),
    entries,
    base,
    header: region((r) => {
      guard(r, "header", base);
      const angle = r.operation("add", [a, r.operation("mul", [base, h])]);
      return [of("cos", angle, r), of("sin", angle, r)];
    }),
    invariants,
  };
  const body = region((r) => {
    guard(r, "body", index);
    const [c, s] = entries;
    const [C, S] = invariants;
    return [r.operation("add", [
      carried,
      r.operation("sub", [r.operation("mul", [C, c]), r.operation("mul", [S, s])]),
    ])];
  });
  const fallback = region((r) => {
    const angle = r.operation("add", [a, r.operation("mul", [index, h])]);
    return [r.operation("add", [carried, r.operation("add", [of("cos", angle, r), constant(1000)])])];
  });
  const kernel = new RegionBuilder();
  const [acc] = kernel.parallel({
    index,
    start,
    stop,
    reductions: [{ kind: "sum", name: "acc", initial: constant(0), carried }],
    body,
    strip,
    fallback: Object.keys(guards).length > 0 ? fallback : undefined,
  });
  const whole = { name: "angles", parameters: [a, h, start, stop], body: kernel.finish([acc]), source: "" };
  verify(whole, "building");
  return whole;
}

/** Runs a kernel's only loop in blocks of 2048 iterations. */
function run(kernel: Kernel, args: readonly number[]): number {
  const code = wasmTarget.generate(kernel, { fastmath: false });
  const runner = instantiateWasm(compileWasm(code), code);
  const driver = instantiateDriver(code.driver)(args);
  // Left from an earlier request, to be forgotten:
  runner.bind(0, Array(code.loops[0].captureCount).fill(9));
  runner.run(0, 0, 100, new Float64Array(1), 0);
  const { loop, start, count, captures, initial } = driver.next().value as LoopRequest;
  runner.bind(loop, captures);
  const accumulators = Float64Array.from(initial);
  for (let done = 0; done < count; done += 16384) {
    runner.run(loop, start + done, Math.min(16384, count - done), accumulators, 0);
  }
  return driver.next(accumulators).value as number;
}

function agree(kernel: Kernel, args: readonly number[]): void {
  const expected = interpret(kernel, args);
  const actual = run(kernel, args);
  assert(Math.abs(actual - expected) <= 1e-9, `${args}: ${actual} and not ${expected}`);
}

for (const length of [2, 8, 1024]) {
  Deno.test(`strips of ${length}: as the interpreter has them`, () => {
    for (const count of [1, 2, 3, 7, 8, 9, 1023, 1024, 1025, 4099, 20001]) {
      agree(angleAddition(length), [0.5, 0.001, 0, count]);
      agree(angleAddition(length), [0.5, 0.001, -1000, count - 1000]);
    }
  });
}

Deno.test("guards: the strips in which one fails are run by the fallback, whole", () => {
  const below = (limit: number) => (region: RegionBuilder, value: Value) =>
    region.operation("lt", [value, constant(limit)]);
  const plain = interpret(angleAddition(128), [0.5, 0.001, 0, 3000]);
  const fallbacks = (guards: Guards) =>
    Math.round((run(angleAddition(128, guards), [0.5, 0.001, 0, 3000]) - plain) / 1000);
  assertEquals(fallbacks({ body: below(1e9) }), 0);
  assertEquals(fallbacks({ body: below(2999) }), 3000 - 23 * 128);
  assertEquals(fallbacks({ body: below(600) }), 3000 - 4 * 128);
  assertEquals(fallbacks({ header: below(2560) }), 3000 - 20 * 128);
  assertEquals(fallbacks({ header: below(-1) }), 3000);
  assertEquals(fallbacks({ tables: below(127) }), 3000);
  assertEquals(fallbacks({ tables: below(128) }), 0);
});

Deno.test("guards: what is beyond the last iteration doesn't count", () => {
  const kernel = angleAddition(256, {
    body: (region, index) => region.operation("lt", [index, constant(301)]),
  });
  const args = [0.5, 0.001, 0, 301];
  assert(Math.abs(run(kernel, args) - interpret(angleAddition(256), args)) <= 1e-9);
});

Deno.test("guards: inside of a branch they count for the lanes that take it", () => {
  const build = (limit: number) => {
    const [stop, index, carried] = ["stop", "i", "acc"].map((name) => parameter(name));
    const branch = (write: (region: RegionBuilder) => Value) => {
      const region = new RegionBuilder();
      return region.finish([write(region)]);
    };
    const body = new RegionBuilder();
    const isLarge = body.operation("gt", [index, constant(100)]);
    const [term] = body.if(
      isLarge,
      branch((region) => {
        region.guard(region.operation("lt", [index, constant(limit)]));
        return constant(2);
      }),
      branch((region) => {
        region.guard(region.operation("le", [index, constant(100)]));
        return constant(1);
      }),
    );
    const fallback = new RegionBuilder();
    const kernel = new RegionBuilder();
    const [acc] = kernel.parallel({
      index,
      start: constant(0),
      stop,
      reductions: [{ kind: "sum", name: "acc", initial: constant(0), carried }],
      body: body.finish([body.operation("add", [carried, term])]),
      fallback: fallback.finish([fallback.operation("add", [carried, constant(1000)])]),
    });
    const whole: Kernel = { name: "branches", parameters: [stop], body: kernel.finish([acc]), source: "" };
    verify(whole, "building");
    return whole;
  };
  assertEquals(run(build(500), [201]), 101 + 200);
  // The first stretch has 16 iterations.
  assertEquals(run(build(120), [128]), 16 + 112_000);
});

Deno.test("guards: where one fails in a short run, little of it is run again", () => {
  const [stop, index, carried] = ["stop", "i", "acc"].map((name) => parameter(name));
  const body = new RegionBuilder();
  body.guard(body.operation("lt", [index, constant(200)]));
  const fallback = new RegionBuilder();
  const kernel = new RegionBuilder();
  const [acc] = kernel.parallel({
    index,
    start: constant(0),
    stop,
    reductions: [{ kind: "sum", name: "acc", initial: constant(0), carried }],
    body: body.finish([body.operation("add", [carried, constant(1)])]),
    fallback: fallback.finish([fallback.operation("add", [carried, constant(1000)])]),
  });
  const whole: Kernel = { name: "short", parameters: [stop], body: kernel.finish([acc]), source: "" };
  assertEquals(run(whole, [201]), 16 + 128 + 57 * 1000);
  assertEquals(run(whole, [4000]), 16 + 3984 * 1000);
});
