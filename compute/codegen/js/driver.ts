import type { Kernel, Parallel, Value } from "../../ir/mod.ts";
import { signatureOf } from "../target.ts";
import { functionLines, helperLines, indent, lookLines, RegionPrinter } from "./regions.ts";

/**
 * Prints the driver of a kernel (see `Driver`): the scalar code around its loops, as the body of a function that takes
 * `iterationCount`, `turned` and `functions` and returns the driver.
 */
export function printDriver(kernel: Kernel): string {
  const printer = new RegionPrinter(
    kernel.body,
    ["args", "iterationCount", "turned", "looks", "functions"],
    printRequest,
  );
  const parameters = kernel.parameters.map((parameter) => printer.bind(parameter, parameter.name, "p"));
  const lines = printer.region(kernel.body);
  const all = [
    `"use strict";`,
    ...lookLines(lines),
    ...functionLines(printer.functions),
    ...helperLines(printer.helpers),
    "return function* (args) {",
    ...indent([
      ...parameters.map((name, k) => `const ${name} = args[${k}];`),
      ...lines,
      `return ${printer.read(kernel.body.results[0])};`,
    ]),
    "};",
  ];
  return all.join("\n") + "\n";
}

function printRequest(printer: RegionPrinter, loop: Parallel, number: number): string[] {
  const list = (values: readonly string[]) => `[${values.join(", ")}]`;
  const asNumber = (value: Value) => value.type === "bool" ? `${printer.read(value)} ? 1 : 0` : printer.read(value);
  const captures = signatureOf(loop).captures.map(asNumber);
  const initial = loop.reductions.map((reduction) => printer.read(reduction.initial));
  const start = printer.read(loop.start);
  const count = `iterationCount(${start}, ${printer.read(loop.stop)})`;
  const values = printer.names.unique(undefined, "reduced");
  const request = `{ loop: ${number}, start: ${start}, count: ${count}, captures: ${list(captures)}, initial: ${
    list(initial)
  } }`;
  return [
    `const ${values} = yield ${request};`,
    ...loop.results.map((result, r) => {
      const name = printer.bind(result, loop.reductions[r].name, "acc");
      return `const ${name} = ${values}[${r}];`;
    }),
  ];
}
