import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { createBackends } from "../../compute/backends/mod.ts";
import type { ComparisonReport, OkRow, ResultRow } from "../../compute/compare/mod.ts";

const MAIN = new URL("../../compute/bench/main.ts", import.meta.url).href;
const FOLDER = Deno.makeTempDirSync({ prefix: "lanes-bench-" });
globalThis.addEventListener("unload", () => Deno.removeSync(FOLDER, { recursive: true }));

/** Writes a kernel's file; returns its path. */
function kernelFile(name: string, text: string): string {
  const file = `${FOLDER}/${name}`;
  Deno.writeTextFileSync(file, text);
  return file;
}

const MODULE = kernelFile(
  "module.ts",
  `
import { prange } from "lanes";
const HALF = 0.5;
function weight(x: number, m: number): number {
  return x * m + HALF;
}
export default (a: number, b: number, n: number, m: number): number => {
  let sum = 0;
  const step = (b - a) / n;
  for (const i of prange(n)) {
    sum += weight(a + i * step, m) * step;
  }
  return sum;
};
`,
);
const BARE = kernelFile("bare.ts", "(n) => { let sum = 0; for (const i of prange(n)) { sum += i; } return sum; }");
const UNEVEN = kernelFile("uneven.ts", "(m) => { let sum = 0; for (const i of prange(m)) { sum += i; } return sum; }");
const BINARY = kernelFile("binary.ts", "");
Deno.writeFileSync(BINARY, new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0, 0xff, 0xfe]));
const WRONG = kernelFile("wrong.ts", "(n) => {\n  return mm + n;\n}\n");
const NAMES = createBackends().map((backend) => backend.name);
const FAST = ["--runs", "2", "--min-time", "0"];

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

function start(args: readonly string[], env: Record<string, string> = {}): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", MAIN, ...args],
    stdout: "piped",
    stderr: "piped",
    env: { NO_COLOR: "1", ...env },
  }).spawn();
}

const bench = (...args: string[]): Promise<Ended> => ended(start(args));

async function ended(child: Deno.ChildProcess): Promise<Ended> {
  const { code, stdout, stderr } = await child.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: text(stdout), error: text(stderr) };
}

const json = async (...args: string[]): Promise<ComparisonReport> => {
  const { code, out, error } = await bench(...FAST, "--json", "-", ...args);
  assertEquals([code, error], [0, ""]);
  return JSON.parse(out);
};

function okRow(row: ResultRow | undefined): OkRow {
  if (row?.status !== "ok") throw new Error(`no result: ${JSON.stringify(row)}`);
  return row;
}

Deno.test("without options the lecture's integral is run in every way", async () => {
  const { code, out, error } = await bench();
  assertEquals([code, error], [0, ""]);
  assert(out.startsWith("integrate cos(x) from 0 to 1.5707963267948966, n = 1,000,000\n"), out);
  for (const name of NAMES) assert(new RegExp(`^${name} `, "m").test(out), `${name} is missing:\n${out}`);
  for (const title of ["time per loop", "lecture", "median [95 %]", "speedup [95 %]", "error", "cold"]) {
    assertStringIncludes(out, title);
  }
  assert(/^serial +[\d.]+ m?s ± [\d.]+ \S+ +154 ms +1\.00x +0 /m.test(out), out);
  assertStringIncludes(out, "thread pool, under the GIL, 142 ms");
  assert(/is [\d.]+x faster than serial|no clear difference between serial|serial is fastest/i.test(out), out);
  assertStringIncludes(out, "Hint: --");
});

Deno.test("the JSON has the environment and one row for each combination that differs", async () => {
  const report = await json("--n", "1000,2000", "--jobs", "1,2", "--backends", "wasm,wasm-threads", "--fastmath");
  assertEquals(report.version, 1);
  assertEquals(report.environment.deno, Deno.version.deno);
  assertEquals(report.environment.cores, navigator.hardwareConcurrency);
  assert(report.environment.cpu.length > 0 && report.environment.os.length > 0);
  const keys = report.results.map(({ backend, n, jobs }) => `${backend} ${n} ${jobs ?? "-"}`);
  assertEquals(
    keys,
    [1000, 2000].flatMap((n) => [`serial ${n} -`, `wasm ${n} -`, `wasm-threads ${n} 1`, `wasm-threads ${n} 2`]),
  );
  const [serial, wasm, ...threads] = report.results.slice(0, 4).map(okRow);
  assertEquals(serial.value, 1.0007851925466296);
  for (const row of threads) assertEquals(row.value, wasm.value);
  for (const row of [serial, wasm, ...threads]) {
    assertEquals([row.fastmath, row.precision], [true, "f64"]);
    assertEquals(row.errorVsSerial, Number(row.value) - 1.0007851925466296);
    assert(row.samplesMs.length >= 2 && row.medianMs > 0 && row.coldMs > 0);
    assert(row.bestMs <= row.medianMs && row.ci95Ms[0] <= row.ci95Ms[1]);
  }
});

