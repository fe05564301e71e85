import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { DiskStore } from "../../compute/jit/disk_store.ts";
import { prepareInline } from "../../compute/backends/mod.ts";
import { type CodeStore, compile, type KernelSource } from "../../compute/pipeline.ts";

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

/** An image's head and module, and the image of another head or module. */
function takeApart(image: Uint8Array<ArrayBuffer>): { head: unknown; module: Uint8Array<ArrayBuffer> } {
  const length = new DataView(image.buffer).getUint32(0);
  const head = JSON.parse(new TextDecoder().decode(image.subarray(4, 4 + length)));
  return { head, module: image.slice(4 + length) };
}

function putTogether(head: unknown, module: Uint8Array): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(JSON.stringify(head));
  const image = new Uint8Array(4 + text.length + module.length);
  new DataView(image.buffer).setUint32(0, text.length);
  image.set(text, 4);
  image.set(module, 4 + text.length);
  return image;
}

/** The image of a kernel's code. */
function imageOf(source: KernelSource): Uint8Array<ArrayBuffer> {
  const store = new FixedStore(new Uint8Array());
  void compile(source, { store }).wasm;
  return Uint8Array.from(store.saved!);
}

Deno.test("code from a store computes the same bits, and shows the same text", () => {
  const kernel = `(a, b, n) => {
    let low = 0, high = 1;
    const flip = a > b;
    for (const i of prange(1, n)) {
      if (i % 3 < 1 && !flip) low += Math.sin(a + i / b) + Math.fround(i);
      else high *= 1 + Math.log(i + b) / n;
    }
    let sum = 0, turns = 0;
    while (turns * turns < n && turns < 30) turns++;
    if (low > 2) { for (const i of prange(n)) sum += low * i ** 2 / b + (turns | 0); }
    return flip ? Math.cos(low) : sum + high;
  }`;
  for (const fastmath of [false, true]) {
    const store = new FixedStore(new Uint8Array());
    const generated = compile({ kernel }, { store, fastmath });
    void generated.wasm;
    const kept = new FixedStore(Uint8Array.from(store.saved!));
    const restored = compile({ kernel }, { store: kept, fastmath });
    assertEquals(restored.wasm.bytes, generated.wasm.bytes);
    assertEquals(restored.wasm.loops, JSON.parse(JSON.stringify(generated.wasm.loops)));
    assertEquals(restored.wasm.costs, generated.wasm.costs);
    assertEquals(kept.saved, null);
    assertEquals(restored.wasm.text, generated.wasm.text);
    const [one, other] = [generated, restored].map(prepareInline);
    for (const args of [[1, 2, 1000], [3, 2, 1000], [0.5, 7, 3], [-1, 1, 0]]) assertEquals(one(args), other(args));
  }
});

Deno.test("whatever a store holds, the kernel's own code is run, and takes the place of what is no such code", () => {
  const source = { expr: EXPR };
  const expected = compile(source).wasm.bytes;
  const { head, module } = takeApart(imageOf(source));
  const empty = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
  const foreign = Uint8Array.from(atob("AGFzbQEAAAABBAFgAAACCQEDZW52AWYAAA=="), (c) => c.charCodeAt(0));
  const text = JSON.stringify(head);
  const heads = [
    text.replace('"operation"', '"script"'),
    text.replace('"name":"', '"name":"constructor","was":"'),
    text.replace(/"parameters":\d+/, '"parameters":1'),
    text.replace('"captureCount":', '"captureCount":1'),
    text.replace('"partials":', '"partials":9999999'),
    text.replace('"layouts":[', '"layouts":[{},'),
    text.replace('"costs":[', '"costs":["1",'),
  ];
  heads.forEach((head) => assertNotEquals(head, text));
  const images = [
    ...[bytes, new Uint8Array(), module, putTogether(head, empty), putTogether(head, foreign), putTogether({}, module)],
    ...heads.map((head) => putTogether(JSON.parse(head), module)),
  ];
  for (const image of images) {
    const store = new FixedStore(image);
    assertEquals(compile(source, { store }).wasm.bytes, expected);
    assertEquals(store.saved, putTogether(head, module));
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
