import { assertEquals } from "@std/assert";
import { interpret, verify } from "../../compute/ir/mod.ts";
import { parseConstant, parseIntegrand, parseKernel } from "../../compute/lang/mod.ts";

/** Texts that mean something: the arguments and the value. */
// deno-fmt-ignore
const MEANINGS: readonly [what: string, source: string, args: number[], value: number][] = [
  // The forms of a text.
  ["an arrow function", "(a, b) => a - b", [5, 3], 2],
  ["an arrow function in parentheses", "((a) => a);", [5], 5],
  ["an arrow function with a body", "(a) => { return a + 1; }", [5], 6],
  ["a function expression", "function (a) { return a + 1; }", [5], 6],
  ["a function declaration", "function plus(a: number): number { return a + 1; }", [5], 6],
  ["a variable", "const plus = (a: number) => a + 1;", [5], 6],
  ["a default export", "export default (a: number) => a + 1;", [5], 6],
  ["a default export by name", "const plus = (a) => a + 1; export default plus;", [5], 6],
  ["a default export of a declaration", "export default function plus(a) { return a + 1 }", [5], 6],
  ["a default export beside others", "export const one = 1; export function f(x) { return x + one }\nexport default (a) => f(a)", [5], 6],
  ["jit of the library", 'import { jit } from "lanes"; export const plus = jit((a: number) => a + 1, { jobs: 2 });', [5], 6],
  ["an import of prange", 'import { prange as p } from "lanes"; export default (n) => { let s = 0; for (const i of p(n)) s += i; return s }', [5], 10],
  ["an import of erf", 'import { erf, erfc } from "lanes"; export default (a) => erf(a) + erfc(a)', [0], 1],
  ["a function called erf", "const erf = (x) => x + 1; export default (a) => erf(a)", [5], 6],
  ["a directive", '"use strict"; (a) => a', [5], 5],
  ["comments", "// first\n/* second */ (a /* third */) => a // last", [5], 5],
  ["no parameters", "() => 1", [], 1],

  // Numbers.
  ["hexadecimal, exponents, separators", "() => 0xff + 1e3 + 1_000 + .5", [], 2255.5],
  ["infinity and NaN", "(a) => Math.min(Infinity, a) + (NaN === NaN ? 1 : 0)", [5], 5],
  ["constants", "() => pi + PI + Math.PI + e + E + Math.E + LN2 + Math.SQRT1_2", [], 3 * Math.PI + 3 * Math.E + Math.LN2 + Math.SQRT1_2],
  ["names that hide constants", "(e) => e", [5], 5],
  ["names that hide functions", "(cos) => cos * 2", [5], 10],
  ["negative zero", "() => 1 / -0", [], -Infinity],

  // Operators.
  ["arithmetic", "(a, b) => a + b - a * b / 2", [5, 3], 0.5],
  ["precedence", "(a, b) => a + b * a ** 2 ** 0 - -b", [5, 3], 23],
  ["remainder", "(a, b) => a % b", [-5, 3], -2],
  ["signs", "(a) => -a + +a - - - a", [5], -5],
  ["comparison", "(a, b) => (a < b ? 1 : 0) + (a <= b ? 2 : 0) + (a > b ? 4 : 0) + (a >= b ? 8 : 0)", [5, 3], 12],
  ["equality", "(a, b) => (a === b ? 1 : 0) + (a == b ? 2 : 0) + (a !== b ? 4 : 0) + (a != b ? 8 : 0)", [5, 3], 12],
  ["equality of conditions", "(a, b) => (a > 1) === (b > 1) ? ((a > 1) !== (b > 9) ? 1 : 2) : 3", [5, 3], 1],
  ["logic", "(a, b) => a > 1 && !(b > 5) || false ? 1 : 0", [5, 3], 1],
  ["logic with calls", "(a) => a > 0 && log(a) > 1 ? 1 : 0", [-5], 0],
  ["logic with calls, other way", "(a) => a > 0 || log(-a) > 1 ? 1 : 0", [-5], 1],
  ["a condition as a value", "(a) => { const big = a > 3; return big ? 1 : 0 }", [5], 1],
  ["nested choices", "(a) => a < 3 ? 1 : a < 6 ? 2 : 3", [5], 2],
  ["choices of conditions", "(a, b) => (a > b ? b > 1 : log(a) > 1) ? 1 : 0", [5, 3], 1],
  ["types that say nothing", "(a: number) => (a as number) + a! + (a satisfies number)", [5], 15],

  // Functions.
  ["functions of Math", "(a) => Math.cos(a) + cos(a) + Math.atan2(a, 2) + pow(a, 2)", [5], 2 * Math.cos(5) + Math.atan2(5, 2) + 25],
  ["min and max of many", "(a, b) => Math.min(a, b, 4) + max(a, b, 4, 9) + min(a)", [5, 3], 17],
  ["helpers", "const f = (x: number) => x * x; function g(x: number): number { const y = f(x); return y + 1 }\nexport default (a) => g(f(a))", [5], 626],
  ["helpers before their definition", "export default (a) => f(a); const f = (x) => g(x) + one; function g(x) { return x } const one = 1;", [5], 6],
  ["helpers with conditions", "const inside = (x: number, low: number): boolean => x > low; export default (a) => inside(a, 3) && !inside(a, 7) ? 1 : 0", [5], 1],
  ["helpers that take conditions", "const choose = (c: boolean, x, y) => c ? x : y; export default (a) => choose(a > 1, 2, 3)", [5], 2],
  ["helpers inside, seeing what is around them", "(a) => { const b = a + 1; const f = (x) => x * b; return f(2) }", [5], 12],
  ["helpers with names of their own", "const f = (x) => { let a = x; a += 1; return a }; export default (a) => f(a) + a", [5], 11],
  ["helpers with loops", "const total = (n) => { let s = 0; for (const i of prange(n)) s += i; return s }; export default (n) => total(n) * total(n + 1)", [5], 150],

  // Statements.
  ["let and const", "(a) => { let x = a, y = 2; const z = x + y; x = z; y *= x; return y }", [5], 14],
  ["assignments", "(a) => { let x = a; x += 1; x -= 2; x *= 3; x /= 4; x %= 2; x **= 2; x++; --x; return x }", [5], 1],
  ["parameters change", "(a) => { a += 1; return a }", [5], 6],
  ["blocks hide names", "(a) => { const x = a; { const x = 2; a += x; } return x + a }", [5], 12],
  ["if and else", "(a) => { let x = 0; if (a > 3) x = 1; else { x = 2; } if (a > 9) { x += 10 } return x }", [5], 1],
  ["else if", "(a) => { let x; if (a > 9) x = 1; else if (a > 3) x = 2; else x = 3; return x }", [5], 2],
  ["conditions change", "(a) => { let c = false; if (a > 3) { c = a > 4 } return c ? 1 : 0 }", [5], 1],
  ["early returns", "(a) => { if (a < 0) return -1; if (a > 3) { const b = a * 2; return b } return 0 }", [5], 10],
  ["early returns in both branches", "(a) => { if (a < 0) { return -1 } else { if (a > 3) return 4; a += 1 } return a }", [2], 3],
  ["what follows a return", "(a) => { return a; a += 1; }", [5], 5],
  ["empty statements", "(a) => { ;; return a; ; }", [5], 5],

  // Loops.
  ["a sum", "(n) => { let s = 1; for (const i of prange(n)) s += i; return s }", [5], 11],
  ["a difference", "(n) => { let s = 1; for (const i of prange(n)) { s -= i } return s }", [5], -9],
  ["a product", "(n) => { let p = 2; for (const i of prange(1, n)) p *= i; return p }", [5], 48],
  ["a quotient", "(n) => { let p = 48; for (const i of prange(1, n)) p /= i; return p }", [5], 2],
  ["a start and a stop", "(n) => { let s = 0; for (const i of prange(-n, n + 1)) s += i * i; return s }", [3], 28],
  ["an empty range", "(n) => { let s = 7; for (const i of prange(n, -n)) s += i; return s }", [3], 7],
  ["reductions spelt out", "(n) => { let s = 0; for (const i of prange(n)) { s = s + i - 1; s = i + s } return s }", [5], 15],
  ["counting", "(n) => { let k = 0; let m = 0; for (const i of prange(n)) { if (i % 2 === 0) k++; else m-- } return 10 * k + m }", [5], 28],
  ["several reductions", "(n) => { let s = 0; let p = 1; for (const i of prange(n)) { s += i; p *= i + 1 } return s + p }", [5], 130],
  ["conditional reductions", "(n) => { let s = 0; for (const i of prange(n)) { if (i > 2) { s += i } else if (i > 1) s -= 10 } return s }", [5], -3],
  ["locals in a loop", "(n) => { let s = 0; for (const i of prange(n)) { let t = i; if (t > 2) t = 2; t *= 2; s += t } return s }", [5], 14],
  ["an index that changes", "(n) => { let s = 0; for (let i of prange(n)) { i += 1; s += i } return s }", [5], 15],
  ["loops in sequence", "(n) => { let s = 0; for (const i of prange(n)) s += i; let t = 0; for (const i of prange(n)) t += s * i; return t }", [5], 100],
  ["a loop under a condition", "(n) => { let s = 0; if (n > 3) { for (const i of prange(n)) s += i } return s }", [5], 10],
  ["a loop without reductions", "(n) => { for (const i of prange(n)) { const t = i * 2 } return n }", [5], 5],
  ["reductions of the loop before", "(n) => { let s = 0; for (const i of prange(n)) s += i; for (const i of prange(n)) s *= 2; return s }", [3], 24],
  ["semicolons left out", "(n) => {\n let s = 0\n for (const i of prange(n)) s += i\n return s\n}", [5], 10],
];

