import { assert, assertEquals, assertThrows } from "@std/assert";
import { type DiagnosticKind, type DiagnosticLevel, jit } from "../../compute/mod.ts";

const KERNEL = `function mean(a, b, n) {
  const step = (b - a) / n;
  let low = 0, high = 1;
  for (const i of prange(n)) {
    const x = a + i * step;
    if (x < 0.5) low += Math.cos(x) * (x / b) + 1 + 2;
    else high *= 1 + x * Math.exp(x * x) - Math.sqrt(a + b);
  }
  let sum = 0;
  for (const i of prange(1, n)) sum += (low + i) * (i + low);
  return sum / (high + 1);
}`;

const textAt = (level: DiagnosticLevel, options = {}) => jit(KERNEL, options).diagnostics(level).toString();

Deno.test("level 1 tells of loops and reductions", () => {
  assertEquals(
    textAt(1),
    `mean, fastmath: none
4 |   for (const i of prange(n)) {
    - parallel loop over i: called on one core, since jit's option parallel is false
6 |     if (x < 0.5) low += Math.cos(x) * (x / b) + 1 + 2;
    - reduction: sum of low
7 |     else high *= 1 + x * Math.exp(x * x) - Math.sqrt(a + b);
    - reduction: product of high
10 |   for (const i of prange(1, n)) sum += (low + i) * (i + low);
    - parallel loop over i: called on one core, since jit's option parallel is false
    - reduction: sum of sum`,
  );
});

Deno.test("level 2 tells what is vectorised and strength-reduced, and why not", () => {
  assertEquals(
    textAt(2, { parallel: true, jobs: 2 }),
    `mean, fastmath: none
4 |   for (const i of prange(n)) {
    - parallel loop over i: up to 2 threads
    - vectorised: two iterations in each f64x2, 4 pairs a turn
6 |     if (x < 0.5) low += Math.cos(x) * (x / b) + 1 + 2;
    - reduction: sum of low
    - branches: both sides are computed, and each lane takes its own
    - not strength-reduced: Math.cos(x): it would be, with fastmath's afn and reassoc
7 |     else high *= 1 + x * Math.exp(x * x) - Math.sqrt(a + b);
    - reduction: product of high
    - not strength-reduced: Math.exp(x * x): its argument is not affine in the index
10 |   for (const i of prange(1, n)) sum += (low + i) * (i + low);
    - parallel loop over i: up to 2 threads
    - reduction: sum of sum
    - vectorised: two iterations in each f64x2, 4 pairs a turn`,
  );
});

Deno.test("level 3 tells of factors that all terms of a sum share", () => {
  const source = "(h, n) => { let s = 0; for (const i of prange(n)) s += Math.sqrt(i) * h; return s; }";
  const factored = (fastmath: boolean) =>
    jit(source, { fastmath }).diagnostics(3).entries.filter(({ kind }) => kind === "factored");
  assertEquals(factored(false), []);
  assertEquals(factored(true).map(({ message }) => message), [
    "factored: what multiplies each term of s += Math.sqrt(i) * h multiplies their sum, once a block",
  ]);
});

Deno.test("level 3 tells what is hoisted, shared and joined", () => {
  assertEquals(
    textAt(3, { parallel: true, jobs: 1, fastmath: ["arcp", "afn", "reassoc"] }),
    `mean, fastmath: arcp, afn, reassoc
4 |   for (const i of prange(n)) {
    - parallel loop over i: one thread
    - vectorised: two iterations in each f64x2, 4 pairs a turn
6 |     if (x < 0.5) low += Math.cos(x) * (x / b) + 1 + 2;
    - reduction: sum of low
    - joined: the constants of Math.cos(x) * (x / b) + 1 + 2
    - branches: both sides are computed, and each lane takes its own
    - hoisted: x / b multiplies by a reciprocal that is computed once before the loop
    - strength-reduced: Math.cos(x) is a strip's value and a table's entry, multiplied and added
7 |     else high *= 1 + x * Math.exp(x * x) - Math.sqrt(a + b);
    - reduction: product of high
    - hoisted: Math.sqrt(a + b) doesn't vary within the loop, and is computed once before it
    - not strength-reduced: Math.exp(x * x): its argument is not affine in the index
10 |   for (const i of prange(1, n)) sum += (low + i) * (i + low);
    - parallel loop over i: one thread
    - reduction: sum of sum
    - vectorised: two iterations in each f64x2, 4 pairs a turn
    - shared: i + low is computed once, with that of line 10`,
  );
});