Deno.test("an expression, a backwards range and constant expressions are taken as given", async () => {
  const { results } = await json("--expr", "3*x**2", "--from", "2", "--to", "-1", "--n", "2**20", "--backends", "wasm");
  assert(Math.abs(Number(okRow(results[0]).value) + 9) < 1e-4);
});

Deno.test("a kernel file is a module with helpers, or a bare function", async () => {
  const module = await json("--kernel", MODULE, "--to", "2", "--set", "m=3", "--n", "1000");
  for (const row of module.results) {
    if (row.status === "ok") assert(Math.abs(Number(row.value) - 7) < 0.01, `${row.backend}: ${row.value}`);
    else assertEquals([row.backend, row.status], ["webgpu", "skipped"]);
  }
  const bare = await json("--kernel", BARE, "--n", "101", "--backends", "serial");
  assertEquals(okRow(bare.results[0]).value, 5050);
});

Deno.test("CSV and Markdown have a line for each row", async () => {
  const csv = await bench(...FAST, "--n", "100", "--backends", "threads", "--csv", "-");
  const [titles, ...lines] = csv.out.trimEnd().split("\n");
  assertEquals([csv.code, titles.split(",").slice(0, 4)], [0, ["backend", "n", "jobs", "status"]]);
  assertEquals(lines.map((line) => line.split(",")[0]), ["serial", "threads"]);
  const markdown = await bench(...FAST, "--n", "100", "--backends", "threads", "--markdown", "-");
  assertEquals(markdown.out.split("\n").filter((line) => line.startsWith("|")).length, 4);
});

Deno.test("a file takes the JSON while the table is printed", async () => {
  const file = await Deno.makeTempFile();
  try {
    const { code, out } = await bench(...FAST, "--n", "100", "--backends", "serial", "--json", file);
    assertEquals(code, 0);
    assertStringIncludes(out, "serial takes ");
    assertEquals(JSON.parse(await Deno.readTextFile(file)).results.length, 1);
  } finally {
    await Deno.remove(file);
  }
});

Deno.test("a required backend that is missing is a failure, one that isn't required is skipped with its reason", async () => {
  // An interface to GPUs that this system hasn't got, so that there is no adapter.
  const env = { DENO_WEBGPU_BACKEND: Deno.build.os === "darwin" ? "vulkan" : "metal" };
  const args = [...FAST, "--n", "100", "--backends", "webgpu"];
  const skipped = await ended(start(args, env));
  assertEquals([skipped.code, skipped.error], [0, ""]);
  assertStringIncludes(skipped.out, "webgpu: skipped: no adapter");
  const required = await ended(start([...args, "--require", "webgpu"], env));
  assertEquals(required.code, 1);
  assert(required.error.startsWith("webgpu is required, but gave no result: no adapter: "), required.error);
});

Deno.test("a run that breaks is exit status 1", async () => {
  const { code, out } = await bench(...FAST, "--kernel", UNEVEN, "--set", "m=1.5", "--backends", "wasm");
  assertEquals(code, 1);
  assertStringIncludes(out, "failed: prange needs integer bounds");
});

Deno.test("times are compared with those that were saved", async () => {
  const file = kernelFile("saved.json", "");
  const saved = await bench(...FAST, "--n", "100", "--backends", "serial", "--save", file);
  assertEquals(saved.code, 0);
  const report: ComparisonReport = JSON.parse(Deno.readTextFileSync(file));
  const same = await bench(...FAST, "--n", "100", "--backends", "serial", "--baseline", file);
  assertEquals(same.code, 0);
  assert(/serial at n = 100: .* the baseline/.test(same.out), same.out);
  const results = report.results.map((row) => ({ ...okRow(row), medianMs: 1e-9, samplesMs: [1e-9, 1e-9] }));
  const impossible = kernelFile("impossible.json", JSON.stringify({ ...report, results }));
  const args = [...FAST, "--n", "100", "--backends", "serial", "--baseline", impossible];
  const slower = await bench(...args, "--fail-on-regression", "10%");
  assertEquals([slower.code, slower.error], [1, "serial is slower than the baseline allows\n"]);
});

