/** What a page or server and the worker that compares for it tell each other. */
import type { Arithmetic } from "../backends/backend.ts";
import type { CompareEvent, CompareRequest, ComparisonReport, Environment } from "./types.ts";

/** A backend as people choose it. */
export interface BackendDescription {
  readonly name: string;
  readonly available: boolean;
  /** What is missing and what to do. */
  readonly reason?: string;
  /** What serves it, e.g. the adapter's name. */
  readonly detail?: string;
  /** What it offers, where that isn't f64 alone. */
  readonly precisions?: readonly Arithmetic[];
  readonly usesJobs: boolean;
  readonly summary: string;
}

export type ToWorker =
  | { readonly type: "describe"; readonly environment: Environment }
  | { readonly type: "compare"; readonly request: CompareRequest; readonly environment: Environment }
  | { readonly type: "cancel"; readonly reason: string }
  | { readonly type: "close" };

export type FromWorker =
  | {
    readonly type: "description";
    readonly backends: readonly BackendDescription[];
    readonly environment: Environment;
  }
  | { readonly type: "event"; readonly event: CompareEvent }
  | { readonly type: "report"; readonly report: ComparisonReport }
  | { readonly type: "error"; readonly message: string }
  | { readonly type: "closed" };
