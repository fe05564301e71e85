/** Kernels as functions: compiled just in time, called like what they were made from. */
export { type CacheStats, jit, type JitKernel } from "./jit.ts";
export type { JitOptions, RunOptions } from "./runner.ts";
export type { Inspection, PassInspection } from "./inspection.ts";
export type { DiagnosticEntry, DiagnosticKind, DiagnosticLevel, KernelDiagnostics } from "./diagnostics.ts";
export type { ParameterType } from "./signature.ts";
export type { NumericFunction } from "./source.ts";
export { integrate, type IntegrateOptions } from "./integrate.ts";
export { getNumThreads, setNumThreads } from "./num_threads.ts";
export { prange } from "./prange.ts";
export { closeBackends } from "./shared_backends.ts";
