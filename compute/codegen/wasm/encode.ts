import { bitsOf } from "../../ir/mod.ts";
import { ByteSink, type Sink } from "./byte_sink.ts";
import { type ImmediateKind, instructions, type ValueType } from "./instructions.ts";
import {
  anyLane,
  type Expression,
  type Immediate,
  IMPORT_NAMESPACE,
  type ImportedFunction,
  type Local,
  type Statement,
  type WasmFunction,
  type WasmModule,
} from "./syntax.ts";

const TYPE_CODES: Readonly<Record<ValueType, number>> = { i32: 0x7f, f64: 0x7c, v128: 0x7b };
const EMPTY_BLOCK = 0x40;
const END = 0x0b;
const SECTION = { type: 1, import: 2, function: 3, memory: 5, export: 7, code: 10, data: 11 } as const;
const HEADER = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];

/** Encodes a module in WebAssembly's binary format. */
export function encode(module: WasmModule): Uint8Array<ArrayBuffer> {
  const functions = [...module.imports, ...module.functions];
  const indices: FunctionIndices = new Map(functions.map((one, k) => [one, k]));
  const addresses = new Map(module.data.map((bits, k) => [bits, 8 * k]));
  const types = new Map<string, Bytes>();
  const typeIndex = (operands: readonly ValueType[], results: readonly ValueType[]): number => {
    const key = `${operands} ${results}`;
    if (!types.has(key)) types.set(key, [0x60, ...vector(operands.map(typeCode)), ...vector(results.map(typeCode))]);
    return [...types.keys()].indexOf(key);
  };
  const imports = module.imports.map(({ name, operands }) => [
    ...text(IMPORT_NAMESPACE),
    ...text(name),
    0x00,
    ...unsigned(typeIndex(operands, [])),
  ]);
  const declared = module.functions.map(({ parameters, results = [] }) =>
    unsigned(typeIndex(parameters.map((parameter) => parameter.type), results.map(() => "v128")))
  );
  const exported = module.functions.filter((one) => one.exported).map((one) => [
    ...text(one.name),
    0x00,
    ...unsigned(indices.get(one)!),
  ]);
  const bodies = module.functions.map((one) => {
    const code = linked(keptBody(one), indices, addresses);
    return [unsigned(code.length), code];
  });
  const data = [0x00, 0x41, 0x00, END, ...unsigned(8 * module.data.length)];
  for (const word of module.data) pushWord(word, data);
  return join([
    HEADER,
    ...section(SECTION.type, types.size, [...types.values()]),
    ...section(SECTION.import, imports.length, imports),
    ...section(SECTION.function, declared.length, declared),
    ...section(SECTION.memory, 1, [[0x01, ...unsigned(module.pages), ...unsigned(module.pages)]]),
    ...section(SECTION.export, 1 + exported.length, [[...text("memory"), 0x02, 0x00], ...exported]),
    ...section(SECTION.code, bodies.length, bodies.flat()),
    ...section(SECTION.data, module.data.length > 0 ? 1 : 0, [data]),
  ]);
}

/** A function's code, but for what depends on the module: `PADDED` bytes each, at these places. */
interface Body {
  readonly code: Uint8Array;
  readonly calls: readonly { readonly at: number; readonly callee: ImportedFunction | WasmFunction }[];
  readonly constants: readonly { readonly at: number; readonly bits: bigint }[];
}

/** Bytes of an index or of an address that is filled in at last: enough for 2^21. */
const PADDED = 3;

const bodies = new WeakMap<WasmFunction, Body>();

/** Functions that are the same in all modules are encoded once. */
function keptBody(function_: WasmFunction): Body {
  if (!function_.needs) return functionBody(function_);
  const body = bodies.get(function_) ?? functionBody(function_);
  bodies.set(function_, body);
  return body;
}

/** Fills in a module's indices and addresses. What is kept is filled in anew for each module. */
function linked({ code, calls, constants }: Body, indices: FunctionIndices, addresses: ReadonlyMap<bigint, number>) {
  const fill = (at: number, value: number) => {
    for (let k = 0; k < PADDED; k++) code[at + k] = ((value >> (7 * k)) & 0x7f) | (k < PADDED - 1 ? 0x80 : 0);
  };
  for (const { at, callee } of calls) fill(at, indices.get(callee)!);
  for (const { at, bits } of constants) fill(at, addresses.get(bits)!);
  return code;
}

/** Puts pieces together, each copied once: there may be many thousand bytes. */
function join(pieces: readonly Piece[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(lengthOf(pieces));
  let at = 0;
  for (const piece of pieces) {
    joined.set(piece, at);
    at += piece.length;
  }
  return joined;
}

function lengthOf(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, { length }) => sum + length, 0);
}

type Bytes = number[];
type Piece = Bytes | Uint8Array;
type FunctionIndices = ReadonlyMap<ImportedFunction | WasmFunction, number>;

