/**
 * Refuses memory that threads share, locks and queues by their handles for instance: processes share none, and V8's
 * writer would copy it without a word.
 *
 * @throws {DOMException} A `DataCloneError`, if there is some anywhere in a value.
 */
export function refuseSharedMemory(value: unknown, seen: Set<object> = new Set()): void {
  if (typeof value !== "object" || value === null || seen.has(value)) return;
  seen.add(value);
  const buffer = ArrayBuffer.isView(value) ? value.buffer : value;
  if (buffer instanceof SharedArrayBuffer) {
    throw new DOMException("memory that threads share could not be cloned: processes share none", "DataCloneError");
  }
  if (buffer !== value || value instanceof ArrayBuffer) return;
  const parts = value instanceof Map ? [...value].flat() : isListed(value) ? value : Object.values(value);
  for (const part of parts) refuseSharedMemory(part, seen);
}

function isListed(value: object): value is Iterable<unknown> {
  return value instanceof Set || Array.isArray(value);
}
