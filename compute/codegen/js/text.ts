import type { Kernel, Parallel } from "../../ir/mod.ts";
import { helperLines, indent, RegionPrinter } from "./regions.ts";

/**
 * Prints a kernel as one JavaScript function, the way a person would write it: its loops are plain `for` loops, in
 * index order.
 */
export function printKernel(kernel: Kernel): string {
  const printer = new RegionPrinter(kernel.body, [], printLoop, { guardLoops: false });
  const name = printer.names.unique(kernel.name, "kernel");
  const parameters = kernel.parameters.map((parameter) => printer.bind(parameter, parameter.name, "p"));
  const lines = printer.region(kernel.body);
  const all = [
    ...(printer.functions.size > 0 ? [`import { ${[...printer.functions].join(", ")} } from "lanes";`] : []),
    ...helperLines(printer.helpers),
    `function ${name}(${parameters.join(", ")}) {`,
    ...indent([...lines, `return ${printer.read(kernel.body.results[0])};`]),
    "}",
  ];
  return all.join("\n") + "\n";
}

function printLoop(printer: RegionPrinter, loop: Parallel): string[] {
  const start = printer.read(loop.start);
  const stop = printer.read(loop.stop);
  const declarations: string[] = [];
  const accumulators = loop.reductions.map((reduction, r) => {
    const initial = printer.read(reduction.initial);
    const name = printer.bind(loop.results[r], reduction.name, "acc");
    declarations.push(`let ${name} = ${initial};`);
    return name;
  });
  return printer.names.block(() => {
    const index = printer.bind(loop.index, loop.index.name, "i");
    return [
      ...declarations,
      `for (let ${index} = ${start}; ${index} < ${stop}; ${index}++) {`,
      ...indent(printer.loopBody(loop, accumulators)),
      "}",
    ];
  });
}
