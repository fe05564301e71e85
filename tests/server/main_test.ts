/** `deno task start` as a process of its own. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../../server/main.ts", import.meta.url));

function command(args: string[]): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", MAIN, ...args],
    env: { LANES_NO_INSTALL: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
}

/** Starts it on a free port, and waits until it says where it is. */
async function startProcess(data: string) {
  const child = command(["--port", "0", "--data", data]).spawn();
  const stderr = new Response(child.stderr).text();
  let said = "";
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    said += text;
    const url = said.match(/http:\/\/\S+/)?.[0];
    if (url) return { child, url, stderr };
  }
  throw new Error(`it ended at once: ${await stderr}`);
}

async function inFolder(test: (data: string) => Promise<void>): Promise<void> {
  const data = await Deno.makeTempDir({ prefix: "lanes-" });
  try {
    await test(data);
  } finally {
    await Deno.remove(data, { recursive: true });
  }
}

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.test(`${signal} ends the server, the run that runs too, with status 0`, () =>
    inFolder(async (data) => {
      const { child, url, stderr } = await startProcess(data);
      const body = JSON.stringify({
        expr: "cos(x)",
        from: 0,
        to: 1,
        n: 1e5,
        backends: ["serial"],
        runs: 1000,
        minTime: 10,
      });
      const request = { method: "POST", headers: { "content-type": "application/json" }, body };
      const { id } = await (await fetch(`${url}api/runs`, request)).json();
      child.kill(signal);
      const { code } = await child.status;
      assertEquals(code, 0, await stderr);

      const again = await startProcess(data);
      const run = await (await fetch(`${again.url}api/runs/${id}`)).json();
      again.child.kill(signal);
      await again.child.status;
      await again.stderr;
      assertEquals([run.status, run.error.code], ["failed", "interrupted"]);
    }));
}

Deno.test("the page that is served is the built one, and its script is there", () =>
  inFolder(async (data) => {
    const { child, url, stderr } = await startProcess(data);
    const page = await (await fetch(url)).text();
    const script = page.match(/src="(\/assets\/\w+\/main\.js)"/)?.[1];
    assert(script, page);
    const response = await fetch(new URL(script!, url));
    assertEquals([response.status, response.headers.get("content-type")], [200, "text/javascript; charset=utf-8"]);
    assert((await response.text()).length > 1000);
    child.kill("SIGTERM");
    await child.status;
    await stderr;
  }));

Deno.test("a taken port is named", () =>
  inFolder(async (data) => {
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { port } = listener.addr as Deno.NetAddr;
    const { code, stderr } = await command(["--port", String(port), "--data", data]).output();
    listener.close();
    assertEquals(code, 1);
    assertMatch(new TextDecoder().decode(stderr), new RegExp(`127\\.0\\.0\\.1:${port} is in use.*--port`));
  }));

Deno.test("a wrong option gets the usage, and status 2", async () => {
  const { code, stderr } = await command(["--prot", "1"]).output();
  assertEquals(code, 2);
  assertMatch(new TextDecoder().decode(stderr), /--prot[^]*deno task start \[options\]/);
});

Deno.test({
  name: "the server ends with the npx that started it, which passes no signal on",
  ignore: Deno.build.os !== "linux",
  fn: () =>
    inFolder(async (data) => {
      // A shell that goes by npx's name, and leaves behind what it started just as npx does.
      const server = ["run", "--allow-all", MAIN, "--port", "0", "--data", data];
      const script = `exec -a "npm exec lanes" bash -c '"$@" & wait' bash "$@"`;
      const npx = new Deno.Command("bash", {
        args: ["-c", script, "bash", Deno.execPath(), ...server],
        env: { LANES_NO_INSTALL: "1", npm_command: "exec" },
        stdin: "null",
        stdout: "piped",
        stderr: "piped",
      }).spawn();
      const said = new Response(npx.stderr).text();
      for await (const text of npx.stdout.pipeThrough(new TextDecoderStream())) {
        if (text.includes("Lanes is at")) npx.kill("SIGTERM");
      }
      // Its output ends when the last process that holds it has ended.
      assertMatch(await said, /npx has ended: stopping/);
      await npx.status;
    }),
});
