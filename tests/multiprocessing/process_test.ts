import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { BrokenPipeError, type Connection, EOFError, Pipe, Process } from "../../compute/multiprocessing/mod.ts";
import { InvalidStateError, Lock, mathTask, task } from "../../compute/threading/mod.ts";
import * as targets from "./targets.ts";

const MODULE = new URL("./targets.ts", import.meta.url);

/** Starts a process with one end of a pipe as its first argument. */
function startWithPipe(
  // deno-lint-ignore no-explicit-any
  target: (connection: Connection, ...rest: any[]) => unknown,
  rest: unknown[] = [],
  options: { permissions?: string[]; daemon?: boolean } = {},
) {
  const [here, there] = Pipe();
  const process = new Process({ ...options, target: task(MODULE, target), args: [there, ...rest] });
  process.start();
  return { process, here, there };
}

async function exitCodeOf<Args extends unknown[]>(process: Process<Args>): Promise<number | null> {
  process.start();
  await process.joinAsync();
  return process.exitCode;
}

Deno.test("Process: has a name, a pid and an exit code, each when there is one", async () => {
  const process = new Process({ target: task(MODULE, targets.nothing) });
  assert(/^Process-\d+$/.test(process.name));
  assertEquals(new Process({ name: "worker" }).name, "worker");
  assertEquals([process.pid, process.exitCode, process.isAlive(), process.daemon], [null, null, false, false]);
  process.start();
  assertEquals([typeof process.pid, process.exitCode, process.isAlive()], ["number", null, true]);
  assertEquals(await process.sentinel, 0);
  assertEquals([process.exitCode, process.isAlive()], [0, false]);
  await process.joinAsync();
});

Deno.test("Process: exit codes are 0, 1 after an error, n, or minus the signal", async () => {
  assertEquals(await exitCodeOf(new Process()), 0);
  assertEquals(await exitCodeOf(new Process({ target: task(MODULE, targets.exit), args: [7] })), 7);
  assertEquals(await exitCodeOf(new Process({ target: task(MODULE, targets.exit), args: [0] })), 0);
});

