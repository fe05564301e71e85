import { assertEquals, assertStringIncludes } from "@std/assert";
import { provide } from "../../../server/setup/mod.ts";
import { installCommand, whyNotInstallable } from "../../../server/setup/packages.ts";

/** Runs with an environment variable, and puts it back. */
async function withVariable<T>(name: string, value: string, work: () => Promise<T>): Promise<T> {
  const before = Deno.env.get(name);
  Deno.env.set(name, value);
  try {
    return await work();
  } finally {
    if (before === undefined) Deno.env.delete(name);
    else Deno.env.set(name, before);
  }
}

Deno.test("what is there is taken without a word", async () => {
  const lines: string[] = [];
  const requirement = { name: "thing", packages: ["thing"], find: () => Promise.resolve("a thing") };
  assertEquals(await provide(requirement, (line) => lines.push(line)), { name: "thing", found: "a thing" });
  assertEquals(lines, []);
});

Deno.test("what is missing and may not be installed is named, with the command that would", () =>
  withVariable("LANES_NO_INSTALL", "1", async () => {
    const lines: string[] = [];
    const requirement = { name: "thing", packages: ["a-thing"], find: () => Promise.resolve(null) };
    const provision = await provide(requirement, (line) => lines.push(line));
    assertEquals(provision.found, null);
    assertEquals(lines.length, 1);
    assertStringIncludes(lines[0], "no thing: LANES_NO_INSTALL is set");
    assertStringIncludes(lines[0], installCommand(["a-thing"]));
  }));

Deno.test("LANES_NO_INSTALL=0 allows what unset allows", async () => {
  const allowed = await withVariable("LANES_NO_INSTALL", "0", whyNotInstallable);
  assertEquals(await withVariable("LANES_NO_INSTALL", "", whyNotInstallable), allowed);
});
