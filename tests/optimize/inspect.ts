import {
  type Call,
  type Guard,
  type Instruction,
  interpret,
  type Kernel,
  type Operation,
  type OperationName,
  type Parallel,
  type Region,
} from "../../compute/ir/mod.ts";
import { parseIntegrand } from "../../compute/lang/mod.ts";
import { optimize, type OptimizeOptions } from "../../compute/optimize/mod.ts";

/** An integrand's kernel, optimised. */
export function optimized(expr: string, options: Partial<OptimizeOptions> = {}): Kernel {
  return optimize(parseIntegrand(expr), { target: "wasm", fastmath: false, ...options });
}

/** The only loop of a kernel. */
export function loopOf(kernel: Kernel): Parallel {
  const loops = kernel.body.instructions.filter((instruction) => instruction.kind === "parallel");
  if (loops.length !== 1) throw new Error(`there are ${loops.length} loops`);
  return loops[0];
}

/** All instructions of a region, those of branches included. */
export function instructionsOf(region: Region): Instruction[] {
  return region.instructions.flatMap((instruction) =>
    instruction.kind === "if"
      ? [instruction, ...instructionsOf(instruction.then), ...instructionsOf(instruction.otherwise)]
      : [instruction]
  );
}

/** The names of a region's operations, in order. */
export function operationsOf(region: Region): OperationName[] {
  return instructionsOf(region).filter((one): one is Operation => one.kind === "operation").map((one) => one.operation);
}

/** The names of the functions that a region calls, in order. */
export function callsOf(region: Region): string[] {
  return instructionsOf(region).filter((one): one is Call => one.kind === "call").map((one) => one.callee.name);
}

export function guardsOf(region: Region): Guard[] {
  return instructionsOf(region).filter((one): one is Guard => one.kind === "guard");
}

/** The integral of an integrand's kernel, or of an optimised one. */
export function integral(kernel: Kernel, from: number, to: number, n: number): number {
  return interpret(kernel, kernel.parameters.map(({ name }) => ({ a: from, b: to, n }[name]!)));
}