Deno.test("Process: an error is told on standard error, and ends the process only", async () => {
  const script = `
    import { Process } from "${new URL("../../compute/multiprocessing/mod.ts", import.meta.url)}";
    import { task } from "${new URL("../../compute/threading/mod.ts", import.meta.url)}";
    for (const [target, args] of [["fail", ["too far"]], ["failLater", []], ["missing", []]]) {
      const process = new Process({ target: task("${MODULE}", target), args, name: target });
      process.start();
      await process.joinAsync();
      console.log(process.exitCode);
    }`;
  const { stdout, stderr } = await run(script);
  assertEquals(stdout.trim().split("\n"), ["1", "1", "1"]);
  assert(/Process fail: RangeError: too far\n\s+at fail \(.*targets\.ts/.test(stderr), stderr);
  assert(/Process failLater: Error: left behind/.test(stderr), stderr);
  assert(/Process missing: TypeError: .*exports no missing/.test(stderr), stderr);
});

Deno.test("Process: what it prints is printed by the program", async () => {
  const { stdout } = await run(`
    import { Process } from "${new URL("../../compute/multiprocessing/mod.ts", import.meta.url)}";
    import { task } from "${new URL("../../compute/threading/mod.ts", import.meta.url)}";
    const process = new Process({ target: task("${MODULE}", "print"), args: ["%s left", 3, { of: "n" }] });
    process.start();`);
  assertEquals(stdout, "3 left { of: 'n' }\n");
});

Deno.test("Process: one that garbles its messages is killed, and the program goes on", async () => {
  const { stdout, stderr } = await run(`
    import { Process } from "${new URL("../../compute/multiprocessing/mod.ts", import.meta.url)}";
    import { task } from "${new URL("../../compute/threading/mod.ts", import.meta.url)}";
    const process = new Process({ target: task("${MODULE}", "garble"), name: "garbler" });
    process.start();
    await process.joinAsync({ timeout: 1e12 });
    console.log(process.exitCode);`);
  assertEquals(stdout, "-9\n");
  assert(/Process garbler: what it says can't be read/.test(stderr), stderr);
});

Deno.test("Process: a program ends without its daemons, and not without its other processes", async () => {
  const { stdout } = await run(`
    import { Pipe, Process } from "${new URL("../../compute/multiprocessing/mod.ts", import.meta.url)}";
    import { task } from "${new URL("../../compute/threading/mod.ts", import.meta.url)}";
    const [here, there] = Pipe();
    const daemon = new Process({ target: task("${MODULE}", "spin"), args: [there], daemon: true });
    daemon.start();
    const other = new Process({ target: task("${MODULE}", "print"), args: ["other"] });
    other.start();
    console.log(daemon.daemon, other.daemon, daemon.pid);
    await other.joinAsync();`);
  const [first, second] = stdout.trim().split("\n");
  assertEquals([first.slice(0, 10), second], ["true false", "other"]);
  const pid = Number(first.split(" ")[2]);
  // Gone, or about to be: killed, it runs no more.
  while (await isRunning(pid)) await new Promise((resolve) => setTimeout(resolve));
});

Deno.test("Process: terminate and kill end a busy one, and do nothing to one that has ended", async () => {
  for (const [end, exitCode] of [["terminate", -15], ["kill", -9]] as const) {
    const { process, here } = startWithPipe(targets.spin);
    assertEquals(await here.recvAsync(), "spinning");
    process[end]();
    await process.joinAsync();
    assertEquals(process.exitCode, exitCode);
    process.terminate();
    process.kill();
    await assertRejects(() => here.recvAsync(), EOFError);
  }
});

Deno.test("Process: can't be started twice, nor asked for what only a started one has", async () => {
  const process = new Process({ target: task(MODULE, targets.nothing) });
  await assertRejects(() => process.joinAsync(), InvalidStateError, "start the process first");
  for (const ask of [() => process.terminate(), () => process.kill(), () => process.sentinel]) {
    assertThrows(ask, InvalidStateError, "start the process first");
  }
  process.daemon = true;
  process.daemon = false;
  process.start();
  assertThrows(() => process.start(), InvalidStateError, "only once");
  assertThrows(() => process.daemon = true, InvalidStateError, "started");
  await process.joinAsync();
  assertThrows(() => process.start(), InvalidStateError, "only once");
  assertThrows(() => new Process({ target: targets.nothing as never }), TypeError, "by reference");
});

Deno.test("Process: join ends at its time-out or by its signal, and may be repeated", async () => {
  const { process, here } = startWithPipe(targets.hold);
  await here.recvAsync();
  await process.joinAsync({ timeout: 1 });
  await process.joinAsync({ timeout: 0 });
  assertEquals(process.isAlive(), true);
  await assertRejects(() => process.joinAsync({ timeout: -1 }), RangeError, "negative");
  const controller = new AbortController();
  const aborted = process.joinAsync({ signal: controller.signal });
  controller.abort(new Error("not needed"));
  await assertRejects(() => aborted, Error, "not needed");
  here.close();
  await Promise.all([process.joinAsync(), process.joinAsync(), process.joinAsync({ timeout: 60_000 })]);
  await process.joinAsync();
  assertEquals(process.exitCode, 0);
});

Deno.test("Process: close needs an end, and ends all asking", async () => {
  const { process, here } = startWithPipe(targets.hold);
  assertThrows(() => process.close(), InvalidStateError, "running");
  await here.recvAsync();
  here.close();
  await process.joinAsync();
  process.close();
  process.close();
  const asks = [
    () => process.isAlive(),
    () => process.exitCode,
    () => process.pid,
    () => process.start(),
    () => process.kill(),
  ];
  for (const ask of asks) assertThrows(ask, InvalidStateError, "closed");
  new Process().close();
});

Deno.test("Process: has no permissions unless they are given", async () => {
  const bare = startWithPipe(targets.permissions);
  const states = await bare.here.recvAsync() as string[];
  assert(states.length > 0 && !states.includes("granted"), String(states));
  const trusted = startWithPipe(targets.permissions, [], { permissions: ["--allow-env"] });
  assertEquals((await trusted.here.recvAsync() as string[]).filter((state) => state === "granted").length, 1);
  await Promise.all([bare.process.joinAsync(), trusted.process.joinAsync()]);
});

Deno.test("Process: arguments arrive as copies, functions by reference", async () => {
  const sum = startWithPipe(targets.add, [3, 4]);
  const own = startWithPipe(targets.apply, [task(MODULE, targets.double), 21]);
  const math = startWithPipe(targets.apply, [mathTask(Math.sqrt), 9]);
  assertEquals([await sum.here.recvAsync(), await own.here.recvAsync(), await math.here.recvAsync()], [7, 42, 3]);
  await Promise.all([sum, own, math].map(({ process }) => process.joinAsync()));
});

Deno.test("Process: an argument that can't be copied is refused at the start, and moves nothing", async () => {
  const [here, there] = Pipe();
  for (const argument of [() => {}, { connection: here }, new Lock().share()]) {
    const process = new Process({ target: task(MODULE, targets.send), args: [there, argument] });
    assertThrows(() => process.start(), Error, "could not be cloned");
    assertEquals(process.pid, null);
  }
  const twice = new Process({ target: task(MODULE, targets.send), args: [there, there] });
  assertThrows(() => twice.start(), InvalidStateError, "twice");
  const process = new Process({ target: task(MODULE, targets.send), args: [there, "fine"] });
  process.start();
  assertThrows(() => here.send([new Uint8Array(new SharedArrayBuffer(1))]), DOMException, "processes share none");
  assertThrows(() => there.send(1), InvalidStateError, "moved");
  assertThrows(() => new Process({ target: task(MODULE, targets.send), args: [there] }).start(), InvalidStateError);
  assertEquals(await here.recvAsync(), "fine");
  await process.joinAsync();
});

Deno.test("Pipe: between processes, messages keep their bounds and kinds, empty and large ones too", async () => {
  const { process, here } = startWithPipe(targets.echo);
  const large = "lanes ".repeat(100_000);
  const messages = ["", undefined, null, [], new Uint8Array(0), new Map([[1, new Date(5)]]), -0, 5n, large, "end"];
  messages.forEach(here.send);
  for (const message of messages) assertEquals(await here.recvAsync(), message);
  here.close();
  await process.joinAsync();
  assertEquals(process.exitCode, 0);
});

Deno.test("Pipe: what was sent before the process started, and by one that has ended, arrives", async () => {
  const [here, there] = Pipe();
  here.send("early");
  here.close();
  const [result, output] = Pipe({ duplex: false });
  const receiver = new Process({ target: task(MODULE, targets.receiveAll), args: [there, output] });
  receiver.start();
  await receiver.joinAsync();
  assertEquals(await result.recvAsync(), { received: ["early"], ended: true, name: "EOFError" });
  await assertRejects(() => result.recvAsync(), EOFError);

  const sender = startWithPipe(targets.send, [1, 2, 3]);
  await sender.process.joinAsync();
  assertThrows(() => sender.here.send("too late"), BrokenPipeError);
  assertEquals(await Array.fromAsync(sender.here), [1, 2, 3]);
});

Deno.test("Pipe: its ends can be in two processes", async () => {
  const [left, right] = Pipe();
  const [result, output] = Pipe({ duplex: false });
  const receiver = new Process({ target: task(MODULE, targets.receiveAll), args: [right, output] });
  const sender = new Process({ target: task(MODULE, targets.send), args: [left, "a", "b"] });
  receiver.start();
  sender.start();
  assertEquals(await result.recvAsync(), { received: ["a", "b"], ended: true, name: "EOFError" });
  await Promise.all([sender.joinAsync(), receiver.joinAsync()]);
});

Deno.test("Process: the lecture's ponger answers until it is stopped", async () => {
  const { process, here } = startWithPipe(targets.ponger);
  for (let k = 0; k < 1000; k++) here.send(`ping ${k}`);
  for (let k = 0; k < 1000; k++) assertEquals(await here.recvAsync(), `ping ${k} pong`);
  here.send("stop");
  await process.joinAsync();
  assertEquals(process.exitCode, 0);
});

Deno.test({
  name: "Process: where processes can't be started, start says so",
  permissions: { run: false, read: true },
  fn: () => {
    const process = new Process({ target: task(MODULE, targets.nothing) });
    assertThrows(() => process.start(), Deno.errors.NotCapable);
    assertEquals(process.isAlive(), false);
  },
});

/** Runs a program. */
async function run(script: string): Promise<{ stdout: string; stderr: string }> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", "--quiet", "-"],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    env: { NO_COLOR: "1" },
    cwd: new URL("../../", import.meta.url),
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(script));
  await writer.close();
  const { stdout, stderr } = await child.output();
  return { stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
}

/** Whether a process is there and no zombie. */
async function isRunning(pid: number): Promise<boolean> {
  try {
    return !/\) [ZX] /.test(await Deno.readTextFile(`/proc/${pid}/stat`));
  } catch {
    return false;
  }
}
