import { type ImmediateKind, instructions } from "./instructions.ts";
import { bitsText, floatText, lanesText } from "./literals.ts";
import type { Expression, Immediate, Local, Statement, WasmFunction, WasmModule } from "./syntax.ts";

/** Lines longer than this are broken, an operand a line. */
const WIDTH = 100;

/** Prints a module as WebAssembly text, in folded form, with comments. */
export function print(module: WasmModule): string {
  const lines = [
    "(module",
    ...indent([
      ...module.comments.map(comment),
      `(memory (export "memory") ${module.pages} ${module.pages})`,
      ...dataLines(module.data),
      ...module.functions.flatMap(functionLines),
    ]),
    ")",
  ];
  return lines.join("\n") + "\n";
}

function functionLines({ name, exported, parameters, locals, body, comments }: WasmFunction): string[] {
  const head = [
    `(func $${name}`,
    ...(exported ? [`(export "${name}")`] : []),
    ...parameters.map((parameter) => `(param ${declare(parameter)})`),
  ];
  return [
    "",
    ...comments.map(comment),
    head.join(" "),
    ...indent([...localLines(locals), ...body.flatMap(statement)]),
    ")",
  ];
}

/** Locals of one type share lines. */
function localLines(locals: readonly Local[]): string[] {
  const lines: string[] = [];
  for (const local of locals) {
    const entry = `(local ${declare(local)})`;
    const last = lines.at(-1);
    if (last !== undefined && last.length + entry.length < WIDTH) lines[lines.length - 1] = `${last} ${entry}`;
    else lines.push(entry);
  }
  return lines;
}

function declare({ name, type }: Local): string {
  return `$${name} ${type}`;
}

function statement(node: Statement): string[] {
  switch (node.kind) {
    case "set": {
      const lines = folded(`local.set $${node.local.name}`, [expression(node.value)]);
      return node.comment ? [`${lines[0]} ;; ${node.comment}`, ...lines.slice(1)] : lines;
    }
    case "effect":
      return expression(node.value);
    case "if":
      return [
        "(if",
        ...indent(expression(node.condition)),
        "  (then",
        ...indent(node.then.flatMap(statement), 2),
        "))",
      ];
    case "repeat":
      return [
        `(loop $${node.label}`,
        ...indent([...node.body.flatMap(statement), ...folded(`br_if $${node.label}`, [expression(node.condition)])]),
        ")",
      ];
    case "comment":
      return [comment(node.text)];
  }
}

function expression(node: Expression): string[] {
  if (node.kind === "get") return [`(local.get $${node.local.name})`];
  const operands = node.operands.map(expression);
  if (node.kind === "call") return folded(`call $${node.callee.name}`, operands);
  const immediate = immediates[instructions[node.name].immediate](node.immediate!);
  return folded(node.name + immediate, operands);
}

const immediates: Readonly<Record<ImmediateKind, (immediate: Immediate) => string>> = {
  none: () => "",
  i32: (value) => ` ${value}`,
  f64: (value) => ` ${floatText(value as number)}`,
  v128: (lanes) => ` ${lanesText(lanes as readonly bigint[])}`,
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
    const bytes = Array.from({ length: 8 }, (_, k) => Number((word >> BigInt(8 * k)) & 0xffn));
    const text = bytes.map((byte) => `\\${byte.toString(16).padStart(2, "0")}`).join("");
    return `"${text}" ;; ${bitsText(word)}`;
  });
  return ["(data (i32.const 0)", ...indent(strings), ")"];
}

function comment(text: string): string {
  return `;; ${text}`;
}

function indent(lines: readonly string[], levels = 1): string[] {
  return lines.map((line) => line === "" ? line : "  ".repeat(levels) + line);
}
