import { UsageError } from "./command_line.ts";

/** What the user is told of a failure to open a file; others are told in the system's words. */
const REASONS: readonly (readonly [new (...args: never[]) => Error, string])[] = [
  [Deno.errors.NotFound, "there is no such file or folder"],
  [Deno.errors.IsADirectory, "it is a folder, not a file"],
  [Deno.errors.NotADirectory, "a part of its path is no folder"],
  [Deno.errors.PermissionDenied, "permission is denied"],
  [TypeError, "it is not a text file"],
];

function attempt<Value>(option: string, file: string, action: () => Value): Value {
  try {
    return action();
  } catch (error) {
    const [, reason] = REASONS.find(([kind]) => error instanceof kind) ?? [];
    throw new UsageError(`${option} ${file}: ${reason ?? (error as Error).message}`, { cause: error });
  }
}

/**
 * Reads a file of text.
 *
 * @param option The option that names it, for messages.
 * @throws {UsageError} Why it can't be read.
 */
export function readTextFile(option: string, file: string): string {
  return attempt(option, file, () => new TextDecoder("utf-8", { fatal: true }).decode(Deno.readFileSync(file)));
}

/**
 * Opens a file to be written later, so that one that can't be is known before a long run, not after it. What it holds
 * stays until then.
 *
 * @param option The option that names it, for messages.
 * @returns Writes the file's new content and closes it.
 * @throws {UsageError} Why it can't be written.
 */
export function openForWriting(option: string, file: string): (text: string) => void {
  const handle = attempt(option, file, () => Deno.openSync(file, { write: true, create: true }));
  return (text) => {
    using open = handle;
    // A pipe has no length to set.
    if (open.statSync().isFile) open.truncateSync(0);
    for (let bytes = new TextEncoder().encode(text); bytes.length > 0;) bytes = bytes.subarray(open.writeSync(bytes));
  };
}

/**
 * Reads a file of JSON.
 *
 * @param option The option that names it, for messages.
 * @throws {UsageError} Why it can't be read.
 */
export function readJson<T>(option: string, file: string): T {
  try {
    return JSON.parse(Deno.readTextFileSync(file));
  } catch (error) {
    throw new UsageError(`${option} ${file}: ${(error as Error).message}`);
  }
}
