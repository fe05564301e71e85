/** The HTTP API's shapes, as types only; the page imports them. */
import type { Arithmetic } from "../compute/backends/backend.ts";
import type { CompareEvent, Environment, ResultRow } from "../compute/compare/types.ts";
import type { Diagnostic } from "../compute/errors.ts";

export interface ApiError {
  readonly error: {
    /** Machine-readable: "syntax", "invalid", "too_large", "not_found", "rate_limited", "internal", ... */
    readonly code: string;
    readonly message: string;
    /** Which field of the request, as a path ("expr", "n", "args.a"), and where in its text. */
    readonly at?: { readonly field?: string; readonly line?: number; readonly column?: number };
  };
}

export interface CompileRequest {
  readonly expr?: string;
  readonly kernel?: string;
  readonly fastmath?: boolean;
  /** Of the WGSL; default f32. */
  readonly precision?: Arithmetic;
}

export interface CompileResponse {
  readonly ok: boolean;
  readonly diagnostics: readonly Diagnostic[];
  /** Names of the kernel's parameters, when ok. */
  readonly parameters?: readonly string[];
  readonly code?: { readonly js: string; readonly wat: string; readonly wgsl: string };
}

/** A number, or a constant expression such as "pi/2" or "1e6". */
export type Quantity = number | string;

/** What to compare; `n` and `jobs` are one or several. */
export interface RunRequest {
  readonly expr?: string;
  readonly from?: Quantity;
  readonly to?: Quantity;
  readonly kernel?: string;
  readonly args?: Readonly<Record<string, Quantity>>;
  readonly n: Quantity | readonly Quantity[];
  readonly jobs?: Quantity | readonly Quantity[];
  readonly backends?: readonly string[];
  readonly precision?: "auto" | "f64" | "df64" | "f32";
  readonly fastmath?: boolean;
  readonly runs?: Quantity;
  readonly minTime?: Quantity;
  readonly timeLimit?: Quantity;
}

export type RunStatus = "queued" | "running" | "done" | "failed" | "cancelled";

export interface Run {
  readonly id: string;
  readonly status: RunStatus;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly finishedAt?: string;
  /** 1 is next; only while queued. */
  readonly position?: number;
  readonly request: RunRequest;
  readonly environment?: Environment;
  readonly results: readonly ResultRow[];
  /** Why it failed as a whole. */
  readonly error?: ApiError["error"];
}

/** The answer to a new run. */
export interface RunCreated {
  readonly id: string;
  readonly status: RunStatus;
  /** 1 is next; absent once it runs. */
  readonly position?: number;
}

/** Recent runs, the latest first. */
export interface RunList {
  readonly runs: readonly Run[];
}

export interface BackendList {
  readonly backends: readonly BackendInfo[];
}

export interface Health {
  readonly status: "ok";
  readonly version: string;
  /** Seconds since the start. */
  readonly uptime: number;
  /** Whether a run is being measured, and how many wait. */
  readonly running: boolean;
  readonly queued: number;
}

export interface BackendInfo {
  readonly name: string;
  readonly available: boolean;
  readonly reason?: string;
  readonly detail?: string;
  /** What it computes in, the most exact first; absent where it is f64 alone. */
  readonly precisions?: readonly ("f64" | "df64" | "f32")[];
  readonly usesJobs: boolean;
  readonly summary: string;
}

/**
 * One server-sent event: its `event` is `type`, its `data` the rest as JSON, its `id` a counter from 1. A finished run's
 * events are told again without its progress.
 */
export type RunEvent =
  | { readonly type: "queued"; readonly position: number }
  | CompareEvent
  | { readonly type: "done"; readonly status: RunStatus }
  | { readonly type: "failed"; readonly error: ApiError["error"] };
