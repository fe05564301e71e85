/** Whether a WebGPU adapter is there. */

const PROBE_LIMIT_MS = 30_000;

/**
 * Asks for a WebGPU adapter in a process of its own: a driver may be installed afterwards, which a process that has
 * asked before wouldn't see; and a broken driver can take its process down.
 *
 * @returns The adapter's name, or null if there is none.
 */
export async function probeAdapter(): Promise<string | null> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-lock", "--no-config", "--allow-all", new URL("./probe_adapter.ts", import.meta.url).href],
    stdin: "null",
    stdout: "piped",
    stderr: "null",
    signal: AbortSignal.timeout(PROBE_LIMIT_MS),
  }).output();
  const text = new TextDecoder().decode(stdout);
  return text.startsWith("{") ? JSON.parse(text).detail : null;
}