Deno.test("the help is printed", async () => {
  const { code, out } = await bench("--help");
  assertEquals(code, 0);
  assertStringIncludes(out, "Usage: deno task bench [options]");
});

const mistakes: [string, string[], string][] = [
  ["a syntax error", ["--expr", "cos(x"], "--expr: "],
  ["an unknown name", ["--expr", "cas(x)"], "1 | cas(x)\n    ^^^"],
  ["an unknown option", ["--nn", "5"], "--nn is no option: did you mean --n?"],
  ["n of 0", ["--n", "0"], "--n: must be at least 1, not 0"],
  ["a fraction of n", ["--n", "1.5"], "--n: must be an integer, not 1.5"],
  ["n above 2^53", ["--n", "2**54"], "--n: must be at most 2^53"],
  ["n that is no number", ["--n", "many"], "--n: "],
  ["an infinite bound", ["--to", "1/0"], "--to: must be a finite number, not Infinity"],
  ["no jobs", ["--jobs", "0"], "--jobs: must be at least 1, not 0"],
  ["absurdly many jobs", ["--jobs", "1000"], "--jobs: must be at most 256"],
  ["an unknown backend", ["--backends", "wasm-thread"], "did you mean wasm-threads?"],
  ["an unknown precision", ["--precision", "f16"], '--precision: "f16" is unknown'],
  ["a negative time", ["--min-time", "-1"], "--min-time: must be from 0 to 60"],
  ["a missing file", ["--kernel", "nowhere.ts"], "--kernel nowhere.ts: there is no such file"],
  ["a folder", ["--kernel", FOLDER], "it is a folder"],
  ["a file that is no text", ["--kernel", BINARY], "it is not a text file"],
  ["a folder to write to", ["--json", FOLDER], `--json ${FOLDER}: it is a folder`],
  ["a file in a folder that isn't there", ["--csv", `${FOLDER}/none/x.csv`], "there is no such file or folder"],
  ["a missing parameter", ["--kernel", MODULE], "--set m: is missing"],
  ["a superfluous parameter", ["--set", "q=1"], "--set q: is no parameter of the kernel"],
  ["both sources", ["--expr", "x", "--kernel", "x.ts"], "are both given"],
  ["a baseline that isn't there", ["--baseline", "nowhere.json"], "--baseline nowhere.json: "],
  ["a baseline of another kind", ["--baseline", BARE], `--baseline ${BARE}: `],
  ["a threshold without a baseline", ["--fail-on-regression", "10%"], "needs a --baseline"],
  ["an unknown requirement", ["--require", "gpu"], "there is no backend gpu"],
  ["a requirement that isn't run", ["--require", "wasm", "--backends", "serial"], "not among --backends"],
];

for (const [what, args, message] of mistakes) {
  Deno.test(`exit status 2 and one message: ${what}`, async () => {
    const { code, out, error } = await bench(...args);
    assertEquals([code, out], [2, ""]);
    assert(error.startsWith("error: "), error);
    assertStringIncludes(error, message);
    assert(error.endsWith("See deno task bench --help.\n"), error);
  });
}

Deno.test("a mistake in a kernel file is told with the file, line and column", async () => {
  const { code, error } = await bench("--kernel", WRONG);
  assertEquals(code, 2);
  assertStringIncludes(error, `error: ${WRONG}:2:10: `);
  assertStringIncludes(error, "2 |   return mm + n;\n             ^^");
});

Deno.test("Ctrl+C ends the comparison, prints what there is and gives 130", async () => {
  // One serial run takes about 20 s; a lost signal would give status 0.
  const child = start(["--n", "1e9", "--backends", "serial,wasm"]);
  const out = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const rest = new Response(child.stderr).text();
  const header = await out.read();
  child.kill("SIGINT");
  let body = "";
  for (let part = await out.read(); !part.done; part = await out.read()) body += part.value;
  assertEquals([(await child.status).code, await rest], [130, ""]);
  assertStringIncludes(header.value!, "n = 1e9");
  assertStringIncludes(body, "cancelled: stopped by Ctrl+C");
});
