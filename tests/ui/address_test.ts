import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { decodeInputs, encodeInputs } from "../../ui/state/address.ts";
import { defaultInputs, type Inputs } from "../../ui/state/inputs.ts";

Deno.test("the defaults need no address", () => {
  assertEquals(encodeInputs(defaultInputs), "");
  assertEquals(decodeInputs(""), defaultInputs);
});

Deno.test("an address holds what differs, and only that", () => {
  const inputs: Inputs = { ...defaultInputs, expr: "cos(x)", to: "pi/2", backends: ["serial", "wasm"], here: [] };
  assertEquals(encodeInputs(inputs), "expr=cos%28x%29&to=pi%2F2&backends=serial%2Cwasm");
  assertEquals(encodeInputs({ ...inputs, here: null }), "expr=cos%28x%29&to=pi%2F2&backends=serial%2Cwasm&here=all");
  assertEquals(encodeInputs({ ...defaultInputs, here: [] }), "here=");
});

Deno.test("an address that makes no sense reads as the defaults", () => {
  assertEquals(decodeInputs("#precision=f16&fastmath=maybe&nothing=1"), defaultInputs);
});

Deno.test("what is written to an address is read from it again", () => {
  const text = fc.string({ unit: "grapheme" });
  const inputs: fc.Arbitrary<Inputs> = fc.record({
    mode: fc.constant("kernel" as const),
    expr: fc.constant(defaultInputs.expr),
    kernel: text,
    from: text,
    to: text,
    args: fc.dictionary(fc.stringMatching(/^[a-z]\w{0,5}$/), text, { noNullPrototype: true }),
    n: text,
    jobs: text,
    precision: fc.constantFrom("auto", "f64", "df64", "f32"),
    fastmath: fc.boolean(),
    backends: fc.option(fc.subarray(["serial", "wasm", "threads"], { minLength: 1 })),
    here: fc.option(fc.subarray(["serial", "wasm", "webgpu"])),
  });
  fc.assert(fc.property(inputs, (value) => assertEquals(decodeInputs(encodeInputs(value)), value)), { numRuns: 200 });
});