/** Pushes byte by byte: joining small arrays took most of the time. */
function functionBody({ parameters, locals, body, results }: WasmFunction): Body {
  const calls: { at: number; callee: ImportedFunction | WasmFunction }[] = [];
  const constants: { at: number; bits: bigint }[] = [];
  const pad = () => {
    for (let k = 0; k < PADDED; k++) out.push(0);
  };
  const indices = new Map<Local, number>();
  for (const list of [parameters, locals]) {
    for (let k = 0; k < list.length; k++) indices.set(list[k], indices.size);
  }
  const out = new ByteSink();
  vector(localGroups(locals)).forEach((byte) => out.push(byte));
  const expression = (node: Expression): void => {
    if (node.kind === "get") {
      out.push(0x20);
      pushUnsigned(indices.get(node.local)!, out);
      return;
    }
    if (node.kind === "constant") {
      const { opcode, alignment } = instructions["v128.load64_splat"];
      out.push(0x41);
      out.push(0x00);
      for (let k = 0; k < opcode.length; k++) out.push(opcode[k]);
      pushUnsigned(alignment!, out);
      constants.push({ at: out.length, bits: node.bits });
      pad();
      return;
    }
    const { operands } = node;
    for (let k = 0; k < operands.length; k++) expression(operands[k]);
    if (node.kind === "call") {
      out.push(0x10);
      calls.push({ at: out.length, callee: node.callee });
      pad();
    } else {
      const { opcode, immediate, alignment } = instructions[node.name];
      for (let k = 0; k < opcode.length; k++) out.push(opcode[k]);
      immediates[immediate](node.immediate!, out, alignment);
    }
  };
  const statement = (node: Statement): void => {
    switch (node.kind) {
      case "set":
        expression(node.value);
        out.push(0x21);
        pushUnsigned(indices.get(node.local)!, out);
        break;
      case "effect":
        expression(node.value);
        break;
      case "assign":
        expression(node.call);
        for (let k = node.locals.length - 1; k >= 0; k--) {
          out.push(0x21);
          pushUnsigned(indices.get(node.locals[k])!, out);
        }
        break;
      case "if":
        expression(node.condition);
        out.push(0x04);
        out.push(EMPTY_BLOCK);
        node.then.forEach(statement);
        out.push(END);
        break;
      case "repeat":
        out.push(0x03);
        out.push(EMPTY_BLOCK);
        node.body.forEach(statement);
        expression(node.condition);
        out.push(0x0d);
        out.push(0x00);
        out.push(END);
        break;
      case "lanes":
        out.push(0x03);
        out.push(EMPTY_BLOCK);
        node.test.forEach(statement);
        expression(anyLane(node.mask));
        out.push(0x04);
        out.push(EMPTY_BLOCK);
        node.body.forEach(statement);
        node.updates.forEach(statement);
        for (const byte of [0x0c, 0x01, END, END]) out.push(byte);
        break;
      case "comment":
        break;
    }
  };
  body.forEach(statement);
  results?.forEach(expression);
  out.push(END);
  return { code: out.bytes(), calls, constants };
}

/** Neighbouring locals of one type, as their number and type. */
function localGroups(locals: readonly Local[]): Bytes[] {
  const groups: { type: ValueType; count: number }[] = [];
  for (const { type } of locals) {
    const last = groups.at(-1);
    if (last?.type === type) last.count++;
    else groups.push({ type, count: 1 });
  }
  return groups.map(({ type, count }) => [...unsigned(count), ...typeCode(type)]);
}

/** Appends an instruction's immediate. */
type Encoder = (immediate: Immediate, out: Sink, alignment?: number) => void;

const immediates: Readonly<Record<ImmediateKind, Encoder>> = {
  none: () => {},
  i32: (value, out) => pushSigned(value as number, out),
  f64: (value, out) => pushWord(bitsOf(value as number), out),
  v128: pushWords,
  bytes: pushWords,
  memory: (offset, out, alignment) => {
    pushUnsigned(alignment!, out);
    pushUnsigned(offset as number, out);
  },
  lane: (lane, out) => void out.push(lane as number),
};

function pushWords(words: Immediate, out: Sink): void {
  for (const word of words as readonly bigint[]) pushWord(word, out);
}

function pushHalf(half: number, out: Sink): void {
  for (let shift = 0; shift < 32; shift += 8) out.push((half >>> shift) & 0xff);
}

/** Appends 64 bits in memory's order. */
function pushWord(bits: bigint, out: Sink): void {
  pushHalf(Number(bits & 0xffff_ffffn), out);
  pushHalf(Number(bits >> 32n), out);
}

function typeCode(type: ValueType): Bytes {
  return [TYPE_CODES[type]];
}

/** A section of so many entries, in pieces; nothing if it has none. */
function section(id: number, count: number, pieces: readonly Piece[]): Piece[] {
  if (count === 0) return [];
  const content = [unsigned(count), ...pieces];
  return [[id, ...unsigned(lengthOf(content))], ...content];
}

function vector(entries: readonly Bytes[]): Bytes {
  return [unsigned(entries.length), ...entries].flat();
}

function text(value: string): Bytes {
  const bytes = new TextEncoder().encode(value);
  return [...unsigned(bytes.length), ...bytes];
}

/** Unsigned LEB128. */
export function unsigned(value: number): Bytes {
  const bytes: Bytes = [];
  pushUnsigned(value, bytes);
  return bytes;
}

/** Signed LEB128 of a 32-bit integer. */
export function signed(value: number): Bytes {
  const bytes: Bytes = [];
  pushSigned(value, bytes);
  return bytes;
}

function pushUnsigned(value: number, out: Sink): void {
  for (; value >= 0x80; value = Math.floor(value / 0x80)) out.push((value % 0x80) | 0x80);
  out.push(value);
}

function pushSigned(value: number, out: Sink): void {
  for (; value < -0x40 || value >= 0x40; value >>= 7) out.push((value & 0x7f) | 0x80);
  out.push(value & 0x7f);
}
