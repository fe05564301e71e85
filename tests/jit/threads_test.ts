import { assert, assertEquals, assertThrows } from "@std/assert";
import { createBackends, getNumThreads, jit, setNumThreads } from "../../compute/mod.ts";

const KERNEL = `(a, n) => {
  let sum = 0;
  for (const i of prange(n)) sum += Math.cos(a * i);
  return sum;
}`;

Deno.test("the number of threads is that of the cores, until it is set", () => {
  const cores = navigator.hardwareConcurrency;
  assertEquals(getNumThreads(), cores);
  try {
    setNumThreads(1);
    assertEquals(getNumThreads(), 1);
    for (const wrong of [0, -1, 1.5, NaN, cores + 1, Infinity, "1" as unknown as number]) {
      assertThrows(() => setNumThreads(wrong), RangeError, `must be an integer from 1 to ${cores}`);
    }
    assertEquals(getNumThreads(), 1);
  } finally {
    setNumThreads(cores);
  }
});

Deno.test("calls give the same bits alone, with threads, and with another number of them", async () => {
  const backends = createBackends();
  const expected = jit(KERNEL)(0.5, 2_000_000);
  await using kernel = jit(KERNEL, { parallel: true, backends });
  assertEquals(kernel(0.5, 2_000_000), expected);
  await kernel.warmUp();
  assertEquals(kernel(0.5, 2_000_000), expected);
  const cores = getNumThreads();
  try {
    setNumThreads(1);
    assertEquals(kernel(0.5, 2_000_000), expected);
  } finally {
    setNumThreads(cores);
  }
  assertEquals(await kernel.run([0.5, 2_000_000]), expected);
  await Promise.all(backends.map((backend) => backend.close()));
});

Deno.test("calls one after another start threads on their own, and go on while these come up", async () => {
  const backends = createBackends();
  await using kernel = jit(KERNEL, { parallel: true, jobs: 3, backends });
  const values = Array.from({ length: 40 }, () => kernel(0.25, 1_500_000));
  assertEquals(new Set(values).size, 1);
  assertEquals(values[0], jit(KERNEL)(0.25, 1_500_000));
  await Promise.all(backends.map((backend) => backend.close()));
});

Deno.test("a call whose kernel is running meanwhile is computed here", async () => {
  const backends = createBackends();
  await using kernel = jit(KERNEL, { parallel: true, jobs: 2, backends });
  const running = kernel.run([0.25, 3_000_000]);
  assertEquals(kernel(0.25, 100_000), jit(KERNEL)(0.25, 100_000));
  assertEquals(await running, kernel(0.25, 3_000_000));
  await Promise.all(backends.map((backend) => backend.close()));
});

/** Runs a program that ends on its own, or not. */
async function runProgram(text: string, flags: string[] = []): Promise<string> {
  const command = new Deno.Command(Deno.execPath(), {
    args: [
      "eval",
      ...flags,
      `import { createBackends, jit } from "${new URL("../../compute/mod.ts", import.meta.url)}"; ${text}`,
    ],
    cwd: new URL("../../", import.meta.url),
    stdout: "piped",
    stderr: "piped",
  });
  const { success, stdout, stderr } = await command.output();
  assert(success, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

Deno.test("a program ends when its calls are over, its threads started or not", async () => {
  const program = (calls: number) =>
    `const kernel = jit(${JSON.stringify(KERNEL)}, { parallel: true, jobs: 2 });
    for (let k = 0; k < ${calls}; k++) kernel(0.5, 1_000_000);
    console.log("over");`;
  assertEquals(await runProgram(program(1)), "over\n");
  assertEquals(await runProgram(program(30)), "over\n");
});

Deno.test("what a kernel holds is given back when it is out of reach", async () => {
  const program = `let disposed = 0;
    const threads = createBackends().find(({ name }) => name === "wasm-threads");
    const prepareSync = (kernel, options) => {
      const prepared = threads.prepareSync(kernel, options);
      prepared.addDisposeCallback(() => disposed++);
      return prepared;
    };
    (() => jit(${JSON.stringify(KERNEL)}, { parallel: true, backends: [{ ...threads, prepareSync }] })(0.5, 1000))();
    for (let turns = 0; disposed === 0 && turns < 500; turns++) {
      gc();
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    console.log(disposed);`;
  assertEquals(await runProgram(program, ["--v8-flags=--expose-gc"]), "1\n");
});