for (const [what, source, args, value] of MEANINGS) {
  Deno.test(`a kernel with ${what}`, () => {
    const kernel = parseKernel(source);
    verify(kernel, "lowering");
    assertEquals(interpret(kernel, args), value);
    assertEquals(kernel.source, source);
    assertEquals(kernel.parameters.length, args.length);
  });
}

const LECTURE = `(a: number, b: number, n: number) => {
  let acc = 0;
  const step = (b - a) / n;
  for (const i of prange(n)) {
    acc += Math.cos(a + i * step) * step;
  }
  return acc;
}`;

Deno.test("the lecture's kernel gives the lecture's digits, in both forms", () => {
  for (const kernel of [parseKernel(LECTURE), parseIntegrand("cos(x)"), parseIntegrand("(x) => Math.cos(x)")]) {
    assertEquals(interpret(kernel, [0, Math.PI / 2, 1000]), 1.0007851925466296);
    assertEquals(interpret(kernel, [0, Math.PI / 2, 1e6]), 1.0000007853979547);
  }
});

Deno.test("an integrand's kernel has the lecture's name and parameters", () => {
  const kernel = parseIntegrand("cos(x)");
  assertEquals(kernel.name, "integrate");
  assertEquals(kernel.parameters.map(({ name }) => name), ["a", "b", "n"]);
  assertEquals(kernel.source, "cos(x)");
});

