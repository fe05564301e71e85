/** Holds the layout and the import rules of the project. */
import { assertEquals, assertNotEquals } from "@std/assert";
import { ENTRIES } from "../server/setup/mod.ts";
import { readGraph, readSources } from "./rules/module_graph.ts";
import { denoOnlyIn, freeOfDeno, type Rule, RULES } from "./rules/rules.ts";

const ROOT = new URL("../", import.meta.url);
const FOLDERS = ["compute", "server", "ui", "tests"];

const TOP_LEVEL = [
  ...FOLDERS,
  ...[
    ".ci",
    ".gitignore",
    "ACCURACY.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "README.md",
    "deno.json",
    "deno.lock",
  ],
];
/** What git and the ignored folders bring. */
const NOT_OURS = [".git", ".cache", "data", "coverage", "node_modules"];

/** Files of compute that need processes, files or the terminal. */
const DENO_FILES = [
  /^compute\/bench\//,
  /_deno\.ts$/,
  /^compute\/(futures|multiprocessing|compare)\/process\w*\.ts$/,
  /^compute\/backends\/processes\.ts$/,
  /^compute\/jit\/disk_store\.ts$/,
];
/** The backend and the store ask first; the pool is made only by the backend, or by who means to run on Deno. */
const GUARDED = [
  ...["compute/backends/processes.ts", "compute/futures/process_pool.ts"],
  "compute/jit/disk_store.ts",
];

const ALL_RULES: readonly Rule[] = [
  ...RULES,
  denoOnlyIn(DENO_FILES),
  freeOfDeno([...Object.values(ENTRIES), "compute/mod.ts"], GUARDED),
];

const graph = readSources(ROOT, FOLDERS).then(readGraph);

for (const { name, check } of ALL_RULES) {
  Deno.test(`rule: ${name}`, async () => assertEquals(check(await graph), []));
}

Deno.test("rule: the top level holds what design says, and nothing else", async () => {
  const names = await Array.fromAsync(Deno.readDir(ROOT), ({ name }) => name);
  const ours = names.filter((name) => !NOT_OURS.includes(name) && !name.endsWith(".log"));
  assertEquals(ours.filter((name) => !TOP_LEVEL.includes(name)), []);
});

/** For each rule, a project that breaks it and nothing else about it; so that no rule passes for want of teeth. */
const BROKEN: readonly [rule: RegExp, sources: Record<string, string>][] = [
  [/^compute imports neither/, { "compute/a/mod.ts": 'import "../../server/main.ts";' }],
  [/^compute imports neither/, { "server/a.ts": 'import type { A } from "../ui/a.ts";' }],
  [/^compute imports neither/, { "ui/a.ts": 'import { type A, b } from "../server/api_types.ts";' }],
  [/^compute imports neither/, { "ui/a.ts": 'export type { A } from "../server/store/mod.ts";' }],
  [/^packages of compute/, { "compute/ir/mod.ts": 'import { record } from "../math/mod.ts";' }],
  [/^packages of compute/, { "compute/lang/mod.ts": 'import type { Pass } from "../optimize/mod.ts";' }],
  [/^packages of compute/, { "compute/futures/mod.ts": 'await import("../ir/mod.ts");' }],
  [/^backends never/, { "compute/backends/wasm.ts": 'import { js } from "./serial.ts";' }],
  [/^backends never/, { "compute/backends/engine/a.ts": 'import { js } from "../webgpu/mod.ts";' }],
  [/^packages are imported through/, { "compute/compare/a.ts": 'import { parse } from "../lang/parser.ts";' }],
  [/^there are no cycles/, {
    "ui/a.ts": 'import { b } from "./b.ts";',
    "ui/b.ts": 'export * from "./c.ts";',
    "ui/c.ts": 'import { a } from "./a.ts";',
  }],
  [/^no file has more/, { "ui/a.ts": "export const a = 1;\n".repeat(401) }],
  [/^compute\/mod.ts holds/, { "compute/mod.ts": "export const a = 1;" }],
  [/^compute\/mod.ts holds/, { "compute/mod.ts": 'export * from "./ir/mod.ts";' }],
  [/^modules do nothing/, { "compute/a/b.ts": "console.log(1);" }],
  [/^Deno is named/, { "compute/ir/a.ts": "export const a = () => Deno.args;" }],
  [/^Deno is named/, { "ui/a.tsx": "export const A = () => <p>{globalThis.Deno.args}</p>;" }],
];

for (const [rule, sources] of BROKEN) {
  Deno.test(`a project is caught that breaks: ${rule.source} ${Object.values(sources)[0].slice(0, 60)}`, () => {
    const { check } = ALL_RULES.find(({ name }) => rule.test(name))!;
    assertNotEquals(check(readGraph(new Map(Object.entries(sources)))), []);
  });
}

Deno.test("a page is caught that loads Deno or Node, however far away, but not behind import()", () => {
  const { check } = freeOfDeno(["ui/main.ts"], []);
  const page = (text: string) => readGraph(new Map([["ui/main.ts", 'import "./a.ts";'], ["ui/a.ts", text]]));
  assertEquals(check(page("export const a = () => Deno.args;")), ["ui/a.ts"]);
  assertEquals(check(page('import { join } from "node:path";')), ["node:path"]);
  assertEquals(check(page('export const a = () => import("node:path");')), []);
  assertEquals(check(page('import type { Stats } from "node:fs"; export type A = typeof Deno.args;')), []);
  assertEquals(check(new Map()), ["ui/main.ts is not there"]);
});

Deno.test("a type that comes back is no cycle", () => {
  const cycles = ALL_RULES.find(({ name }) => name === "there are no cycles")!;
  const sources = { "ui/a.ts": 'import { b } from "./b.ts";', "ui/b.ts": 'import type { A } from "./a.ts";' };
  assertEquals(cycles.check(readGraph(new Map(Object.entries(sources)))), []);
});