Deno.test("level 4 tells all: expansions, guards, fallbacks, fused operations, costs", () => {
  const { entries } = jit(KERNEL, { fastmath: ["contract"] }).diagnostics(4);
  const kinds = new Set(entries.map(({ kind }) => kind));
  for (const kind of ["expanded", "guards", "contracted", "cost"] satisfies DiagnosticKind[]) {
    assert(kinds.has(kind), kind);
  }
  for (const { line, span, message } of entries) {
    assertEquals(line, KERNEL.slice(0, span.start).split("\n").length);
    assert(message.length > 0);
  }
});

Deno.test("each level tells all that the one before does", () => {
  const kernel = jit(KERNEL, { fastmath: true });
  const messages = ([1, 2, 3, 4] as const).map((level) =>
    kernel.diagnostics(level).entries.map(({ message }) => message)
  );
  for (let k = 1; k < 4; k++) assertEquals(messages[k - 1].filter((one) => !messages[k].includes(one)), []);
  assert(messages[0].length < messages[1].length && messages[2].length < messages[3].length);
});

Deno.test("a sequential loop inside of a parallel one is told of, and what is a polynomial near the centre of strips", () => {
  const kernel = `(n) => {
  let most = 0, sum = 0;
  for (const i of prange(n)) {
    let turns = 0;
    while (turns * turns < i && turns < 100) turns++;
    most = Math.max(most, turns);
  }
  for (const i of prange(n)) sum += Math.exp(-i * i / n);
  return most + sum;
}`;
  const { entries } = jit(kernel, { fastmath: true }).diagnostics(2);
  const linesOf = (kind: DiagnosticKind) => entries.filter((entry) => entry.kind === kind).map(({ line }) => line);
  assertEquals(linesOf("sequential"), [5]);
  assertEquals(linesOf("near"), [8]);
  assertEquals(entries.filter(({ kind }) => kind === "reduction").map(({ message }) => message), [
    "reduction: max of most",
    "reduction: sum of sum",
  ]);
});

Deno.test("a kernel without parallel loops says so", () => {
  const text = jit("(x) => x + 1").diagnostics().toString();
  assertEquals(text, "kernel, fastmath: none\n    - no parallel loop: all of it runs as scalar code on this thread");
});

Deno.test("an integrand's notes are at the expression", () => {
  const { entries } = jit({ expr: "x < 1 ?\n  cos(x) :\n  x" }, { fastmath: true }).diagnostics(2);
  assertEquals(entries.filter(({ kind }) => kind === "split").map(({ line }) => line), [2]);
});

Deno.test("a level that isn't one is refused", () => {
  for (const level of [0, 5, 1.5, NaN]) {
    assertThrows(() => jit("(x) => x").diagnostics(level as DiagnosticLevel), RangeError, "levels 1 to 4");
  }
});

Deno.test("a kernel can be looked into after each pass, for each target", () => {
  const { passes } = jit(KERNEL).inspect();
  assertEquals(passes.wasm[0].name, "constant folding");
  assertEquals(passes.wasm.at(-1)!.name, "dead code elimination");
  const converted = passes.wasm.findIndex(({ name }) => name === "if-conversion");
  const inLoop = (ir: string) => /^ {4}\w.* = if|^ {4}if/m.test(ir);
  assert(inLoop(passes.wasm[converted - 1].ir) && !inLoop(passes.wasm[converted].ir));
  assert(passes.wgsl.length > 0 && passes.wgsl.at(-1)!.ir.includes("cos("));
});
