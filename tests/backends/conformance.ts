import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import type { Backend, Precision } from "../../compute/backends/backend.ts";
import { interpret } from "../../compute/ir/mod.ts";
import { compile, type KernelSource } from "../../compute/pipeline.ts";

/** What a kernel's value may differ by from the interpreter's: it rounds n times, the kernels' values are about 1. */
const TOLERANCES = {
  f64: (n: number) => 1e-12 + n * 2 ** -52,
  df64: (n: number) => 1e-12 + n * 2 ** -46,
  f32: (n: number) => 1e-6 + n * 2 ** -24,
};

/** Kernels that between them have all that a backend must handle. */
export const KERNELS: Readonly<Record<string, { readonly source: KernelSource; readonly args: readonly number[] }>> = {
  integrand: { source: { expr: "cos(x)" }, args: [0, Math.PI / 2] },
  product: {
    source: {
      kernel: "(scale, n) => { let p = 2; for (const i of prange(n)) p *= 1 + scale / (i + 1) ** 2; return p; }",
    },
    args: [0.5],
  },
  "several loops": {
    source: {
      kernel: `(n) => {
        let mean = 0;
        for (const i of prange(n)) mean += Math.sin(i) / n;
        let variance = 0, product = 1;
        for (const i of prange(n)) {
          variance += (Math.sin(i) - mean) ** 2 / n;
          product *= 1 + mean / n;
        }
        return mean + variance * product;
      }`,
    },
    args: [],
  },
  "a loop in a branch, from a negative start": {
    source: {
      kernel: `(bias, n) => {
        let sum = bias;
        if (bias > 0) {
          for (const i of prange(-7, n)) sum += i % 3 === 0 ? 1 / (i * i + 1) : 0;
        }
        return sum;
      }`,
    },
    args: [1],
  },
};

const COUNTS = [1, 2, 1000, 50_000];

export interface ConformanceOptions {
  readonly create: () => Backend;
  /** Numbers of jobs whose results must be the same to the last bit. */
  readonly jobs: readonly number[];
  /** What it computes in; default f64, and nothing else. */
  readonly arithmetic?: keyof typeof TOLERANCES;
  /** What it is asked to compute in; default `auto`. */
  readonly precision?: Precision;
  /** Why it can't run here, if so. */
  readonly skip?: string;
}

