import { type Backend, createBackends, type PreparedKernel } from "../../backends/mod.ts";
import { parseConstant } from "../../lang/mod.ts";
import { compile } from "../../pipeline.ts";
import { UsageError } from "../command_line.ts";
import type { SuiteKernel } from "../integrands.ts";

/** The range of an integrand. */
export function rangeOf({ from, to }: Pick<SuiteKernel, "from" | "to">): [number, number] {
  return [parseConstant(from), parseConstant(to)];
}

/** Runs an integrand's integral with n samples, to be timed. */
export type Integral = (n: number) => void;

/** The backend on threads, started. */
export async function startThreads(jobs: number): Promise<Backend> {
  const backend = createBackends().find(({ name }) => name === "wasm-threads")!;
  const availability = await backend.available();
  if (!availability.available) throw new UsageError(`the limits are those of wasm-threads: ${availability.reason}`);
  await backend.warmUp({ jobs, precision: "auto" });
  return backend;
}

/** Readies an integrand; it is disposed of with the backend. */
export async function integralOn(
  backend: Backend,
  kernel: SuiteKernel,
  { jobs, fastmath }: { jobs: number; fastmath: boolean },
): Promise<Integral> {
  const prepared: PreparedKernel = await backend.prepare(compile({ expr: kernel.expr }, { fastmath }), {
    jobs,
    precision: "auto",
  });
  const [from, to] = rangeOf(kernel);
  return (n) => void prepared.runSync!([from, to, n]);
}