for (
  const [source, x, value] of [
    ["x < 1 ? x : 2 - x", 0.25, 0.25],
    ["x < 1 ? x : 2 - x", 1.5, 0.5],
    ["exp(-x*x)*sin(3*x)", 0.5, Math.exp(-0.25) * Math.sin(1.5)],
    ["1", 3, 1],
    ["(x)", 3, 3],
    [" x ;", 3, 3],
    ["x => { const y = x * x; if (y > 4) return 1; return 2 }", 3, 1],
    ["function (x) { return x + 1 }", 3, 4],
    ["/* the */ function (x) { return x + 1 }", 3, 4],
    ["function f(x) { return x + 1 }", 3, 4],
    ["(t: number): number => t * 2", 3, 6],
  ] as const
) {
  Deno.test(`the integrand ${source} at ${x}`, () => {
    // One step of length 1 from x: the sum is f(x).
    assertEquals(interpret(parseIntegrand(source), [x, x + 1, 1]), value);
  });
}

for (
  const [source, value] of [
    ["pi/2", Math.PI / 2],
    ["1e6", 1e6],
    ["2**20", 2 ** 20],
    ["-1", -1],
    ["Math.sqrt(2)", Math.SQRT2],
    ["1 < 2 ? 3 : 4", 3],
    ["1/0", Infinity],
  ] as const
) {
  Deno.test(`the constant ${source}`, () => assertEquals(parseConstant(source), value));
}

Deno.test("values carry their source's names and places", () => {
  const source = "(a, b) => { const step = b - a; return step * 2 }";
  const [step, result] = parseKernel(source).body.instructions;
  assertEquals(step.kind === "operation" && [step.name, step.span], ["step", { start: 25, end: 30 }]);
  assertEquals(result.kind === "operation" && [result.name, result.span], ["result", { start: 39, end: 47 }]);
});

Deno.test("branches that compute nothing become selections", () => {
  const kernel = parseKernel("(a, b) => { let x = a; if (a > b) x = b; return x > 1 ? x : 1 }");
  assertEquals(
    kernel.body.instructions.map((instruction) => instruction.kind === "operation" && instruction.operation),
    ["gt", "select", "gt", "select"],
  );
});
