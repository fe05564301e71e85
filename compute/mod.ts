/**
 * Lanes: numeric kernels written in TypeScript, compiled just in time, and run every way that a computer can.
 *
 * @module
 */
export {
  closeBackends,
  type Inspection,
  integrate,
  type IntegrateOptions,
  jit,
  type JitKernel,
  type JitOptions,
  type NumericFunction,
  prange,
  type RunOptions,
} from "./jit/mod.ts";
export { compile, type CompiledKernel, type CompileOptions, type KernelSource } from "./pipeline.ts";
export {
  type Availability,
  type Backend,
  type BackendModules,
  createBackends,
  firstNonFinite,
  type NonFinite,
  type Precision,
  type PreparedKernel,
  type PrepareOptions,
  type RunControl,
  type RunOutcome,
  type RunTimings,
  type SearchLimits,
} from "./backends/mod.ts";
export {
  checkRequest,
  compare,
  type CompareEvent,
  type CompareOptions,
  type CompareRequest,
  type ComparisonReport,
  type Environment,
  type OkRow,
  type OtherRow,
  type ResultRow,
} from "./compare/mod.ts";
export { formatDuration, timeit, timeitAsync, type TimeitOptions, type TimeitResult } from "./timeit/mod.ts";
export { type Diagnostic, KernelSyntaxError, type Position, type Span, UnsupportedError } from "./errors.ts";
