import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { encode, signed, unsigned } from "../../../compute/codegen/wasm/encode.ts";
import { hasRelaxedSimd } from "../../../compute/codegen/wasm/features.ts";
import { type InstructionName, instructions } from "../../../compute/codegen/wasm/instructions.ts";
import { print } from "../../../compute/codegen/wasm/print.ts";
import {
  effect,
  get,
  type Immediate,
  IMPORT_NAMESPACE,
  instruction,
  type Local,
  set,
  TURNED,
  type WasmModule,
} from "../../../compute/codegen/wasm/syntax.ts";
import { assemble, disassemble } from "./disassemble.ts";

Deno.test("LEB128: the specification's examples", () => {
  assertEquals(unsigned(0), [0]);
  assertEquals(unsigned(127), [0x7f]);
  assertEquals(unsigned(624485), [0xe5, 0x8e, 0x26]);
  assertEquals(signed(-1), [0x7f]);
  assertEquals(signed(64), [0xc0, 0x00]);
  assertEquals(signed(-123456), [0xc0, 0xbb, 0x78]);
});

Deno.test("LEB128: reads back as it was", () => {
  const read = (bytes: readonly number[]) => bytes.reduce((sum, byte, k) => sum + (byte & 0x7f) * 2 ** (7 * k), 0);
  fc.assert(fc.property(fc.nat(2 ** 31 - 1), (value) => assertEquals(read(unsigned(value)), value)));
  fc.assert(fc.property(fc.integer(), (value) => {
    const bytes = signed(value);
    const isNegative = (bytes.at(-1)! & 0x40) !== 0;
    assertEquals(read(bytes) - (isNegative ? 2 ** (7 * bytes.length) : 0), value);
  }));
});

const samples: Readonly<Record<string, Immediate>> = {
  i32: -5,
  f64: 0.1,
  v128: [0x3ff8_0000_0000_0000n, 0xffff_ffff_ffff_ffffn],
  bytes: [0x0706_0504_0302_0100n, 0x1f1e_1d1c_1b1a_1918n],
  memory: 300,
  lane: 1,
};

/** A module with one function that executes one instruction on its parameters. */
function moduleOf(name: InstructionName): WasmModule {
  const { operands, result, immediate } = instructions[name];
  const parameters = operands.map((type, k): Local => ({ name: `p${k}`, type }));
  const local: Local = { name: "result", type: result ?? "i32" };
  const value = instruction(name, parameters.map(get), samples[immediate]);
  const body = [result === null ? effect(value) : set(local, value)];
  const one = { name: "one", exported: true, parameters, locals: [local], body, comments: [] };
  return { comments: [], imports: [], functions: [one], pages: 1, data: [] };
}

for (const name of Object.keys(instructions) as InstructionName[]) {
  Deno.test(`instruction ${name}: the binary and the text are the same to WABT and valid to V8`, () => {
    const module = moduleOf(name);
    const bytes = encode(module);
    assert(WebAssembly.validate(bytes) || (name.includes("relaxed") && !hasRelaxedSimd()), "not valid");
    const text = disassemble(bytes);
    assertStringIncludes(text, `${name}`);
    assertEquals(disassemble(assemble(print(module))), text);
  });
}

Deno.test("imports, data, calls and control flow: the binary and the text are the same to WABT", () => {
  const k: Local = { name: "k", type: "i32" };
  const x: Local = { name: "x", type: "f64" };
  const y: Local = { name: "y", type: "f64" };
  const less = instruction("i32.lt_u", [get(k), instruction("i32.const", [], 300)]);
  const inner = {
    name: "inner",
    exported: false,
    parameters: [k],
    locals: [x, y],
    comments: ["calls outwards"],
    body: [
      set(x, instruction("f64.add", [get(y), instruction("f64.const", [], -Infinity)]), 0xfff0_0000_0000_0000n),
      effect({ kind: "call", callee: TURNED, operands: [get(k)] }),
    ],
  } as const;
  const outer = {
    name: "outer",
    exported: true,
    parameters: [],
    locals: [k],
    comments: [],
    body: [
      { kind: "comment", text: "counts" },
      {
        kind: "if",
        condition: less,
        then: [{
          kind: "repeat",
          label: "again",
          condition: less,
          body: [
            set(k, instruction("i32.add", [get(k), instruction("i32.const", [], 128)])),
            effect({ kind: "call", callee: inner, operands: [get(k)] }),
          ],
        }],
      },
    ],
  } as const;
  const module: WasmModule = {
    comments: ["all of it"],
    imports: [TURNED],
    functions: [inner, outer],
    pages: 3,
    data: [0x3ff0_0000_0000_0000n, 0x0123_4567_89ab_cdefn],
  };
  const bytes = encode(module);
  assertEquals(disassemble(assemble(print(module))), disassemble(bytes));
  let calls = 0;
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {
    [IMPORT_NAMESPACE]: { turned: () => ++calls },
  });
  (exports.outer as () => void)();
  assertEquals(calls, 3);
  const words = new BigUint64Array((exports.memory as WebAssembly.Memory).buffer);
  assertEquals(words.slice(0, 3), BigUint64Array.of(0x3ff0_0000_0000_0000n, 0x0123_4567_89ab_cdefn, 0n));
  assertEquals(words.byteLength, 3 * 65536);
});
