import { assertEquals } from "@std/assert";

/**
 * Holds generated code to the file that was committed. `deno test -A tests/codegen -- --update` writes the files anew;
 * read the difference before committing it.
 *
 * @param name The file's name under `snapshots/`.
 */
export async function assertSnapshot(text: string, name: string): Promise<void> {
  const file = new URL(`./snapshots/${name}`, import.meta.url);
  if (Deno.args.includes("--update")) await Deno.writeTextFile(file, text);
  assertEquals(text, await Deno.readTextFile(file));
}
