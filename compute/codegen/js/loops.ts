import type { Kernel, Parallel } from "../../ir/mod.ts";
import { UnsupportedError } from "../../errors.ts";
import { parallelLoops, signatureOf } from "../target.ts";
import type { HelperName } from "./helpers.ts";
import { plainBody } from "./accumulators.ts";
import { functionLines, helperLines, indent, lookLines, RegionPrinter } from "./regions.ts";

const OWN_NAMES = [
  "turned",
  "looks",
  "functions",
  "captured",
  "captures",
  "first",
  "count",
  "accumulators",
  "offset",
  "end",
  "k",
];

/**
 * Prints the loops of a kernel: the body of a function that takes `turned` and `functions` and returns, for each loop,
 * an object with `bind` and `run` as a `LoopRunner` has them. Captures and accumulators are locals of `run`. The loop is there twice: where its indices are
 * small integers an engine makes the code of a loop written by hand; `first + k` costs up to 35 % more where the body
 * is short, and serves the rest.
 */
export function printLoops(kernel: Kernel): string {
  const needed = new Set<HelperName>();
  const called = new Set<string>();
  const loops = parallelLoops(kernel).flatMap((loop) => {
    const { lines, helpers, functions } = printLoop(loop);
    helpers.forEach((helper) => needed.add(helper));
    functions.forEach((name) => called.add(name));
    return lines;
  });
  const head = [`"use strict";`, ...lookLines(loops), ...functionLines(called), ...helperLines(needed)];
  return [...head, "return [", ...indent(loops), "];"].join("\n") + "\n";
}

function printLoop(loop: Parallel): { lines: string[] } & Pick<RegionPrinter, "helpers" | "functions"> {
  const printer = new RegionPrinter(plainBody(loop), OWN_NAMES, () => {
    throw new UnsupportedError("a parallel loop is inside another");
  });
  const captures = signatureOf(loop).captures.map((value, c) => {
    const name = printer.bind(value, "name" in value ? value.name : undefined, "c");
    return `const ${name} = captured[${c}]${value.type === "bool" ? " !== 0" : ""};`;
  });
  const accumulators = loop.reductions.map(({ name }) => printer.names.unique(name, "acc"));
  const index = printer.bind(loop.index, loop.index.name, "i");
  const body = printer.loopBody(loop, accumulators);
  const run = [
    ...captures,
    ...accumulators.map((name, r) => `let ${name} = accumulators[offset + ${r}];`),
    "if (first >= -(2 ** 31) && first + count < 2 ** 31) {",
    "  const end = (first + count) | 0;",
    `  for (let ${index} = first | 0; ${index} < end; ${index}++) {`,
    ...indent(body, 2),
    "  }",
    "} else {",
    "  for (let k = 0; k < count; k++) {",
    ...indent([`const ${index} = first + k;`, ...body], 2),
    "  }",
    "}",
    ...accumulators.map((name, r) => `accumulators[offset + ${r}] = ${name};`),
  ];
  const lines = [
    "(() => {",
    "  let captured;",
    "  return {",
    "    bind(captures) {",
    "      captured = captures;",
    "    },",
    "    run(first, count, accumulators, offset) {",
    ...indent(run, 3),
    "    },",
    "  };",
    "})(),",
  ];
  return { lines, helpers: printer.helpers, functions: printer.functions };
}
