import { setInterval } from "node:timers/promises";

/** How often to look whether npx is still there, in ms. */
const INTERVAL = 500;

/**
 * Waits until the npx that started us has ended: at SIGTERM it ends without passing it on, and would leave behind a
 * server that holds on to its port.
 *
 * @returns A promise that is settled then; never, if it wasn't npx that started us, or the system doesn't tell.
 */
export async function npxEnded(): Promise<void> {
  const pid = Deno.env.get("npm_command") === "exec" ? findNpx(Deno.ppid) : null;
  if (pid === null) return new Promise(() => {});
  for await (const _ of setInterval(INTERVAL, null, { ref: false })) {
    if (readProcess(pid, "stat") === null) return;
  }
}

/** The nearest ancestor that is npx, on Linux. */
function findNpx(start: number): number | null {
  for (let pid = start; pid > 1;) {
    if (readProcess(pid, "cmdline")?.startsWith("npm exec")) return pid;
    // The name before it, in brackets, may hold anything.
    pid = Number(readProcess(pid, "stat")?.split(") ").at(-1)?.split(" ")[1] ?? 0);
  }
  return null;
}

function readProcess(pid: number, file: "cmdline" | "stat"): string | null {
  try {
    return Deno.readTextFileSync(`/proc/${pid}/${file}`);
  } catch {
    return null;
  }
}
