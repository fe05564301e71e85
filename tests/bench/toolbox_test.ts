import { assert, assertEquals, assertStringIncludes } from "@std/assert";

const MAIN = new URL("../../compute/bench/toolbox.ts", import.meta.url).href;

async function run(...args: string[]) {
  const command = new Deno.Command(Deno.execPath(), { args: ["run", "--allow-all", MAIN, ...args] });
  const { code, stdout, stderr } = await command.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: text(stdout), error: text(stderr) };
}

Deno.test("the toolbox's costs are measured, beside CPython's where it is there", async () => {
  const folder = await Deno.makeTempDir();
  try {
    // In the place of CPython, what prints figures as its script does.
    const peer = `${folder}/python`;
    await Deno.writeTextFile(
      peer,
      '#!/bin/sh\ncase "$1" in *toolbox_peer.py) echo \'{"lock": 5, "start": 7}\';; esac\n',
    );
    await Deno.chmod(peer, 0o755);
    const { code, out } = await run("--rounds", "1", "--json", "--python", peer);
    assertEquals(code, 0);
    const rows = JSON.parse(out) as { id: string; lanes: number; cpython: number | null }[];
    assertEquals(rows.map(({ id }) => id), ["threads", "processes", "lock", "queue", "joblib", "start"]);
    assert(rows.every(({ lanes }) => lanes > 0));
    assertEquals(rows.map(({ cpython }) => cpython), [null, null, 5, null, null, 7]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("the toolbox's timing says how it is called", async () => {
  assertStringIncludes((await run("--help")).out, "--rounds N");
  const wrong = await run("--rounds", "0");
  assertEquals([wrong.code, wrong.error.trim()], [2, "error: --rounds must be an integer of at least 1"]);
});
