import { assert, assertEquals } from "@std/assert";
import { type CheckContext, checkRequest, type CompareRequest, type RequestError } from "../../compute/compare/mod.ts";

const context: CheckContext = {
  backends: ["serial", "async", "threads", "wasm", "wasm-threads", "webgpu"],
  defaults: { jobs: 2, timeLimit: 10 },
};
const integral = { expr: "cos(x)", from: 0, to: "pi/2", n: 1000 };
const KERNEL = "(m, q, n) => { let s = 0; for (const i of prange(n)) { s += m * i + q; } return s; }";

function accepted(raw: unknown, changed: Partial<CheckContext> = {}): CompareRequest {
  const result = checkRequest(raw, { ...context, ...changed });
  if (!result.ok) throw new Error(JSON.stringify(result));
  return result.request;
}

function refused(raw: unknown, changed: Partial<CheckContext> = {}): readonly RequestError[] {
  const result = checkRequest(raw, { ...context, ...changed });
  if (result.ok) throw new Error("the request was accepted");
  return result.errors;
}

Deno.test("what is left out is filled in", () => {
  assertEquals(accepted(integral), {
    source: { expr: "cos(x)" },
    args: { a: 0, b: Math.PI / 2 },
    n: [1000],
    jobs: [2],
    backends: context.backends,
    precision: "auto",
    fastmath: false,
    runs: 10,
    minTime: 0.2,
    timeLimit: 10,
  });
});

Deno.test("numbers may be constant expressions, and lists lose repetitions", () => {
  const request = accepted({ ...integral, n: ["1e6", 1000, "10**3"], jobs: ["1", 2, 2], from: "-pi", to: "2*e" });
  assertEquals(request.n, [1_000_000, 1000]);
  assertEquals(request.jobs, [1, 2]);
  assertEquals(request.args, { a: -Math.PI, b: 2 * Math.E });
});

Deno.test("a range may run backwards, and n may be as large as 2^53", () => {
  const request = accepted({ ...integral, from: 1, to: 0, n: 2 ** 53 });
  assertEquals([request.args, request.n], [{ a: 1, b: 0 }, [2 ** 53]]);
});

Deno.test("a kernel's parameters are bound by name", () => {
  assertEquals(accepted({ kernel: KERNEL, args: { m: 2, q: "1/4" }, n: 5 }).args, { m: 2, q: 0.25 });
  const bounds = "(b, n, a) => { let s = 0; for (const i of prange(n)) { s += a + b; } return s; }";
  assertEquals(accepted({ kernel: bounds, from: 1, to: 2, n: 5 }).args, { b: 2, a: 1 });
});

