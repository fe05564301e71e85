import type { ApiError } from "./api_types.ts";

/** The machine-readable kinds of failure, with the HTTP status of each. */
export const FAILURES = {
  invalid: 400,
  syntax: 400,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  too_large: 413,
  unsupported_media_type: 415,
  too_complex: 422,
  rate_limited: 429,
  queue_full: 429,
  internal: 500,
  interrupted: 500,
  time_limit: 500,
  shutting_down: 503,
} as const;

export type FailureCode = keyof typeof FAILURES;

export interface FailureDetails extends ErrorOptions {
  readonly at?: ApiError["error"]["at"];
  /** For 429 and 503: after how many seconds to try again. */
  readonly retryAfter?: number;
}

/** A failure with a message meant for the API's user; anything else that is thrown is answered as `internal`. */
export class Failure extends Error {
  override readonly name = "Failure";
  readonly code: FailureCode;
  readonly at?: ApiError["error"]["at"];
  readonly retryAfter?: number;

  constructor(code: FailureCode, message: string, { at, retryAfter, ...options }: FailureDetails = {}) {
    super(message, options);
    this.code = code;
    this.at = at;
    this.retryAfter = retryAfter;
  }

  get status(): (typeof FAILURES)[FailureCode] {
    return FAILURES[this.code];
  }

  /** As the API tells it. */
  toJSON(): ApiError["error"] {
    return { code: this.code, message: this.message, ...(this.at && { at: this.at }) };
  }
}

/** What was thrown as a failure; what isn't one is internal, with a message that gives nothing away. */
export function asFailure(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  return new Failure("internal", "something went wrong on the server; its log says what", { cause: thrown });
}
