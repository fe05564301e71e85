/** Compares ways to run a kernel: checks what is asked, measures, and describes the machine. Loads in browsers. */
export * from "./types.ts";
export { type CheckContext, type CheckedRequest, checkRequest, REQUEST_FIELDS } from "./check.ts";
export { type RequestError, suggestion } from "./fields.ts";
export { BASELINE, compare, type CompareOptions } from "./compare.ts";
export { type BrowserNavigator, describeBrowser, withGpu } from "./environment.ts";
export { type CompareControl, type ComparePort, type CompareWorker, createCompareWorker } from "./client.ts";
export type { BackendDescription } from "./messages.ts";
export { fromJsonNumber, toJsonNumber } from "./values.ts";
