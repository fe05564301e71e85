import { assertEquals } from "@std/assert";
import { interpret, type Kernel, someInstruction } from "../../compute/ir/mod.ts";
import { parseKernel } from "../../compute/lang/mod.ts";
import { optimize } from "../../compute/optimize/mod.ts";
import { integerCases } from "../codegen/integer_cases.ts";

const optimized = (kernel: Kernel) => optimize(kernel, { target: "wgsl", fastmath: false });

for (const { name, kernel, args } of integerCases) {
  Deno.test(`integers keep their words: ${name}`, () => {
    const words = optimized(kernel);
    for (const some of args) assertEquals(interpret(words, some), interpret(kernel, some), `on ${some}`);
  });
}

/** How often a kernel makes a number of a word, or a word of a number. */
function conversions(kernel: Kernel): string[] {
  const found: string[] = [];
  someInstruction(kernel.body, (instruction) => {
    if (instruction.kind === "operation" && /^(to|from).*[IU]32$/.test(instruction.operation)) {
      found.push(instruction.operation);
    }
    return false;
  });
  return found;
}

Deno.test("a register of shifts is carried as an integer alone", () => {
  const kernel = optimized(parseKernel(`(n) => { let acc = 0; for (const i of prange(n)) { let x = i + 1;
    for (let k = 0; k < 9; k++) { x ^= x << 13; x ^= x >>> 17; x ^= x << 5; } acc += x & 255; } return acc; }`));
  assertEquals(conversions(kernel), ["toI32", "fromI32"]);
});

Deno.test("kernels without integers stay as they are", () => {
  const kernel = parseKernel("(n) => { let acc = 0; for (const i of prange(n)) acc += i; return acc; }");
  assertEquals(optimized(kernel), optimized(optimized(kernel)));
  assertEquals(conversions(optimized(kernel)), []);
});