const cases: [string, Record<string, unknown>, string, string][] = [
  ["a syntax error", { ...integral, expr: "cos(x" }, "expr", ""],
  ["an unknown name", { ...integral, expr: "cas(x)" }, "expr", "cos"],
  ["no source", { from: 0, to: 1, n: 10 }, "expr", "is missing"],
  ["both sources", { ...integral, kernel: KERNEL }, "kernel", "both given"],
  ["a source that is no text", { ...integral, expr: 7 }, "expr", "must be a text"],
  ["no n", { ...integral, n: undefined }, "n", "is missing"],
  ["n of 0", { ...integral, n: 0 }, "n", "at least 1, not 0"],
  ["a fraction of n", { ...integral, n: 1.5 }, "n", "an integer, not 1.5"],
  ["n above 2^53", { ...integral, n: 2 ** 54 }, "n", "at most 2^53"],
  ["n that is 2^53 only once rounded", { ...integral, n: "9007199254740993" }, "n", "2^53, not 9007199254740993"],
  ["n that is no number", { ...integral, n: true }, "n", "must be a number"],
  ["n that is NaN", { ...integral, n: NaN }, "n", "finite"],
  ["an empty list", { ...integral, n: [] }, "n", "is empty"],
  ["an empty text", { ...integral, n: " " }, "n", "is empty"],
  ["an infinite bound", { ...integral, to: "1/0" }, "to", "finite number, not Infinity"],
  ["a bound that is NaN", { ...integral, from: NaN }, "from", "finite number, not NaN"],
  ["a bound with an unknown name", { ...integral, to: "tau" }, "to", "tau"],
  ["a missing bound", { expr: "x", from: 0, n: 10 }, "to", "is missing"],
  ["no jobs", { ...integral, jobs: 0 }, "jobs", "at least 1"],
  ["absurdly many jobs", { ...integral, jobs: 257 }, "jobs", "at most 256"],
  ["an unknown backend", { ...integral, backends: ["wasm-thread"] }, "backends", "did you mean wasm-threads?"],
  ["backends as a text", { ...integral, backends: "wasm" }, "backends", "a list of names"],
  ["an unknown precision", { ...integral, precision: "f16" }, "precision", '"f16" is unknown'],
  ["fastmath as a text", { ...integral, fastmath: "yes" }, "fastmath", "true or false"],
  ["no runs", { ...integral, runs: 0 }, "runs", "at least 1"],
  ["several runs", { ...integral, runs: [1, 2] }, "runs", "one number"],
  ["a negative time", { ...integral, minTime: -1 }, "minTime", "from 0 to 60"],
  ["an unknown field", { ...integral, form: 1 }, "form", "did you mean from?"],
  ["a missing argument", { kernel: KERNEL, args: { m: 1 }, n: 5 }, "args.q", "needs a number"],
  ["an unknown argument", { kernel: KERNEL, args: { m: 1, q: 2, k: 3 }, n: 5 }, "args.k", "is no parameter"],
  ["n as an argument", { kernel: KERNEL, args: { m: 1, q: 2, n: 3 }, n: 5 }, "args.n", "the field n"],
  ["arguments as a list", { kernel: KERNEL, args: [1, 2], n: 5 }, "args", "an object"],
  ["a range that the kernel lacks", { kernel: KERNEL, args: { m: 1, q: 2 }, from: 0, n: 5 }, "from", "no parameter a"],
  ["a bound given twice", { ...integral, args: { a: 1 } }, "from", "args sets too"],
  ["a constant kernel with several n", { kernel: "() => 1", n: [1, 2] }, "n", "no parameter n"],
  ["too many rows", { ...integral, n: Array.from({ length: 100 }, (_, k) => k + 1) }, "n", "at most 500"],
];

for (const [what, raw, field, message] of cases) {
  Deno.test(`refused: ${what}`, () => {
    const [error] = refused(raw).filter((error) => error.field === field);
    assert(error, `no error about ${field}: ${JSON.stringify(refused(raw))}`);
    assert(error.message.includes(message), error.message);
    assert(!error.message.includes("\n"), error.message);
  });
}

Deno.test("what is no object is refused", () => {
  for (const raw of [null, 1, "cos(x)", [integral]]) assertEquals(refused(raw)[0].field, "");
});

Deno.test("a syntax error says where, with a caret below it", () => {
  const [error] = refused({ ...integral, expr: "cas(x)" });
  assertEquals([error.line, error.column], [1, 1]);
  assertEquals(error.excerpt, "1 | cas(x)\n    ^^^");
  const [bound] = refused({ ...integral, to: "pi/tau" });
  assertEquals([bound.field, bound.column], ["to", 4]);
});

Deno.test("all mistakes are told at once", () => {
  const fields = refused({ ...integral, expr: "y", n: 0, jobs: 0, precision: "?" }).map((error) => error.field);
  assertEquals(fields.toSorted(), ["expr", "jobs", "n", "precision"]);
});

Deno.test("a server's limits hold", () => {
  const limits = { sourceLength: 10, n: 1e6, timeLimit: 5 };
  const long = refused({ ...integral, expr: "cos(x) + cos(x)" }, { limits, defaults: { jobs: 1, timeLimit: 5 } });
  assertEquals(long[0].message, "is 15 characters long: at most 10 are allowed");
  const large = refused({ ...integral, n: 1e7, timeLimit: 6 }, { limits, defaults: { jobs: 1, timeLimit: 5 } });
  assertEquals(large.map((error) => error.field), ["n", "timeLimit"]);
});

Deno.test("a default range serves a kernel that has one", () => {
  const defaults = { jobs: 1, timeLimit: 1, from: 0, to: "pi/2" };
  assertEquals(accepted({ expr: "x", n: 1 }, { defaults }).args, { a: 0, b: Math.PI / 2 });
  assertEquals(accepted({ kernel: KERNEL, args: { m: 1, q: 1 }, n: 1 }, { defaults }).args, { m: 1, q: 1 });
});
