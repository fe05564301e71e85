import { parse, stringify } from "devalue";
import type { Scratch } from "./scratch.ts";

/**
 * Values as bytes, copied as `structuredClone` copies: with `Map`, `Set`, `Date`, typed arrays, errors, cycles. The
 * platform's own writer is not to be had in browsers, and takes 7 µs a value where it is; devalue takes 2, and JSON, for
 * what it keeps, a fraction of one.
 */

/** How a value is written. */
const NUMBER = 0;
const CONSTANT = 1;
const LATIN = 2;
const UTF16 = 3;
const BINARY = 4;
const JSON_LATIN = 5;
const JSON_UTF16 = 6;
const DEVALUE_LATIN = 7;
const DEVALUE_UTF16 = 8;

const CONSTANTS: readonly unknown[] = [undefined, null, false, true];

const VIEWS = [
  ArrayBuffer,
  DataView,
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  BigInt64Array,
  BigUint64Array,
  Float32Array,
  Float64Array,
  ...("Float16Array" in globalThis
    ? [(globalThis as unknown as { Float16Array: Float64ArrayConstructor }).Float16Array]
    : []),
] as const;

/** Text is made of char codes in pieces: a call takes no more arguments than this. */
const PIECE = 4096;

/**
 * Writes a value.
 *
 * @param at Where to begin.
 * @returns Where it ends.
 * @throws {DOMException} A `DataCloneError`, if it can't be copied.
 */
export function writeValue(scratch: Scratch, at: number, value: unknown): number {
  scratch.reserve(at + 16);
  if (typeof value === "number") {
    scratch.bytes[at] = NUMBER;
    scratch.view.setFloat64(at + 1, value, true);
    return at + 9;
  }
  if (typeof value === "string") return writeText(scratch, at, value, LATIN);
  const constant = CONSTANTS.indexOf(value);
  if (constant >= 0) {
    scratch.bytes[at] = CONSTANT;
    scratch.bytes[at + 1] = constant;
    return at + 2;
  }
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) {
    const type = VIEWS.findIndex((type) => value.constructor === type);
    if (type >= 0) return writeBinary(scratch, at, value, type);
  }
  if (isTree(value, [])) return writeText(scratch, at, JSON.stringify(value), JSON_LATIN);
  return writeText(scratch, at, describe(value), DEVALUE_LATIN);
}

/** Reads what `writeValue` wrote from `start` to `end`. */
export function readValue({ bytes, view }: Scratch, start: number, end: number): unknown {
  switch (bytes[start]) {
    case NUMBER:
      return view.getFloat64(start + 1, true);
    case CONSTANT:
      return CONSTANTS[bytes[start + 1]];
    case BINARY: {
      const type = VIEWS[bytes[start + 1]];
      const { buffer } = bytes.slice(start + 2, end);
      return type === ArrayBuffer ? buffer : new (type as Uint8ArrayConstructor)(buffer);
    }
    case LATIN:
    case UTF16:
      return readText(bytes, start, end, bytes[start] === UTF16);
    case JSON_LATIN:
    case JSON_UTF16:
      return JSON.parse(readText(bytes, start, end, bytes[start] === JSON_UTF16));
    default:
      return parse(readText(bytes, start, end, bytes[start] === DEVALUE_UTF16), REVIVERS);
  }
}

function writeBinary(scratch: Scratch, at: number, value: ArrayBufferView | ArrayBuffer, type: number): number {
  if (ArrayBuffer.isView(value) && value.buffer instanceof SharedArrayBuffer) throw uncopied(SHARED);
  const source = ArrayBuffer.isView(value)
    ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
    : new Uint8Array(value);
  const end = at + 2 + source.length;
  scratch.reserve(end);
  scratch.bytes[at] = BINARY;
  scratch.bytes[at + 1] = type;
  scratch.bytes.set(source, at + 2);
  return end;
}

