import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { DiskStore } from "../../compute/jit/disk_store.ts";
import { type CodeStore, compile } from "../../compute/pipeline.ts";

const ROOT = new URL("../../", import.meta.url);

const EXPR = "Math.cos(x) * x";

/** Runs a test in a directory of its own. */
function inDirectory(name: string, test: (directory: string) => void | Promise<void>): void {
  Deno.test(name, async () => {
    const directory = await Deno.makeTempDir({ prefix: "lanes-cache-" });
    try {
      await test(directory);
    } finally {
      await Deno.chmod(directory, 0o700);
      await Deno.remove(directory, { recursive: true });
    }
  });
}

const filesOf = (directory: string) => Array.from(Deno.readDirSync(directory), ({ name }) => `${directory}/${name}`);

interface Ran {
  readonly value: number;
  readonly stats: { readonly cacheHits: number; readonly cacheMisses: number };
}

/** Calls a kernel with `cache: true` in a process of its own. */
async function runProgram(
  directory: string,
  options = "",
  permissions = ["--allow-read", "--allow-write"],
): Promise<Ran> {
  const program = `import { jit } from "./compute/mod.ts";
    const kernel = jit(${JSON.stringify({ expr: EXPR })}, { cache: true, ${options} });
    const value = kernel(0, 1, 100_000);
    console.log(JSON.stringify({ value, stats: kernel.stats }));`;
  const url = `data:text/typescript,${encodeURIComponent(program.replace("./compute", `${ROOT}compute`))}`;
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", ...permissions, "--allow-env", "--no-prompt", "--config", "deno.json", url],
    cwd: ROOT,
    env: { LANES_CACHE_DIR: directory },
    stdout: "piped",
    stderr: "piped",
  }).output();
  assert(success, new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}

const MISS = { cacheHits: 0, cacheMisses: 1 };
const HIT = { cacheHits: 1, cacheMisses: 0 };

inDirectory("a new program finds the code of the last, and no other options' code", async (directory) => {
  const first = await runProgram(directory);
  assertEquals(first.stats, MISS);
  assertEquals(filesOf(directory).length, 1);
  const second = await runProgram(directory);
  assertEquals(second, { value: first.value, stats: HIT });
  assertEquals((await runProgram(directory, "fastmath: true")).stats, MISS);
  assertEquals((await runProgram(directory, "fastmath: ['contract']")).stats, MISS);
  assertEquals(filesOf(directory).length, 3);
});

inDirectory("a program that may not write, or not look, computes all the same", async (directory) => {
  const { value } = await runProgram(directory);
  assertEquals(await runProgram(directory, "", ["--allow-read"]), { value, stats: { cacheHits: 0, cacheMisses: 0 } });
  const missing = `${directory}/file`;
  await Deno.writeTextFile(missing, "in the way");
  assertEquals(await runProgram(missing), { value, stats: MISS });
});

inDirectory("programs that write at the same time leave whole entries", async (directory) => {
  const ran = await Promise.all(Array.from({ length: 4 }, () => runProgram(directory)));
  assertEquals(new Set(ran.map(({ value }) => value)).size, 1);
  assertEquals(filesOf(directory).length, 1);
  assertEquals((await runProgram(directory)).stats, HIT);
});

const bytes = Uint8Array.of(...Array.from({ length: 1000 }, (_, k) => k % 251));

inDirectory("what was saved is loaded by its own key and compiler alone", (directory) => {
  const store = new DiskStore(directory, "this compiler");
  assertEquals(store.load("key"), null);
  store.save("key", bytes);
  assertEquals(store.load("key"), bytes);
  assertEquals(store.load("other"), null);
  assertEquals(new DiskStore(directory, "another compiler").load("key"), null);
});

inDirectory("a flipped bit anywhere, a cut and an empty file are noticed, and made anew", (directory) => {
  const store = new DiskStore(directory, "");
  store.save("key", bytes);
  const [path] = filesOf(directory);
  const whole = Deno.readFileSync(path);
  for (const at of [0, 31, 32, 500, whole.length - 1]) {
    Deno.writeFileSync(path, whole.map((byte, k) => k === at ? byte ^ 1 : byte));
    assertEquals(store.load("key"), null, `byte ${at}`);
  }
  for (const length of [0, 1, 32, 33, whole.length - 1]) {
    Deno.writeFileSync(path, whole.slice(0, length));
    assertEquals(store.load("key"), null, `${length} bytes`);
  }
  store.save("key", bytes);
  assertEquals(store.load("key"), bytes);
});

inDirectory("another key's entry under this one's name is refused", (directory) => {
  const store = new DiskStore(directory, "");
  store.save("one", bytes);
  const [one] = filesOf(directory);
  store.save("other", bytes.slice(1));
  const other = filesOf(directory).find((path) => path !== one)!;
  Deno.copyFileSync(one, other);
  assertEquals(store.load("other"), null);
  assertEquals(store.load("one"), bytes);
});

inDirectory("a directory that can't be written leaves nothing behind, and one that is missing is made", (directory) => {
  const store = new DiskStore(`${directory}/a/b`, "");
  store.save("key", bytes);
  assertEquals(store.load("key"), bytes);
  // A directory stands where the entry should: the renaming fails.
  const [path] = filesOf(`${directory}/a/b`);
  Deno.removeSync(path);
  Deno.mkdirSync(path);
  store.save("key", bytes);
  assertEquals(filesOf(`${directory}/a/b`), [path]);
  assertEquals(store.load("key"), null);
});

/** A store that always has these bytes, and remembers what it is given. */
class FixedStore implements CodeStore {
  saved: Uint8Array | null = null;
  constructor(readonly bytes: Uint8Array<ArrayBuffer>) {}

  load(): Uint8Array<ArrayBuffer> {
    return this.bytes;
  }

  save(_: string, bytes: Uint8Array): void {
    this.saved = bytes;
  }
}

Deno.test("a store's bytes are used if they are the kernel's module, and replaced if they are anything else", () => {
  const source = { expr: EXPR };
  const { wasm } = compile(source);
  const whole = new FixedStore(wasm.bytes);
  const restored = compile(source, { store: whole }).wasm;
  assertEquals(whole.saved, null);
  assert(restored.bytes === wasm.bytes);
  const { text: _text, ...code } = wasm;
  const { text: _same, ...same } = restored;
  assertEquals(same, code);
  assertEquals(restored.text, wasm.text);
  const empty = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
  const foreign = Uint8Array.from(atob("AGFzbQEAAAABBAFgAAACCQEDZW52AWYAAA=="), (c) => c.charCodeAt(0));
  for (const wrong of [bytes, empty, foreign, new Uint8Array()]) {
    const store = new FixedStore(wrong);
    const generated = compile(source, { store }).wasm;
    assertEquals(generated.bytes, wasm.bytes);
    assert(store.saved === generated.bytes);
  }
});

Deno.test("a change in a helper function changes the key", () => {
  const keys: string[] = [];
  const store: CodeStore = { load: (key) => (keys.push(key), null), save: () => {} };
  for (const factor of [2, 3, 2]) {
    const kernel = `const scaled = (x) => x * ${factor};
      export default (n) => { let s = 0; for (const i of prange(n)) s += scaled(i); return s; }`;
    void compile({ kernel }, { store }).wasm;
  }
  assertNotEquals(keys[0], keys[1]);
  assertEquals(keys[0], keys[2]);
});