/** The tests that every backend passes. */
export function testBackend(
  name: string,
  { create, jobs, arithmetic = "f64", precision = "auto", skip }: ConformanceOptions,
): void {
  const tolerance = TOLERANCES[arithmetic];
  const test = (what: string, run: (backend: Backend) => Promise<void>) =>
    Deno.test({
      name: `${name}${precision === "auto" ? "" : ` in ${precision}`}: ${what}${skip ? ` (skipped: ${skip})` : ""}`,
      ignore: skip !== undefined,
      fn: async () => {
        const backend = create();
        assertEquals(backend.name, name);
        try {
          await run(backend);
        } finally {
          await backend.close();
        }
      },
    });

  test("values are the interpreter's, whether waited for or not", async (backend) => {
    for (const [label, { source, args }] of Object.entries(KERNELS)) {
      const compiled = compile(source);
      await using prepared = await backend.prepare(compiled, { jobs: 2, precision });
      for (const n of COUNTS) {
        const expected = interpret(compiled.kernel, [...args, n]);
        const { value } = await prepared.run([...args, n]);
        assert(Math.abs(value - expected) < tolerance(n), `${label}, n = ${n}: ${value}, not ${expected}`);
        if (prepared.runSync) assertEquals(prepared.runSync([...args, n]).value, value, `${label}, n = ${n}, runSync`);
      }
    }
  });

  test("values don't depend on the number of jobs", async (backend) => {
    for (const [label, { source, args }] of Object.entries(KERNELS)) {
      const compiled = compile(source);
      const values = new Map<number, Set<number>>();
      for (const count of jobs) {
        await using prepared = await backend.prepare(compiled, { jobs: count, precision });
        for (const n of [1000, 200_000]) {
          const seen = values.get(n) ?? new Set();
          values.set(n, seen.add((await prepared.run([...args, n])).value));
          if (prepared.runSync) seen.add(prepared.runSync([...args, n]).value);
        }
      }
      for (const [n, seen] of values) assertEquals(seen.size, 1, `${label}, n = ${n}: ${[...seen]}`);
    }
  });

  test("an empty range leaves the reductions where they start", async (backend) => {
    const compiled = compile({
      kernel: "(n) => { let s = -0, p = 3; for (const i of prange(n)) { s += i; p *= i; } return p + 1 / s; }",
    });
    await using prepared = await backend.prepare(compiled, { jobs: 2, precision });
    for (const n of [0, -5]) assertEquals((await prepared.run([n])).value, -Infinity);
    assertEquals((await prepared.run([1])).value, Infinity);
  });

  test("a kernel without loops, and one with a NaN, give what they give", async (backend) => {
    await using scalar = await backend.prepare(compile({ kernel: "(a) => Math.sqrt(a) + 1" }), { jobs: 2, precision });
    assertEquals((await scalar.run([9])).value, 4);
    await using root = await backend.prepare(compile({ expr: "sqrt(x)" }), { jobs: 2, precision });
    assertEquals((await root.run([-1, 1, 100_000])).value, NaN);
  });

  test("progress never decreases, and ends at 1", async (backend) => {
    const { source, args } = KERNELS["several loops"];
    await using prepared = await backend.prepare(compile(source), { jobs: 2, precision });
    const progress: number[] = [];
    await prepared.run([...args, 1_500_000], { onProgress: (fraction) => progress.push(fraction) });
    assertEquals(progress, [...progress].sort((a, b) => a - b));
    assert(progress.every((fraction) => fraction > 0 && fraction <= 1));
    assertEquals(progress.at(-1), 1);
  });

  test("a run is cancelled in the middle, with the signal's reason, and the next one is right", async (backend) => {
    const { source, args } = KERNELS.integrand;
    await using prepared = await backend.prepare(compile(source), { jobs: 2, precision });
    const before = (await prepared.run([...args, 100_000])).value;
    for (let k = 0; k < 3; k++) {
      const controller = new AbortController();
      let last = 0;
      const running = prepared.run([...args, 1e10], {
        signal: controller.signal,
        onProgress: (fraction) => {
          last = fraction;
          controller.abort(new Error("enough"));
        },
      });
      await assertRejects(() => running, Error, "enough");
      assert(last > 0 && last < 1, `cancelled at ${last}`);
    }
    assertEquals((await prepared.run([...args, 100_000])).value, before);
    await assertRejects(
      () => prepared.run([...args, 10], { signal: AbortSignal.abort(new Error("never")) }),
      Error,
      "never",
    );
  });

  test("the event loop turns while a run is under way", async (backend) => {
    const { source, args } = KERNELS.integrand;
    await using prepared = await backend.prepare(compile(source), { jobs: 2, precision });
    const controller = new AbortController();
    let turns = 0;
    const timer = setInterval(() => {
      if (++turns === 5) controller.abort(new Error("turned"));
    }, 1);
    await assertRejects(() => prepared.run([...args, 1e10], { signal: controller.signal }), Error, "turned");
    clearInterval(timer);
  });

  test("runs of one kernel are queued, and one that is cancelled while it waits leaves the others alone", async (backend) => {
    const { source, args } = KERNELS.integrand;
    await using prepared = await backend.prepare(compile(source), { jobs: 2, precision });
    const single = (await prepared.run([...args, 150_000])).value;
    const controller = new AbortController();
    const runs = [1, 2, 3].map((k) =>
      prepared.run([...args, 150_000], k === 2 ? { signal: controller.signal } : undefined)
    );
    controller.abort(new Error("skipped"));
    await assertRejects(() => runs[1], Error, "skipped");
    assertEquals((await runs[0]).value, single);
    assertEquals((await runs[2]).value, single);
  });

  test("two kernels run at the same time", async (backend) => {
    const kernels = await Promise.all(["cos(x)", "exp(x)"].map(async (expr) => {
      const prepared = await backend.prepare(compile({ expr }), { jobs: 2, precision });
      return { prepared, expected: (await prepared.run([0, 1, 300_000])).value };
    }));
    const runs = await Promise.all(kernels.map(({ prepared }) => prepared.run([0, 1, 300_000])));
    assertEquals(runs.map(({ value }) => value), kernels.map(({ expected }) => expected));
    for (const { prepared } of kernels) await prepared[Symbol.asyncDispose]();
  });

  test("bad bounds and arguments are refused, and the kernel goes on", async (backend) => {
    const { source, args } = KERNELS.integrand;
    await using prepared = await backend.prepare(compile(source), { jobs: 2, precision });
    for (const n of [1.5, NaN, Infinity, 2 ** 54]) {
      await assertRejects(() => prepared.run([...args, n]), RangeError, "integer bounds");
      if (prepared.runSync) assertThrows(() => prepared.runSync!([...args, n]), RangeError, "integer bounds");
    }
    await assertRejects(() => prepared.run([1]), TypeError, "takes 3 arguments");
    assert(Math.abs((await prepared.run([...args, 1000])).value - 1) < 1e-3);
  });

  test("bad options are refused", async (backend) => {
    const compiled = compile(KERNELS.integrand.source);
    for (const jobs of [0, -1, 1.5, NaN, 1000]) {
      await assertRejects(() => backend.prepare(compiled, { jobs, precision }), RangeError, "jobs");
    }
    const unknown = precision === "auto" ? "f32" : "f16" as Precision;
    await assertRejects(() => backend.prepare(compiled, { jobs: 1, precision: unknown }), Error, "precision");
  });

  test("close cancels what runs, and may be repeated; later use starts afresh", async (backend) => {
    const { source, args } = KERNELS.integrand;
    const prepared = await backend.prepare(compile(source), { jobs: 2, precision });
    const { promise: started, resolve } = Promise.withResolvers<void>();
    const running = prepared.run([...args, 1e10], { onProgress: () => resolve() });
    const outcome = assertRejects(() => running, Error, "closed");
    await started;
    await backend.close();
    await outcome;
    await assertRejects(() => prepared.run([...args, 1]), Error, "closed");
    await prepared[Symbol.asyncDispose]();
    await backend.close();
    await backend.warmUp({ jobs: 1, precision });
    await using again = await backend.prepare(compile(source), { jobs: 2, precision });
    assert(Math.abs((await again.run([...args, 1000])).value - 1) < 1e-3);
  });
}