/** Writes one byte a character, if all are Latin-1, else two; whatever UTF-16 there is, arrives. */
function writeText(scratch: Scratch, at: number, text: string, latin: number): number {
  const { length } = text;
  scratch.reserve(at + 1 + 2 * length);
  const { bytes } = scratch;
  let every = 0;
  for (let k = 0; k < length; k++) {
    const code = text.charCodeAt(k);
    every |= code;
    bytes[at + 1 + k] = code;
  }
  bytes[at] = latin;
  if (every < 256) return at + 1 + length;
  bytes[at] = latin + 1;
  for (let k = 0; k < length; k++) scratch.view.setUint16(at + 1 + 2 * k, text.charCodeAt(k), true);
  return at + 1 + 2 * length;
}

function readText(bytes: Uint8Array<ArrayBuffer>, start: number, end: number, wide: boolean): string {
  const codes = wide ? new Uint16Array(bytes.slice(start + 1, end).buffer) : bytes.subarray(start + 1, end);
  let text = "";
  for (let k = 0; k < codes.length; k += PIECE) {
    text += String.fromCharCode.apply(null, codes.subarray(k, k + PIECE) as unknown as number[]);
  }
  return text;
}

/** How many objects are compared with each other, to see that none is there twice. */
const MOST_OBJECTS = 16;

/**
 * Whether JSON keeps a value as it is: a small tree of plain objects and arrays, each there once, of what JSON writes.
 *
 * @param seen The objects of the tree so far.
 */
function isTree(value: unknown, seen: object[]): boolean {
  switch (typeof value) {
    case "string":
    case "boolean":
      return true;
    case "number":
      return Number.isFinite(value) && !Object.is(value, -0);
    case "object":
      break;
    default:
      return false;
  }
  if (value === null) return true;
  if (seen.length === MOST_OBJECTS || seen.includes(value)) return false;
  seen.push(value);
  const prototype = Object.getPrototypeOf(value);
  if (prototype === Array.prototype) {
    const items = value as unknown[];
    return Object.keys(items).length === items.length && items.every((item) => isTree(item, seen));
  }
  if (prototype !== Object.prototype) return false;
  for (const key in value) if (!isTree((value as Record<string, unknown>)[key], seen)) return false;
  return true;
}

const ERRORS: Readonly<Record<string, ErrorConstructor>> = {
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
} as Record<string, ErrorConstructor>;

type ErrorParts = [name: string, message: string, stack: string | undefined, cause: unknown[]];

const SHARED = "it is memory that threads share, as a handle has it: give that to a thread at its start, or by a name";

/** What devalue leaves to its users; the first that returns something is used. */
const REDUCERS: Readonly<Record<string, (value: unknown) => unknown>> = {
  Shared: (value) => {
    if (isShared(value)) throw new TypeError(SHARED);
    return false;
  },
  Error: (value) =>
    value instanceof Error && [value.name, value.message, value.stack, "cause" in value ? [value.cause] : []],
  // Like `structuredClone`: an object of a class arrives as a plain one of its own fields.
  Fields: (value) => isInstance(value) && { ...value as object },
};

const REVIVERS = {
  Error: ([name, message, stack, [...cause]]: ErrorParts) => {
    const error = new (ERRORS[name] ?? Error)(message, cause.length > 0 ? { cause: cause[0] } : undefined);
    return Object.defineProperty(error, "stack", { value: stack, configurable: true, writable: true });
  },
  Fields: (fields: object) => fields,
};

/** Whether it is memory that threads share, or an object that stands for such, a lock say. */
function isShared(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const memory = ArrayBuffer.isView(value) ? value.buffer : value;
  return memory instanceof SharedArrayBuffer || typeof (value as { share?: unknown }).share === "function";
}

/** Whether it is an object of a class that isn't the platform's: those, devalue knows, or nobody can copy them. */
function isInstance(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null || Array.isArray(value)) return false;
  return Object.prototype.toString.call(value) === "[object Object]";
}

function describe(value: unknown): string {
  try {
    return stringify(value, REDUCERS);
  } catch (error) {
    const { message, path } = error as Error & { path?: string };
    throw uncopied(`${message}${path ? ` (at ${path})` : ""}`);
  }
}

function uncopied(why: string): DOMException {
  return new DOMException(`the value can't be copied: ${why}`, "DataCloneError");
}
