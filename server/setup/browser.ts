/** Finding the browser that tests drive. */

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/**
 * Finds Chromium: the environment variable `CHROMIUM` if set, else by name on the `PATH`.
 *
 * @returns Its path, or null where there is none that starts (Ubuntu's is a stub that wants snap).
 */
export async function findBrowser(): Promise<string | null> {
  const named = Deno.env.get("CHROMIUM");
  const folders = (Deno.env.get("PATH") ?? "").split(":").filter(Boolean);
  const candidates = named ? [named] : NAMES.flatMap((name) => folders.map((folder) => `${folder}/${name}`));
  for (const path of candidates) {
    if (await isFile(path) && await starts(path)) return path;
  }
  return null;
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch {
    return false;
  }
}

async function starts(path: string): Promise<boolean> {
  try {
    const command = new Deno.Command(path, { args: ["--version"], stdin: "null", stdout: "null", stderr: "null" });
    return (await command.output()).success;
  } catch {
    return false;
  }
}
