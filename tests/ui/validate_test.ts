import { assert, assertEquals } from "@std/assert";
import { applyPreset, defaultInputs, type Inputs, inputs } from "../../ui/state/inputs.ts";
import { presets } from "../../ui/presets.ts";
import { compileSource } from "../../ui/state/source.ts";
import { check, type Checked, type FieldErrors, type Machine, splitList } from "../../ui/state/validate.ts";

const SERVER: Machine = {
  cores: 2,
  knownBackends: ["serial", "wasm", "webgpu"],
  availableBackends: ["serial", "wasm"],
};
const BROWSER: Machine = {
  cores: 8,
  knownBackends: ["serial", "wasm", "webgpu"],
  availableBackends: ["serial", "webgpu"],
};
const INTEGRAND = ["a", "b", "n"];

function errorsOf(change: Partial<Inputs>, parameters = INTEGRAND): FieldErrors {
  const result = check({ ...defaultInputs, ...change }, parameters, SERVER, BROWSER);
  return result.ok ? {} : result.errors;
}

Deno.test("the first screen is a request for all that is available, with a job for each core", () => {
  const { here, ...server } = check(defaultInputs, INTEGRAND, SERVER, BROWSER) as Extract<Checked, { ok: true }>;
  assertEquals([here?.backends, here?.jobs, here?.n], [["serial", "webgpu"], [8], [1_000_000]]);
  assertEquals(server, {
    ok: true,
    request: {
      expr: "4/(1+x*x)",
      from: "0",
      to: "1",
      precision: "auto",
      fastmath: false,
      backends: ["serial", "wasm"],
      n: [1_000_000],
      jobs: [2],
    },
  });
});

Deno.test("this browser measures what it has of what is asked of it, or nothing", () => {
  const here = (change: Partial<Inputs>) => {
    const result = check({ ...defaultInputs, ...change }, INTEGRAND, SERVER, BROWSER);
    return result.ok ? result.here?.backends : result.errors;
  };
  assertEquals(here({ here: [] }), undefined);
  assertEquals(here({ here: ["serial", "threads", "wasm"] }), ["serial", "wasm"]);
});

/** A change of one input, the field that has to speak up, and what it says. */
const MISTAKES: readonly [Partial<Inputs>, string, RegExp][] = [
  [{ n: "0" }, "n", /^n must be at least 1, not 0$/],
  [{ n: "1.5" }, "n", /integer/],
  [{ n: "2**60" }, "n", /at most 2\^53/],
  [{ n: "" }, "n", /empty/],
  [{ n: "1e3, many" }, "n", /many/],
  [{ jobs: "0" }, "jobs", /at least 1/],
  [{ jobs: "1e9" }, "jobs", /at most 256/],
  [{ from: "pi/" }, "from", /^Column \d+: /],
  [{ to: "" }, "to", /empty/],
  [{ to: "1/0" }, "to", /finite/],
  [{ expr: "cos(" }, "source", /./],
  [{ backends: ["serial", "abacus"] }, "backends", /abacus/],
];

for (const [change, field, message] of MISTAKES) {
  Deno.test(`${JSON.stringify(change)} is told beside ${field}`, () => {
    const errors = errorsOf(change);
    assertEquals(Object.keys(errors), [field]);
    assert(message.test(errors[field]), errors[field]);
  });
}

Deno.test("a kernel's own parameters are asked for by name", () => {
  const kernel =
    "(n: number, scale: number) => { let s = 0; for (const i of prange(n)) { s += i * scale; } return s; }";
  const change: Partial<Inputs> = { mode: "kernel", kernel };
  assertEquals(Object.keys(errorsOf(change, ["n", "scale"])), ["args.scale"]);
  assertEquals(errorsOf({ ...change, args: { scale: "2" } }, ["n", "scale"]), {});
});

Deno.test("commas within parentheses don't split a list", () => {
  assertEquals(splitList("1e3, pow(2, 10),5"), ["1e3", "pow(2, 10)", "5"]);
  assertEquals(splitList("  "), []);
});

for (const preset of presets) {
  Deno.test(`the preset ${preset.id} can be run as it is`, () => {
    inputs.value = defaultInputs;
    applyPreset(preset);
    const { mode, expr, kernel } = inputs.value;
    const compiled = compileSource({ mode, text: mode === "expr" ? expr : kernel, fastmath: false });
    if (compiled.state === "invalid") throw new Error(compiled.diagnostic.message);
    const names = compiled.compiled.kernel.parameters.map(({ name }) => name);
    assertEquals(check(inputs.value, names, SERVER, BROWSER).ok, true);
  });
}
