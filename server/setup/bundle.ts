/** Building the page: its scripts, its workers and its static files, in a folder named after their content. */
import { createHash } from "node:crypto";
import { basename, dirname, extname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const CACHE = join(ROOT, ".cache", "page");

/** What the browser loads by address: the page's script, and the modules that its workers start from. */
export const ENTRIES: Readonly<Record<string, string>> = {
  main: "ui/main.tsx",
  compare_worker: "compute/compare/worker.ts",
  thread_worker: "compute/futures/thread_worker.ts",
  thread_main: "compute/threading/thread_main.ts",
  kernel_task: "compute/backends/engine/kernel_task.ts",
  gpu_task: "compute/backends/webgpu/gpu_task.ts",
};

const SOURCE_FOLDERS = ["ui", "compute"];
const SOURCE_FILES = ["deno.json", "deno.lock", "server/setup/bundle.ts"];
const STATIC_FILES = new Set([".css", ".svg", ".png", ".ico", ".woff2", ".webmanifest"]);
const PACKED_FILES = new Set([".js", ".css", ".svg", ".map", ".html"]);
/** Builds kept beside the newest, for going back and forth between two states of the sources. */
const BUILDS_KEPT = 3;

export interface Bundle {
  /** Changes whenever any file does; part of the files' addresses, so that they can be cached for ever. */
  readonly hash: string;
  /** The folder that holds index.html and assets/. Text files have a `.gz` beside them. */
  readonly folder: string;
  /** Whether it was there already. */
  readonly cached: boolean;
}

/**
 * Builds the page, unless the same was built before.
 *
 * @returns Where it is.
 * @throws {Error} With the bundler's messages, if the page's sources are wrong.
 */
export async function bundlePage(): Promise<Bundle> {
  const hash = await hashSources();
  const folder = join(CACHE, hash);
  if (await exists(join(folder, "index.html"))) return { hash, folder, cached: true };
  const draft = `${folder}.${crypto.randomUUID()}`;
  try {
    await buildScripts(ENTRIES, join(draft, "assets"));
    await copyStaticFiles(join(draft, "assets"));
    await writeIndex(draft, hash);
    await packFiles(draft);
    await settle(draft, folder);
  } finally {
    await Deno.remove(draft, { recursive: true }).catch(() => {});
  }
  await removeOldBuilds(folder);
  return { hash, folder, cached: false };
}

async function hashSources(): Promise<string> {
  const files = [...SOURCE_FILES.map((file) => join(ROOT, file))];
  for (const folder of SOURCE_FOLDERS) files.push(...await filesBelow(join(ROOT, folder)));
  const hash = createHash("sha256").update(Deno.version.deno);
  for (const file of files.sort()) {
    const content = await Deno.readFile(file).catch(() => new Uint8Array());
    hash.update(`${relative(ROOT, file)}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex").slice(0, 16);
}

/**
 * Bundles through one small module per entry, so that the files are named as the table of entries says.
 *
 * @param entries Modules below the project's root, by the names of their bundles.
 * @param folder Where the bundles go.
 * @throws {Error} With the bundler's messages.
 */
export async function buildScripts(entries: Readonly<Record<string, string>>, folder: string): Promise<void> {
  const doors = join(folder, "..", "entries");
  await Deno.mkdir(doors, { recursive: true });
  const entrypoints: string[] = [];
  for (const [name, source] of Object.entries(entries)) {
    const door = join(doors, `${name}.ts`);
    await Deno.writeTextFile(door, `export * from ${JSON.stringify(relative(doors, join(ROOT, source)))};\n`);
    entrypoints.push(door);
  }
  const result = await Deno.bundle({
    entrypoints,
    outputDir: folder,
    platform: "browser",
    format: "esm",
    codeSplitting: true,
    minify: true,
    sourcemap: "linked",
    write: false,
  });
  if (!result.success) throw new Error(`the page can't be built: ${result.errors.map(({ text }) => text).join("; ")}`);
  await Deno.mkdir(folder, { recursive: true });
  for (const file of result.outputFiles ?? []) {
    const content = file.path.endsWith(".js")
      ? new TextEncoder().encode(addressEntries(file.text(), entries))
      : file.contents!;
    await Deno.mkdir(dirname(file.path), { recursive: true });
    await Deno.writeFile(file.path, content);
  }
  await Deno.remove(doors, { recursive: true });
}

/**
 * Sources name a module of a worker as `new URL("./thread_worker.ts", import.meta.url)`. In the bundle it is a file
 * beside all others, named after its entry.
 *
 * @param script A bundled script.
 * @param entries The table of entries.
 * @returns The script, with the addresses of entries.
 */
export function addressEntries(script: string, entries = ENTRIES): string {
  const names = new Map(Object.entries(entries).map(([name, source]) => [basename(source), name]));
  return script.replaceAll(
    /new URL\((["'`])[\w./-]*?([\w-]+\.tsx?)\1,\s*import\.meta\.url\)/g,
    (address, quote, file) =>
      names.has(file) ? `new URL(${quote}./${names.get(file)}.js${quote},import.meta.url)` : address,
  );
}

async function copyStaticFiles(folder: string): Promise<void> {
  const ui = join(ROOT, "ui");
  for (const file of await filesBelow(ui)) {
    if (!STATIC_FILES.has(extname(file))) continue;
    const target = join(folder, relative(ui, file));
    await Deno.mkdir(dirname(target), { recursive: true });
    await Deno.copyFile(file, target);
  }
}

/** The template names `/assets/main.js`; the page that is served, `/assets/HASH/main.js`. */
async function writeIndex(folder: string, hash: string): Promise<void> {
  const template = await Deno.readTextFile(join(ROOT, "ui", "index.html"));
  await Deno.writeTextFile(join(folder, "index.html"), template.replaceAll("/assets/", `/assets/${hash}/`));
}

async function packFiles(folder: string): Promise<void> {
  for (const file of await filesBelow(folder)) {
    if (!PACKED_FILES.has(extname(file))) continue;
    const source = await Deno.open(file);
    const target = await Deno.open(`${file}.gz`, { write: true, create: true });
    await source.readable.pipeThrough(new CompressionStream("gzip")).pipeTo(target.writable);
  }
}

/** Puts a finished build in its place; another process may have been faster with the same one. */
async function settle(draft: string, folder: string): Promise<void> {
  try {
    await Deno.rename(draft, folder);
  } catch (error) {
    if (!await exists(join(folder, "index.html"))) throw error;
  }
}

async function removeOldBuilds(newest: string): Promise<void> {
  const builds: { path: string; time: number }[] = [];
  for await (const { name } of Deno.readDir(CACHE)) {
    const path = join(CACHE, name);
    const time = (await Deno.stat(path).catch(() => null))?.mtime?.getTime() ?? 0;
    if (path !== newest && !name.includes(".")) builds.push({ path, time });
  }
  builds.sort((left, right) => right.time - left.time);
  for (const { path } of builds.slice(BUILDS_KEPT)) await Deno.remove(path, { recursive: true }).catch(() => {});
}

async function filesBelow(folder: string): Promise<string[]> {
  const files: string[] = [];
  for await (const entry of Deno.readDir(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory) files.push(...await filesBelow(path));
    else if (entry.isFile) files.push(path);
  }
  return files;
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
