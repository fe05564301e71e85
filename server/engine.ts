import type { CompareEvent, CompareRequest, ComparisonReport, Environment } from "../compute/compare/types.ts";
import type { BackendInfo, CompileRequest, CompileResponse, RunRequest } from "./api_types.ts";

export interface CompareControl {
  readonly signal: AbortSignal;
  onEvent(event: CompareEvent): void;
}

/** What the server asks of `compute`. All of it happens in other threads, so that the event loop stays free. */
export interface Engine {
  /** Compiles for the editor; a wrong kernel is an answer, not a failure. */
  compile(request: CompileRequest): Promise<CompileResponse>;
  /**
   * Checks a request and fills in its defaults.
   *
   * @throws {Failure} What is wrong with which field.
   */
  check(request: RunRequest): Promise<CompareRequest>;
  /** Measures; one comparison at a time. Rejects with the signal's reason when aborted. */
  compare(request: CompareRequest, control: CompareControl): Promise<ComparisonReport>;
  backends(): Promise<readonly BackendInfo[]>;
  environment(): Promise<Environment>;
  close(): Promise<void>;
}
