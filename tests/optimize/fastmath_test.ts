import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { FASTMATH_FLAGS, type FastmathFlag, fastmathOf, interpret, type Kernel } from "../../compute/ir/mod.ts";
import { parseKernel } from "../../compute/lang/mod.ts";
import { optimize } from "../../compute/optimize/mod.ts";
import { compile } from "../../compute/pipeline.ts";
import { guardsOf, loopOf, operationsOf, optimized } from "./inspect.ts";

type Flags = readonly FastmathFlag[];

/** Sums an expression in `i` and the arguments `a` and `b` over i in [0, n). */
const summed = (expression: string) =>
  parseKernel(`(a: number, b: number, n: number) => {
    let acc = 0;
    for (const i of prange(n)) { const x = i + a; acc += ${expression}; }
    return acc;
  }`);

const bodyOf = (expression: string, fastmath: Flags) =>
  operationsOf(loopOf(optimize(summed(expression), { target: "wasm", fastmath })).body);

/** For each flag (and flags that it needs beside it), what it does, and that the others without it don't. */
const EFFECTS: readonly [flag: FastmathFlag, beside: Flags, expression: string, fast: readonly string[]][] = [
  ["nnan", [], "x - x", ["add"]],
  ["nnan", [], "x / x", ["add"]],
  ["nnan", [], "x === x ? x : i", ["add", "add"]],
  ["nnan", [], "!(x < b) ? x : i", ["add", "ge", "select", "add"]],
  ["nnan", ["nsz"], "x * 0", []],
  ["nnan", ["nsz"], "Math.min(x, b)", ["add", "pmin", "add"]],
  ["nnan", ["nsz"], "Math.max(x, b)", ["add", "pmax", "add"]],
  ["ninf", [], "x === Infinity ? i : x", ["add", "add"]],
  ["ninf", [], "x < -Infinity ? i : x", ["add", "add"]],
  ["ninf", ["nnan"], "x < Infinity ? x : i", ["add", "add"]],
  ["nsz", [], "x + 0", ["add", "add"]],
  ["nsz", [], "-(x - b)", ["add", "sub", "add"]],
  ["nsz", ["nnan"], "x * 0", []],
  ["arcp", [], "x / 3", ["add", "mul", "add"]],
  ["arcp", [], "x / b", ["add", "mul", "add"]],
  ["contract", [], "x * b + i", ["add", "madd", "add"]],
  ["contract", [], "i - x * b", ["add", "nmadd", "add"]],
  ["afn", [], "x ** 5", ["add", "mul", "mul", "mul", "add"]],
  ["reassoc", [], "x + b + 1 + 2", ["add", "add", "add", "add"]],
  ["reassoc", [], "x * 3 - 1 - 2", ["add", "mul", "add", "add"]],
  ["reassoc", [], "2 * x * 3", ["add", "mul", "add"]],
];

const ALL = Object.keys(FASTMATH_FLAGS) as (keyof typeof FASTMATH_FLAGS)[];

for (const [flag, beside, expression, fast] of EFFECTS) {
  Deno.test(`${[flag, ...beside].join(" and ")}: the effect on ${expression}`, () => {
    const flags = [flag, ...beside];
    assertEquals(bodyOf(expression, flags), [...fast]);
    assert(bodyOf(expression, []).join() !== fast.join());
    assert(bodyOf(expression, beside).join() !== fast.join());
    const kernel = summed(expression);
    const args = [1.25, 7.5, 5];
    assertAlmostEquals(
      interpret(optimize(kernel, { target: "wasm", fastmath: flags }), args),
      interpret(kernel, args),
      1e-11,
    );
  });
}

const guards = (expr: string, fastmath: Flags) => guardsOf(loopOf(optimized(expr, { fastmath })).body).length;

Deno.test("nnan drops the guards that only NaN would fail", () => {
  assertEquals([guards("exp(atan(x**3))", []), guards("exp(atan(x**3))", ["nnan"])], [1, 0]);
});

Deno.test("ninf drops the guards that only an infinity would fail", () => {
  assertEquals([guards("log(x**3)", []), guards("log(x**3)", ["ninf"])], [2, 1]);
});

Deno.test("with nsz, half powers lose the care for -0, with ninf that for -Infinity", () => {
  assert(bodyOf("x ** 0.5", []).includes("select"));
  assert(!bodyOf("x ** 0.5", ["ninf"]).includes("select"));
  assertEquals(bodyOf("x ** 0.5", ["nsz", "ninf"]), ["add", "sqrt", "add"]);
});

Deno.test("afn shortens functions' formulas, contract fuses what is left of the long ones", () => {
  const long = bodyOf("exp(x * i)", []);
  const short = bodyOf("exp(x * i)", ["afn"]);
  assert(short.length < long.length);
  assert(![...long, ...short].some((operation) => operation.includes("madd")));
  assert(bodyOf("exp(x * i)", ["contract"]).includes("madd"));
});

Deno.test("two levels need both afn and reassoc", () => {
  const tables = (fastmath: Flags) => loopOf(optimized("cos(x)", { fastmath })).strip?.entries.length ?? 0;
  assertEquals([tables(["afn"]), tables(["reassoc"]), tables(["afn", "reassoc"])], [0, 0, 2]);
});

Deno.test("constants that overflow or vanish together are not joined", () => {
  assertEquals(bodyOf("x * 1e200 * 1e200", ["reassoc"]), ["add", "mul", "mul", "add"]);
  assertEquals(bodyOf("x * 1e-200 * 1e-200", ["reassoc"]), ["add", "mul", "mul", "add"]);
});

Deno.test("fast is all flags, as is true; false and an empty list are none", () => {
  const every = fastmathOf(true);
  assertEquals(Object.values(every), ALL.map(() => true));
  assertEquals(fastmathOf(["fast"]), every);
  assertEquals(fastmathOf(new Set(ALL)), every);
  assertEquals(fastmathOf([]), fastmathOf(false));
  assertEquals(Object.values(fastmathOf()), ALL.map(() => false));
});

Deno.test("a flag that isn't one is refused, with the nearest", () => {
  const loose = (fastmath: unknown): Kernel => compile({ expr: "x" }, { fastmath: fastmath as FastmathFlag[] }).kernel;
  assertThrows(() => loose(["contrat"]), RangeError, 'there is no fastmath flag "contrat": did you mean contract?');
  assertThrows(() => loose(["zzzzzzzz"]), RangeError, "there are nnan, ninf, nsz, arcp, contract, afn, reassoc, fast");
  assertThrows(() => loose("fast"), TypeError, "fastmath is true, false, or a list or set of flags");
  assertThrows(() => loose(null), TypeError, "fastmath is true, false, or a list or set of flags");
});
