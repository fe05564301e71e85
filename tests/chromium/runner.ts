/**
 * What suites use of Deno's test runner, in a browser's worker: to be imported before them. The tests that they register
 * are run by `runSuites`.
 */

/** What is told of a test when it starts and, unless it is skipped, when it has ended. */
export type OfTest =
  | { readonly status: "started"; readonly name: string; readonly skipped: boolean }
  | { readonly status: "ended"; readonly error?: string };

/** What is told of tests, at last that they are over, or that the worker itself broke. */
export type Told = OfTest | { readonly status: "over" } | { readonly status: "broken"; readonly error: string };

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

/** What a test threw, if it did. */
async function run({ fn }: Registered): Promise<string | undefined> {
  try {
    await fn();
  } catch (error) {
    return error instanceof Error ? error.stack ?? error.message : String(error);
  }
}

/** Runs all tests that were registered, one after the other, and tells of each. */
export async function runSuites(): Promise<void> {
  const tell = (message: Told) => postMessage(message);
  for (const test of registered) {
    tell({ status: "started", name: test.name, skipped: test.ignore });
    if (!test.ignore) tell({ status: "ended", error: await run(test) });
  }
  tell({ status: "over" });
}
