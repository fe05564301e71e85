import { assert, assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import { geometricMean, ratiosToPeers, type SuiteRow } from "../../compute/bench/suite.ts";

const MAIN = new URL("../../compute/bench/suite.ts", import.meta.url).href;
const KERNELS = [
  { id: "cos", expr: "cos(x)", from: "0", to: "pi/2", exact: 1 },
  { id: "half", expr: "x", from: "0", to: "1" },
];
const row = (id: string, bestMs: number): SuiteRow => ({ id, bestMs, n: 1, jobs: 1, medianMs: 1, coldMs: 1, value: 1 });

Deno.test("the geometric mean of ratios", () => {
  assertAlmostEquals(geometricMean([2, 8]), 4);
  assertAlmostEquals(geometricMean([5]), 5);
});

Deno.test("ratios are of the best times, for each peer and the kernels that it timed", () => {
  const peers = [
    { id: "cos", n: 1, numba: { best_ms: 6, median_ms: 7 }, gcc: { best_ms: 1, median_ms: 2 } },
    { id: "half", n: 1, numba: { best_ms: 10, median_ms: 10 } },
    { id: "else", n: 1, numba: { best_ms: 1, median_ms: 1 } },
  ];
  const ratios = ratiosToPeers([row("cos", 2), row("half", 5)], peers);
  assertEquals([...ratios.keys()], ["numba", "gcc"]);
  assertEquals([...ratios.get("numba")!], [["cos", 3], ["half", 2]]);
  assertEquals([...ratios.get("gcc")!], [["cos", 0.5]]);
});

Deno.test("a list of kernels is timed and set beside peers", async () => {
  const folder = await Deno.makeTempDir();
  const file = async (name: string, content: unknown) => {
    await Deno.writeTextFile(`${folder}/${name}`, JSON.stringify(content));
    return `${folder}/${name}`;
  };
  const run = async (...args: string[]) => {
    const command = new Deno.Command(Deno.execPath(), { args: ["run", "--allow-all", MAIN, ...args] });
    const { code, stdout, stderr } = await command.output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    return { code, out: text(stdout), error: text(stderr) };
  };
  try {
    const kernels = await file("kernels.json", KERNELS);
    const peers = await file("peers.json", [{ id: "cos", slow: { best_ms: 1e9, median_ms: 1e9 } }]);
    const out = `${folder}/out.json`;
    const ended = await run("--kernels", kernels, "--against", peers, "--n", "1e3", "--repeats", "3", "--json", out);
    assertEquals([ended.code, ended.error], [0, ""]);
    assertStringIncludes(ended.out, "slow takes");
    assertStringIncludes(ended.out, "geometric mean");
    const rows: SuiteRow[] = JSON.parse(await Deno.readTextFile(out));
    assertEquals(rows.map(({ id }) => id), ["cos", "half"]);
    assertAlmostEquals(rows[0].error!, 7.9e-4, 1e-5);
    assert(rows[0].bestMs <= rows[0].medianMs);
    const missing = await run("--kernels", `${folder}/none.json`);
    assertEquals(missing.code, 2);
    assertStringIncludes(missing.error, "error: --kernels ");
    const unknown = await run("--kernels", kernels, "--backend", "gpu");
    assertEquals(unknown.code, 2);
    assertStringIncludes(unknown.error, "there is no backend gpu");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
