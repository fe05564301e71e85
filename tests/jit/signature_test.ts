import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { jit, type ParameterType } from "../../compute/mod.ts";

const KERNEL = "function total(a, n) { let s = 0; for (const i of prange(n)) s += a * i; return s; }";

Deno.test("with a signature, arguments of other types are refused, the argument named", async () => {
  const kernel = jit(KERNEL, { signature: ["f64", "i32"] });
  assertEquals(kernel(0.5, 5), 5);
  for (const n of [1.5, 2 ** 31, -(2 ** 31) - 1, NaN, Infinity, -0]) {
    assertThrows(() => kernel(0.5, n), RangeError, "total takes an integer from -2^31 to 2^31 - 1 as its argument n");
  }
  await assertRejects(() => kernel.run([0.5, 1.5]), RangeError, "its argument n, of type i32: it is 1.5");
  assertThrows(() => kernel(0.5), TypeError, "total takes 2 (a, n), not 1");
  assertThrows(() => kernel(true as unknown as number, 1), TypeError, "its argument a is of type boolean");
});

Deno.test("u32 takes what i32 doesn't, and the other way round; f64 takes all", () => {
  const takes = (type: ParameterType, value: number) => {
    try {
      jit("(x) => x", { signature: [type] })(value);
      return true;
    } catch (error) {
      if (error instanceof RangeError) return false;
      throw error;
    }
  };
  for (
    const [value, i32, u32] of [[-1, true, false], [2 ** 32 - 1, false, true], [7, true, true], [
      -0,
      false,
      false,
    ]] as const
  ) {
    assertEquals([takes("i32", value), takes("u32", value), takes("f64", value)], [i32, u32, true], `${value}`);
  }
  assertEquals(takes("f64", NaN), true);
});

Deno.test("a signature that doesn't fit, or names no type, is refused when the kernel is made", () => {
  const loose = (signature: unknown) => jit(KERNEL, { signature: signature as ParameterType[] });
  assertThrows(() => loose(["f64"]), TypeError, "total takes 2 (a, n), but its signature has 1 types");
  assertThrows(
    () => loose(["f64", "int"]),
    TypeError,
    "there is no type int, as the signature has it for n: there are f64, i32, u32",
  );
  assertThrows(() => loose(["f64", "toString"]), TypeError, "there is no type toString");
  assertThrows(
    () => loose("f64(f64, i32)"),
    TypeError,
    'a signature is a list of types, one for each parameter, such as ["f64", "i32"]',
  );
});

Deno.test("with a signature the code is generated at once, without one at the first call", () => {
  const module = WebAssembly.Module;
  let made = 0;
  WebAssembly.Module = new Proxy(module, {
    construct(target, args: [BufferSource]) {
      made++;
      return new target(...args);
    },
  });
  try {
    const eager = jit("(a, n) => { let s = 1; for (const i of prange(n)) s *= a - i; return s; }", {
      signature: ["f64", "i32"],
    });
    assertEquals(made, 1);
    eager(2, 3);
    assertEquals(made, 1);
    const late = jit("(a, n) => { let s = 1; for (const i of prange(n)) s *= a + i; return s; }");
    assertEquals(made, 1);
    late(2, 3);
    assertEquals(made, 2);
  } finally {
    WebAssembly.Module = module;
  }
});
