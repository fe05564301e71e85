/**
 * Lanes: numeric kernels written in TypeScript, compiled just in time, and run every way that a computer can.
 *
 * ```ts
 * import { jit, prange } from "lanes";
 *
 * const integrate = jit((a: number, b: number, n: number) => {
 *   let acc = 0;
 *   const step = (b - a) / n;
 *   for (const i of prange(n)) {
 *     acc += Math.cos(a + i * step) * step;
 *   }
 *   return acc;
 * }, { parallel: true, fastmath: true });
 *
 * console.log(integrate(0, Math.PI / 2, 1_000_000));
 * console.log(await integrate.run([0, Math.PI / 2, 1e8]));
 * console.log(await integrate.run([0, Math.PI / 2, 1e6], { backend: "serial" }));
 * const { ir, js, wat, wgsl } = integrate.inspect();
 * console.log(`${integrate.diagnostics(2)}`);
 * ```
 *
 * @module
 */
export {
  type CacheStats,
  closeBackends,
  type DiagnosticEntry,
  type DiagnosticKind,
  type DiagnosticLevel,
  getNumThreads,
  type Inspection,
  integrate,
  type IntegrateOptions,
  jit,
  type JitKernel,
  type JitOptions,
  type KernelDiagnostics,
  type NumericFunction,
  type ParameterType,
  type PassInspection,
  prange,
  type RunOptions,
  setNumThreads,
} from "./jit/mod.ts";
export { type CodeStore, compile, type CompiledKernel, type CompileOptions, type KernelSource } from "./pipeline.ts";
export { erf, erfc, random } from "./math/mod.ts";
export { type Fastmath, FASTMATH_FLAGS, type FastmathFlag, type FastmathOption, type Kernel } from "./ir/mod.ts";
export type { TargetName } from "./codegen/target.ts";
export type { JsCode } from "./codegen/js/mod.ts";
export type { WasmCode } from "./codegen/wasm/mod.ts";
export type { WgslCode } from "./codegen/wgsl/mod.ts";
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
  type CheckContext,
  type CheckedRequest,
  checkRequest,
  compare,
  type CompareEvent,
  type CompareOptions,
  type CompareRequest,
  type ComparisonReport,
  type Environment,
  type JsonNumber,
  type OkRow,
  type OtherRow,
  type RequestError,
  type ResultRow,
  type RowKey,
} from "./compare/mod.ts";
export {
  type Clock,
  formatDuration,
  timeit,
  timeitAsync,
  type TimeitOptions,
  type TimeitResult,
} from "./timeit/mod.ts";
export { type AsyncQuadratureOptions, integrateAsync } from "./quadrature/mod.ts";
export { type Diagnostic, KernelSyntaxError, type Position, type Span, UnsupportedError } from "./errors.ts";
