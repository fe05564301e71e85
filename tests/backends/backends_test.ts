import { assertEquals, assertMatch } from "@std/assert";
import { createBackends } from "../../compute/backends/mod.ts";
import { compile } from "../../compute/pipeline.ts";
import { KERNELS, testBackend } from "./conformance.ts";

const ON_CPU: Readonly<Record<string, readonly number[]>> = {
  serial: [1],
  async: [1, 2, 3, 8],
  threads: [1, 2, 3, 4, 5, 6, 7, 8],
  processes: [1, 2, 3, 8],
  wasm: [1],
  "wasm-threads": [1, 2, 3, 4, 5, 6, 7, 8],
};

for (const [name, jobs] of Object.entries(ON_CPU)) {
  testBackend(name, { create: () => createBackends().find((backend) => backend.name === name)!, jobs });
}

Deno.test("the backends are listed in the order of their table, and described", async () => {
  const backends = createBackends();
  const names = backends.map(({ name }) => name).filter((name) => name !== "webgpu");
  assertEquals(names, Object.keys(ON_CPU));
  for (const backend of backends) {
    assertMatch(backend.summary, /\.$/);
    if (backend.name in ON_CPU) assertEquals((await backend.available()).available, true);
    await backend.close();
  }
});

Deno.test("all backends of one target give the same bits", async () => {
  const backends = createBackends().filter(({ name }) => name in ON_CPU && name !== "serial");
  try {
    for (const [label, { source, args }] of Object.entries(KERNELS)) {
      const compiled = compile(source);
      const values: Record<string, Set<number>> = { js: new Set(), wasm: new Set() };
      for (const backend of backends) {
        await using prepared = await backend.prepare(compiled, { jobs: 2, precision: "auto" });
        values[backend.target].add((await prepared.run([...args, 1_000_000])).value);
      }
      for (const [target, seen] of Object.entries(values)) assertEquals(seen.size, 1, `${label}, ${target}`);
    }
  } finally {
    for (const backend of backends) await backend.close();
  }
});

Deno.test("serial gives the lecture's digits", async () => {
  const serial = createBackends()[0];
  await using prepared = await serial.prepare(compile({ expr: "cos(x)" }), { jobs: 1, precision: "auto" });
  const digits = new Map([[1000, 1.0007851925466296], [1_000_000, 1.0000007853979547]]);
  for (const [n, value] of digits) {
    assertEquals((await prepared.run([0, Math.PI / 2, n])).value, value);
    assertEquals(prepared.runSync!([0, Math.PI / 2, n]).value, value);
  }
  await serial.close();
});

Deno.test("a program ends though it closed nothing", async () => {
  const program = new URL("./unclosed.ts", import.meta.url).href;
  const command = new Deno.Command(Deno.execPath(), { args: ["run", "-A", "--quiet", program], stderr: "inherit" });
  const { code, stdout } = await command.output();
  assertEquals([code, new TextDecoder().decode(stdout)], [0, "done\n"]);
});
