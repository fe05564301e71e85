import { type ImmediateKind, instructions } from "./instructions.ts";
import { bitsText, floatText, lanesText } from "./literals.ts";
import { nameLocals } from "./local_names.ts";
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

/** Lines longer than this are broken, an operand a line. */
const WIDTH = 100;

/** Prints a module as WebAssembly text, in folded form, with comments. */
export function print(module: WasmModule): string {
  const addresses = new Map(module.data.map((bits, k) => [bits, 8 * k]));
  const lines = [
    "(module",
    ...indent([
      ...module.comments.map(comment),
      ...module.imports.map(importLine),
      `(memory (export "memory") ${module.pages} ${module.pages})`,
      ...dataLines(module.data),
      ...module.functions.flatMap((one) => functionLines(one, addresses)),
    ]),
    ")",
  ];
  return lines.join("\n") + "\n";
}

function importLine({ name, operands }: ImportedFunction): string {
  return `(import "${IMPORT_NAMESPACE}" "${name}" (func $${name} (param ${operands.join(" ")})))`;
}

function functionLines(
  { name, exported, parameters, locals, body, results, comments }: WasmFunction,
  addresses: ReadonlyMap<bigint, number>,
): string[] {
  const names: Names = { locals: nameLocals([...parameters, ...locals]), addresses };
  const declare = (local: Local) => `$${names.locals.get(local)} ${local.type}`;
  const head = [
    `(func $${name}`,
    ...(exported ? [`(export "${name}")`] : []),
    ...parameters.map((parameter) => `(param ${declare(parameter)})`),
    ...(results ? [`(result ${results.map(() => "v128").join(" ")})`] : []),
  ];
  return [
    "",
    ...comments.map(comment),
    head.join(" "),
    ...indent([
      ...localLines(locals.map((local) => `(local ${declare(local)})`)),
      ...body.flatMap((one) => statement(one, names)),
      ...(results ?? []).flatMap((one) => expression(one, names)),
    ]),
    ")",
  ];
}

/** Declarations of locals share lines. */
function localLines(declarations: readonly string[]): string[] {
  const lines: string[] = [];
  for (const entry of declarations) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + entry.length < WIDTH) lines[lines.length - 1] = `${last} ${entry}`;
    else lines.push(entry);
  }
  return lines;
}

/** What the function's locals are called, and where the module's constants are. */
interface Names {
  readonly locals: ReadonlyMap<Local, string>;
  readonly addresses: ReadonlyMap<bigint, number>;
}

function statement(node: Statement, names: Names): string[] {
  const all = (statements: readonly Statement[]) => statements.flatMap((one) => statement(one, names));
  switch (node.kind) {
    case "set": {
      const lines = folded(`local.set $${names.locals.get(node.local)}`, [expression(node.value, names)]);
      return node.bits === undefined ? lines : [`${lines[0]} ;; ${bitsText(node.bits)}`, ...lines.slice(1)];
    }
    case "effect":
      return expression(node.value, names);
    case "assign":
      return [
        ...expression(node.call, names),
        ...node.locals.toReversed().map((local) => `(local.set $${names.locals.get(local)})`),
      ];
    case "if":
      return [
        "(if",
        ...indent(expression(node.condition, names)),
        "  (then",
        ...indent(all(node.then), 2),
        "))",
      ];
    case "repeat":
      return [
        `(loop $${node.label}`,
        ...indent([...all(node.body), ...folded(`br_if $${node.label}`, [expression(node.condition, names)])]),
        ")",
      ];
    case "lanes":
      return [
        `(loop $${node.label}`,
        ...indent([
          ...all(node.test),
          "(if",
          ...indent(expression(anyLane(node.mask), names)),
          "  (then",
          ...indent([...all(node.body), ...all(node.updates), `(br $${node.label})`], 2),
          "))",
        ]),
        ")",
      ];
    case "comment":
      return [comment(node.text)];
  }
}

function expression(node: Expression, names: Names): string[] {
  if (node.kind === "constant") {
    return [`(v128.load64_splat${immediates.memory(names.addresses.get(node.bits)!)} (i32.const 0))`];
  }
  if (node.kind === "get") return [`(local.get $${names.locals.get(node.local)})`];
  const operands = node.operands.map((operand) => expression(operand, names));
  if (node.kind === "call") return folded(`call $${node.callee.name}`, operands);
  const immediate = immediates[instructions[node.name].immediate](node.immediate!);
  return folded(node.name + immediate, operands);
}

const immediates: Readonly<Record<ImmediateKind, (immediate: Immediate) => string>> = {
  none: () => "",
  i32: (value) => ` ${value}`,
  f64: (value) => ` ${floatText(value as number)}`,
  v128: (lanes) => ` ${lanesText(lanes as readonly bigint[])}`,
  bytes: (words) => ` ${bytesOf(words as readonly bigint[]).join(" ")}`,
  memory: (offset) => offset === 0 ? "" : ` offset=${offset}`,
  lane: (lane) => ` ${lane}`,
};

/** `(head operands)` on one line if it fits, else one operand a line. */
function folded(head: string, operands: readonly string[][]): string[] {
  const flat = operands.flat();
  const line = `(${[head, ...flat].join(" ")})`;
  if (operands.every((lines) => lines.length === 1) && line.length <= WIDTH) return [line];
  const lines = [`(${head}`, ...indent(flat)];
  return [...lines.slice(0, -1), `${lines.at(-1)})`];
}

function dataLines(words: readonly bigint[]): string[] {
  if (words.length === 0) return [];
  const strings = words.map((word) => {
    const text = bytesOf([word]).map((byte) => `\\${byte.toString(16).padStart(2, "0")}`).join("");
    return `"${text}" ;; ${bitsText(word)}`;
  });
  return ["(data (i32.const 0)", ...indent(strings), ")"];
}

/** The bytes of words, in memory's order. */
function bytesOf(words: readonly bigint[]): number[] {
  return words.flatMap((word) => Array.from({ length: 8 }, (_, k) => Number((word >> BigInt(8 * k)) & 0xffn)));
}

function comment(text: string): string {
  return `;; ${text}`;
}

function indent(lines: readonly string[], levels = 1): string[] {
  return lines.map((line) => line === "" ? line : "  ".repeat(levels) + line);
}
