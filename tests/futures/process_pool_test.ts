import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { BrokenProcessPool, type Future, ProcessPoolExecutor, task } from "../../compute/futures/mod.ts";
import { Lock } from "../../compute/threading/mod.ts";
import { testExecutor } from "./conformance.ts";
import * as tasks from "./tasks.ts";

const MODULE = new URL("./tasks.ts", import.meta.url).href;
const add = task(MODULE, tasks.add);

testExecutor("ProcessPoolExecutor", (options) => new ProcessPoolExecutor({ ...options, modules: [MODULE] }));

Deno.test("ProcessPoolExecutor: processes have no permissions", async () => {
  await using pool = new ProcessPoolExecutor({ maxWorkers: 1 });
  const states = await pool.submit(task(MODULE, tasks.permissions));
  assert(states.length > 0 && !states.includes("granted"), String(states));
});

Deno.test("ProcessPoolExecutor: permissions can be given", async () => {
  await using pool = new ProcessPoolExecutor({ maxWorkers: 1, permissions: ["--allow-env"] });
  assertEquals((await pool.submit(task(MODULE, tasks.permissions))).filter((state) => state === "granted").length, 1);
});

Deno.test("ProcessPoolExecutor: a module that can't be loaded is an error of its future", async () => {
  await using pool = new ProcessPoolExecutor({ maxWorkers: 1 });
  const future = pool.submit(task(new URL("./missing.ts", import.meta.url).href, "nothing"));
  await assertRejects(() => future.result(), TypeError, "can't be loaded");
  assertEquals(await pool.submit(add, 1, 1), 2);
});

Deno.test("ProcessPoolExecutor: a process without a task's module is replaced", async () => {
  await using pool = new ProcessPoolExecutor({ maxWorkers: 1 });
  assertEquals(await pool.submit(add, 1, 1), 2);
  const other = new URL("./more_tasks.ts", import.meta.url).href;
  assertEquals(await pool.submit(task<(text: string) => string>(other, "shout"), "hey"), "HEY");
  assertEquals(await pool.submit(add, 2, 2), 4);
  assertEquals(pool.workers, 1);
});

Deno.test("ProcessPoolExecutor: the death of a process fails all that is pending, and the pool stays broken", async () => {
  await using pool = new ProcessPoolExecutor({ maxWorkers: 2, modules: [MODULE] });
  const { promise: spinning, resolve } = Promise.withResolvers<void>();
  const futures: Future<unknown>[] = [pool.submitWith({ onProgress: () => resolve() }, task(MODULE, tasks.spin))];
  await spinning;
  futures.push(pool.submit(task(MODULE, tasks.exit), 3));
  for (let k = 0; k < 4; k++) futures.push(pool.submit(task(MODULE, tasks.hold)));
  for (const future of futures) await assertRejects(() => future.result(), BrokenProcessPool, "exit code 3");
  assertThrows(() => pool.submit(add, 1, 1), BrokenProcessPool);
});

Deno.test("ProcessPoolExecutor: a busy process can be killed", async () => {
  await using pool = new ProcessPoolExecutor({ maxWorkers: 1, modules: [MODULE] });
  const { promise: running, resolve } = Promise.withResolvers<void>();
  const future = pool.submitWith({ onProgress: () => resolve() }, task(MODULE, tasks.hold));
  await running;
  pool.kill();
  await assertRejects(() => future.result(), BrokenProcessPool, "SIGKILL");
});

Deno.test("ProcessPoolExecutor: the death of an idle process is found at the next call at the latest", async () => {
  await using pool = new ProcessPoolExecutor({ maxWorkers: 1, modules: [MODULE] });
  assertEquals(await pool.submit(add, 1, 1), 2);
  pool.kill();
  await assertRejects(
    async () => {
      while (true) await pool.submit(add, 1, 1);
    },
    BrokenProcessPool,
    "SIGKILL",
  );
});

Deno.test("ProcessPoolExecutor: a process is replaced after the calls that it may run", async () => {
  await using pool = new ProcessPoolExecutor({ maxWorkers: 1, modules: [MODULE], maxTasksPerChild: 3 });
  const futures = Array.from({ length: 7 }, () => pool.submit(task(MODULE, tasks.countCalls)));
  assertEquals(await Promise.all(futures), [1, 2, 3, 1, 2, 3, 1]);
  for (const maxTasksPerChild of [0, 1.5]) {
    assertThrows(() => new ProcessPoolExecutor({ maxTasksPerChild }), RangeError, "maxTasksPerChild");
  }
});

Deno.test("ProcessPoolExecutor: a process is given the modules of functions among the arguments", async () => {
  await using pool = new ProcessPoolExecutor({ maxWorkers: 1, modules: [MODULE] });
  const other = new URL("./more_tasks.ts", import.meta.url);
  const applyTo = task<(f: (text: string) => string, text: string) => string>(MODULE, "applyTo");
  assertEquals(await pool.submit(applyTo, task<(text: string) => string>(other, "shout"), "hey"), "HEY");
});

Deno.test("ProcessPoolExecutor: memory that threads share is refused, for it would be a copy", async () => {
  await using pool = new ProcessPoolExecutor({ maxWorkers: 1, modules: [MODULE] });
  const handle = new Lock().share() as unknown as number;
  await assertRejects(() => pool.submit(add, handle, 1).result(), DOMException, "processes share none");
  await assertRejects(() => pool.submit(task(MODULE, tasks.makeShared)).result(), Error, "processes share none");
  assertEquals(await pool.submit(add, 1, 1), 2);
});

Deno.test("ProcessPoolExecutor: large values arrive whole", async () => {
  await using pool = new ProcessPoolExecutor({ maxWorkers: 1 });
  const text = "lanes ".repeat(100_000);
  const echoed = await pool.submit(task(MODULE, tasks.later), text);
  assert(echoed === text);
});

Deno.test("ProcessPoolExecutor: a program that exits leaves no process behind, busy as it may be", async () => {
  const program = `
    import { ProcessPoolExecutor, task } from "${new URL("../../compute/futures/mod.ts", import.meta.url)}";
    const pool = new ProcessPoolExecutor({ maxWorkers: 1, modules: ["${MODULE}"] });
    console.log(await pool.submit(task("${MODULE}", "processNumber")));
    pool.submitWith({ onProgress: () => Deno.exit(3) }, task("${MODULE}", "spin"));`;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", "--quiet", "-"],
    cwd: new URL("../../", import.meta.url),
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(program));
  await writer.close();
  const { code, stdout } = await child.output();
  assertEquals(code, 3);
  const pid = Number(new TextDecoder().decode(stdout));
  assert(pid > 0);
  // Gone, or about to be: killed, it runs no more.
  while (await isRunning(pid)) await new Promise((resolve) => setTimeout(resolve));
});

/** Whether a process is there and no zombie. */
async function isRunning(pid: number): Promise<boolean> {
  try {
    return !/\) [ZX] /.test(await Deno.readTextFile(`/proc/${pid}/stat`));
  } catch {
    return false;
  }
}

Deno.test({
  name: "ProcessPoolExecutor: where processes can't be started, the future says so",
  permissions: { run: false, read: true },
  fn: async () => {
    await using pool = new ProcessPoolExecutor({ maxWorkers: 1 });
    await assertRejects(() => pool.submit(add, 1, 1).result(), BrokenProcessPool, "can't be started");
    assertThrows(() => pool.submit(add, 1, 1), BrokenProcessPool);
    await assertRejects(() => pool.grow(1), BrokenProcessPool);
  },
});
