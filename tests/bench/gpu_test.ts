import { assert, assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import type { GpuReport } from "../../compute/bench/gpu.ts";
import { adapterForTests, gpuTests } from "../gpu.ts";

const MAIN = new URL("../../compute/bench/gpu.ts", import.meta.url).href;

async function run(args: readonly string[], env: Record<string, string> = {}) {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", MAIN, ...args],
    env: { NO_COLOR: "1", ...env },
  });
  const { code, stdout, stderr } = await command.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: text(stdout), error: text(stderr) };
}

gpuTests(await adapterForTests())("evaluations on the GPU are counted in each precision that it offers", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const [kernels, json] = [`${folder}/kernels.json`, `${folder}/out.json`];
    const list = [{ id: "cos", expr: "cos(x)", from: "0", to: "pi/2", exact: 1 }, {
      id: "half",
      expr: "x",
      from: "0",
      to: "1",
    }];
    await Deno.writeTextFile(kernels, JSON.stringify(list));
    const ended = await run(["--kernels", kernels, "--n", "1e5", "--repeats", "3", "--json", json]);
    assertEquals([ended.code, ended.error], [0, ""]);
    const { adapter, precisions, rows }: GpuReport = JSON.parse(await Deno.readTextFile(json));
    assert(ended.out.startsWith(`${adapter}; offers ${precisions.join(", ")}\n`), ended.out);
    assertEquals(
      rows.map(({ id, precision }) => [id, precision]),
      precisions.flatMap((precision) => [
        ["cos", precision],
        ["half", precision],
      ]),
    );
    for (const row of rows) {
      assert(row.n === 1e5 && row.bestMs <= row.medianMs && row.gpuMs.compile > 0);
      assertAlmostEquals(row.perSecond, 1e5 / row.medianMs * 1000, 1e-3);
      if (row.id === "cos") assertAlmostEquals(row.error!, 7.9e-6, 1e-6);
    }
    const unknown = await run(["--precision", "f16"]);
    assertEquals(unknown.code, 2);
    assertStringIncludes(unknown.error, "this adapter doesn't offer f16: it offers ");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("without an adapter there is nothing to count, and it says why", async () => {
  const env = { DENO_WEBGPU_BACKEND: Deno.build.os === "darwin" ? "vulkan" : "metal" };
  const { code, error } = await run([], env);
  assertEquals(code, 1);
  assertStringIncludes(error, "webgpu is not available here: no adapter");
});
