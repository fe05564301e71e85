import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { Compiler } from "../../server/compiler/mod.ts";
import { Failure } from "../../server/failure.ts";

const CONTEXT = { backends: ["serial"], defaults: { jobs: 2, timeLimit: 10 } };

Deno.test("an integrand is compiled for every target", async () => {
  using compiler = new Compiler(30_000);
  const { ok, diagnostics, parameters, code } = await compiler.ask("compile", { expr: "cos(x)" });
  assertEquals([ok, diagnostics, parameters], [true, [], ["a", "b", "n"]]);
  assertStringIncludes(code!.js, "cos");
  assertStringIncludes(code!.wat, "(module");
  assertStringIncludes(code!.wgsl, "@compute");
  assertStringIncludes(code!.wgsl, "fn lanes_cos(x: f32)");
  const exact = await compiler.ask("compile", { expr: "cos(x)", precision: "f64" });
  assertStringIncludes(exact.code!.wgsl, "fn lanes_cos(x: f64)");
});

Deno.test("a wrong integrand is diagnosed, by line and column", async () => {
  using compiler = new Compiler(30_000);
  const { ok, diagnostics: [{ line, column, span }], code } = await compiler.ask("compile", { expr: "cos(y)" });
  assertEquals([ok, line, column, span, code], [false, 1, 5, { start: 4, end: 5 }, undefined]);
});

Deno.test("requests are checked in the same thread", async () => {
  using compiler = new Compiler(30_000);
  const request = { expr: "cos(x)", from: 0, to: "pi/2", n: 10 };
  const checked = await compiler.ask("check", { request, context: CONTEXT });
  assertEquals(checked.ok && checked.request.args, { a: 0, b: Math.PI / 2 });
  const refused = await compiler.ask("check", { request: { ...request, n: 0 }, context: CONTEXT });
  assertEquals(!refused.ok && refused.errors.map(({ field }) => field), ["n"]);
});

Deno.test("a call that takes too long is refused, and so is what waits behind it", async () => {
  using compiler = new Compiler(1, new URL("./silent_worker.ts", import.meta.url));
  await Promise.all([
    assertRejects(() => compiler.ask("compile", { expr: "1" }), Failure, "took longer than 0.001 s"),
    assertRejects(() => compiler.ask("compile", { expr: "2" }), Failure, "held up by another kernel"),
  ]);
});

Deno.test("what waits when the compiler is closed is refused", async () => {
  const compiler = new Compiler(30_000);
  const waiting = assertRejects(() => compiler.ask("compile", { expr: "x" }), Failure, "about to stop");
  compiler[Symbol.dispose]();
  await waiting;
});
