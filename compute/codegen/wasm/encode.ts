import { instructions, type ValueType } from "./instructions.ts";
import {
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
  const indices = new Map<ImportedFunction | WasmFunction, number>(functions.map((one, k) => [one, k]));
  const types = new Map<string, number>();
  const typeIndex = (operands: readonly ValueType[], results: readonly ValueType[]): number => {
    const code = [0x60, ...vector(operands.map(typeCode)), ...vector(results.map(typeCode))];
    const key = code.join();
    if (!types.has(key)) types.set(key, types.size);
    return types.get(key)!;
  };
  const imports = module.imports.map(({ name, arity }) => [
    ...text(IMPORT_NAMESPACE),
    ...text(name),
    0x00,
    ...unsigned(typeIndex(Array(arity).fill("f64"), ["f64"])),
  ]);
  const declared = module.functions.map(({ parameters }) => unsigned(typeIndex(parameters.map((p) => p.type), [])));
  const exported = module.functions.filter((one) => one.exported).map((one) => [
    ...text(one.name),
    0x00,
    ...unsigned(indices.get(one)!),
  ]);
  const bodies = module.functions.map((one) => {
    const code = functionBody(one, indices);
    return [...unsigned(code.length), ...code];
  });
  const data = [0x00, 0x41, 0x00, END, ...vector([...words(module.data)].map((byte) => [byte]))];
  return new Uint8Array([
    ...HEADER,
    ...section(SECTION.type, [...types.keys()].map((key) => key.split(",").map(Number))),
    ...section(SECTION.import, imports),
    ...section(SECTION.function, declared),
    ...section(SECTION.memory, [[0x01, ...unsigned(module.pages), ...unsigned(module.pages)]]),
    ...section(SECTION.export, [[...text("memory"), 0x02, 0x00], ...exported]),
    ...section(SECTION.code, bodies),
    ...section(SECTION.data, module.data.length > 0 ? [data] : []),
  ]);
}

function functionBody(
  { parameters, locals, body }: WasmFunction,
  functions: ReadonlyMap<ImportedFunction | WasmFunction, number>,
): number[] {
  const indices = new Map<Local, number>([...parameters, ...locals].map((local, k) => [local, k]));
  const out: number[] = [];
  const expression = (node: Expression): void => {
    if (node.kind === "get") {
      out.push(0x20, ...unsigned(indices.get(node.local)!));
      return;
    }
    node.operands.forEach(expression);
    if (node.kind === "call") out.push(0x10, ...unsigned(functions.get(node.callee)!));
    else {
      const { opcode, immediate, alignment } = instructions[node.name];
      out.push(...opcode, ...immediates[immediate](node.immediate!, alignment));
    }
  };
  const statement = (node: Statement): void => {
    switch (node.kind) {
      case "set":
        expression(node.value);
        out.push(0x21, ...unsigned(indices.get(node.local)!));
        break;
      case "effect":
        expression(node.value);
        break;
      case "if":
        expression(node.condition);
        out.push(0x04, EMPTY_BLOCK);
        node.then.forEach(statement);
        out.push(END);
        break;
      case "repeat":
        out.push(0x03, EMPTY_BLOCK);
        node.body.forEach(statement);
        expression(node.condition);
        out.push(0x0d, 0x00, END);
        break;
      case "comment":
        break;
    }
  };
  body.forEach(statement);
  return [...vector(localGroups(locals)), ...out, END];
}

/** Neighbouring locals of one type, as their number and type. */
function localGroups(locals: readonly Local[]): number[][] {
  const groups: { type: ValueType; count: number }[] = [];
  for (const { type } of locals) {
    const last = groups.at(-1);
    if (last?.type === type) last.count++;
    else groups.push({ type, count: 1 });
  }
  return groups.map(({ type, count }) => [...unsigned(count), ...typeCode(type)]);
}

type Encoder = (immediate: Immediate, alignment?: number) => Iterable<number>;

const immediates: Readonly<Record<string, Encoder>> = {
  none: () => [],
  i32: (value) => signed(value as number),
  f64: (value) => new Uint8Array(Float64Array.of(value as number).buffer),
  v128: (lanes) => words(lanes as readonly bigint[]),
  memory: (offset, alignment) => [...unsigned(alignment!), ...unsigned(offset as number)],
  lane: (lane) => [lane as number],
};

/** 64-bit words in memory's order. */
function words(values: readonly bigint[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(8 * values.length));
  values.forEach((value, k) => view.setBigUint64(8 * k, value, true));
  return new Uint8Array(view.buffer);
}

function typeCode(type: ValueType): number[] {
  return [TYPE_CODES[type]];
}

/** A section, or nothing if it has no entries. */
function section(id: number, entries: readonly (readonly number[])[]): number[] {
  if (entries.length === 0) return [];
  const content = vector(entries);
  return [id, ...unsigned(content.length), ...content];
}

function vector(entries: readonly (readonly number[])[]): number[] {
  return [...unsigned(entries.length), ...entries.flat()];
}

function text(value: string): number[] {
  const bytes = new TextEncoder().encode(value);
  return [...unsigned(bytes.length), ...bytes];
}

/** Unsigned LEB128. */
export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  for (; value >= 0x80; value = Math.floor(value / 0x80)) bytes.push((value % 0x80) | 0x80);
  return [...bytes, value];
}

/** Signed LEB128 of a 32-bit integer. */
export function signed(value: number): number[] {
  const bytes: number[] = [];
  for (; value < -0x40 || value >= 0x40; value >>= 7) bytes.push((value & 0x7f) | 0x80);
  return [...bytes, value & 0x7f];
}
