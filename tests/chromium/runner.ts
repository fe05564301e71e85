/**
 * What suites use of Deno's test runner, in a browser's worker: to be imported before them. The tests that they register
 * are run by `runSuites`.
 */

/** What became of one test. */
export type Told =
  | { readonly name: string; readonly status: "ok" | "skipped" }
  | { readonly name: string; readonly status: "failed"; readonly error: string }
  | { readonly status: "over" };

interface Registered {
  readonly name: string;
  readonly ignore: boolean;
  readonly fn: () => void | Promise<void>;
}

const registered: Registered[] = [];

type Options = { name: string; ignore?: boolean; fn: () => void | Promise<void> };

/** Only tests that are registered with options: the others are of text and numbers, and the same everywhere. */
function register(test: string | Options): void {
  if (typeof test !== "string") registered.push({ ...test, ignore: test.ignore ?? false });
}

Object.assign(globalThis, { Deno: { test: register, args: [], env: { get: () => undefined } } });

async function outcome({ name, ignore, fn }: Registered): Promise<Told> {
  if (ignore) return { name, status: "skipped" };
  try {
    await fn();
    return { name, status: "ok" };
  } catch (error) {
    return { name, status: "failed", error: error instanceof Error ? error.stack ?? error.message : String(error) };
  }
}

/** Runs all tests that were registered, one after the other, and tells of each. */
export async function runSuites(): Promise<void> {
  for (const test of registered) postMessage(await outcome(test) satisfies Told);
  postMessage({ status: "over" } satisfies Told);
}
