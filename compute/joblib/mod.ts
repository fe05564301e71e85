/**
 * Loops of calls in parallel, after joblib.
 *
 * @module
 */
export { delayed } from "./delayed.ts";
export { closeParallel, Parallel, type ParallelFunction, type ParallelOptions } from "./parallel.ts";
export type { BackendName } from "./backends.ts";
export type { ParallelProgress } from "./progress.ts";
export type { ReturnAs, Returned } from "./returned.ts";
export type { PreDispatch } from "./settings.ts";
export { progressBar, type ProgressBarOptions } from "./progress_bar.ts";
