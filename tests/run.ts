/** `deno task test`: readies the machine, runs every test and every example in the docs, and closes with the counts. */
import { ADAPTER, BROWSER, provide, quietenDrivers } from "../server/setup/mod.ts";

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

// deno-lint-ignore no-control-regex
const COLOURS = /\x1b\[[\d;]*m/g;
const SUMMARY = /^(?:ok|FAILED) \| \d+ passed.*$/gm;

/**
 * Reads how many tests ran from what `deno test` printed.
 *
 * @param output All of it, colours and all.
 * @returns The counts of its last summary line, or null if there is none.
 */
export function readCounts(output: string): Counts | null {
  const summary = output.replaceAll(COLOURS, "").match(SUMMARY)?.at(-1);
  if (!summary) return null;
  const count = (word: string) => Number(summary.match(`(\\d+) ${word}`)?.[1] ?? 0);
  return { passed: count("passed"), failed: count("failed"), skipped: count("ignored") };
}

/** Whether this is a continuous-integration run, where what is missing is a failure rather than a skip. */
function inCi(): boolean {
  return Deno.env.get("CI") === "true";
}

async function ready(): Promise<string[]> {
  const tell = (line: string) => console.error(`set-up: ${line}`);
  quietenDrivers();
  const missing: string[] = [];
  for (const requirement of [ADAPTER, BROWSER]) {
    const provision = await provide(requirement, tell);
    if (provision.found === null) missing.push(provision.reason);
    else console.error(`set-up: ${provision.name}: ${provision.found}`);
  }
  return missing;
}

/** Copies a stream to standard output as it comes, and returns its text. */
async function passThrough(stream: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of stream) {
    let written = 0;
    while (written < chunk.length) written += await Deno.stdout.write(chunk.subarray(written));
    text += decoder.decode(chunk, { stream: true });
  }
  return text;
}

async function runTests(args: readonly string[]): Promise<{ counts: Counts; code: number }> {
  const what = args.length > 0 ? args : ["--doc", "tests", "compute"];
  const child = new Deno.Command(Deno.execPath(), {
    args: ["test", "--allow-all", ...inCi() ? ["--frozen"] : [], ...what],
    stdin: "null",
    stdout: "piped",
  }).spawn();
  const [output, { code, signal }] = await Promise.all([passThrough(child.stdout), child.status]);
  const counts = readCounts(output);
  if (signal && counts?.failed === 0) {
    // Mesa's software driver may crash while a process that used it is being torn down, after all tests have ended.
    console.error(`all tests had ended well when their process died of ${signal}`);
    return { counts, code: 0 };
  }
  return { counts: counts ?? { passed: 0, failed: code === 0 ? 0 : 1, skipped: 0 }, code };
}

async function main(): Promise<number> {
  const missing = await ready();
  if (inCi() && missing.length > 0) {
    console.error("With CI=true everything that the tests need must be there.");
    console.log(`0 passed, ${missing.length} failed, 0 skipped`);
    return 1;
  }
  const { counts, code } = await runTests(Deno.args);
  console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  return code;
}

if (import.meta.main) Deno.exit(await main());
