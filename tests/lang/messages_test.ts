import { assert, assertEquals, assertThrows } from "@std/assert";
import { KernelSyntaxError } from "../../compute/errors.ts";
import {
  MAX_DEPTH,
  MAX_LENGTH,
  MAX_OPERATIONS,
  parseConstant,
  parseIntegrand,
  parseKernel,
} from "../../compute/lang/mod.ts";
import { messages } from "../../compute/lang/messages.ts";
import { UNSUPPORTED, UNSUPPORTED_OPERATORS } from "../../compute/lang/unsupported.ts";
import { REJECTED, UNSUPPORTED_OPERATIONS, UNSUPPORTED_SYNTAX } from "./rejected.ts";

const readers = { integrand: parseIntegrand, kernel: parseKernel, constant: parseConstant };

function rejection(form: keyof typeof readers, text: string): KernelSyntaxError {
  return assertThrows(() => readers[form](text), KernelSyntaxError);
}

for (const [form, key, marked, message, hint] of [...REJECTED, ...UNSUPPORTED_SYNTAX, ...UNSUPPORTED_OPERATIONS]) {
  Deno.test(`${key}: ${form} ${marked.length > 90 ? `${marked.slice(0, 90)}...` : marked}`, () => {
    const text = marked.replace(/[«»]/g, "");
    const start = marked.indexOf("«");
    const { diagnostic } = rejection(form, text);
    const lines = text.slice(0, start).split("\n");
    assertEquals(diagnostic, {
      message,
      hint,
      span: { start, end: marked.indexOf("»") - 1 },
      line: lines.length,
      column: lines[lines.length - 1].length + 1,
    });
  });
}

/** Refused for their size: the texts are too long for the table. */
const SIZES: readonly [key: string, form: keyof typeof readers, text: string, message: string][] = [
  ["tooLong", "integrand", `x${" ".repeat(MAX_LENGTH)}`, `the text has ${MAX_LENGTH + 1} characters`],
  ["tooDeep", "integrand", `x${" + x".repeat(MAX_DEPTH + 1)}`, `nested more than ${MAX_DEPTH} levels deep`],
  ["tooDeep", "integrand", "(".repeat(MAX_LENGTH), `nested more than ${MAX_DEPTH} levels deep`],
  ["tooDeep", "kernel", `() => {${"{".repeat(MAX_DEPTH + 1)}${"}".repeat(MAX_DEPTH + 1)}}`, "levels deep"],
  ["tooDeep", "kernel", `(n) => { ${"if (n > 1) n += 1; else ".repeat(MAX_DEPTH)} n += 1; return n }`, "levels deep"],
  ["tooDeep", "kernel", `(n) => { ${"if (n > 1) return 1; ".repeat(2000)} return n }`, "levels deep"],
  ["tooDeep", "kernel", `${chain(2000, (f) => `${f}(x)`)} export default (n) => f2000(n)`, "levels deep"],
  [
    "tooLarge",
    "kernel",
    `(n) => { ${"n += 1; ".repeat(MAX_OPERATIONS + 1)} return n }`,
    `${MAX_OPERATIONS} operations`,
  ],
  ["tooLarge", "kernel", `${chain(40, (f) => `${f}(x) + ${f}(x)`)} export default (n) => f40(n)`, "operations"],
  ["tooLarge", "kernel", `${chain(40, (f) => `${f}(${f}(x))`)} export default (n) => f40(n)`, "operations"],
  ["tooHard", "kernel", `n => ${"f<T>(".repeat(100)}@`, "this takes too long to parse"],
  ["tooHard", "kernel", `n => ${"f<".repeat(400)}@`, "this takes too long to parse"],
];

/** Helper functions f0, f1, ... each made from the one before. */
function chain(count: number, body: (previous: string) => string): string {
  const links = Array.from({ length: count }, (_, k) => `const f${k + 1} = (x) => ${body(`f${k}`)};`);
  return `const f0 = (x) => x; ${links.join(" ")}`;
}

for (const [key, form, text, message] of SIZES) {
  Deno.test(`${key}: ${form} ${text.slice(0, 40)}...`, () => {
    assert(rejection(form, text).diagnostic.message.includes(message));
  });
}

Deno.test("each message, unsupported node and unsupported operator is tested", () => {
  const keys = (rows: readonly (readonly [string, string, ...unknown[]])[]) => new Set(rows.map((row) => row[1]));
  // Kept for statements that a later acorn may read.
  const unreached = new Set(["statement"]);
  assertEquals(
    new Set(Object.keys(messages)).difference(unreached).difference(keys(REJECTED)).difference(
      keys(SIZES.map(([key, form]) => [form, key])),
    ),
    new Set(),
  );
  assertEquals(new Set(Object.keys(UNSUPPORTED)).difference(keys(UNSUPPORTED_SYNTAX)), new Set());
  assertEquals(new Set(Object.keys(UNSUPPORTED_OPERATORS)).difference(keys(UNSUPPORTED_OPERATIONS)), new Set());
});

Deno.test("a message shows the line, a caret and the hint", () => {
  const error = rejection("kernel", "(n: number) => {\n  return coss(n);\n}");
  assertEquals(
    error.message,
    "there is no function 'coss' here (line 2, column 10)\n2 |   return coss(n);\n             ^^^^\ndid you mean cos?",
  );
});

Deno.test("a message shows the part of a long line that matters", () => {
  const error = rejection("integrand", `${"x + ".repeat(200)}y${" + x".repeat(40)}`);
  const [, line, caret] = error.message.split("\n");
  assert(line.length < 200);
  assertEquals(line[caret.indexOf("^")], "y");
});
