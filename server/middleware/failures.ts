import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import type { ApiError } from "../api_types.ts";
import { asFailure, Failure, type FailureCode, FAILURES } from "../failure.ts";

const CODE_OF_STATUS = new Map(
  Object.entries(FAILURES).map(([code, status]) => [status as number, code as FailureCode]),
)
  .set(400, "invalid").set(429, "rate_limited").set(500, "internal");

/** What to do about a body of another type. */
export const SEND_JSON = "send JSON, as content-type: application/json";

/**
 * The one place where failures become answers.
 *
 * @param report Is given what is our own fault.
 * @returns A handler for Hono's `onError`.
 */
export function answerFailures(report: (error: unknown) => void): (error: Error, context: Context) => Response {
  return (error, context) => {
    const failure = error instanceof HTTPException ? fromHono(error) : asFailure(error);
    if (failure.code === "internal") report(failure.cause ?? failure);
    return answerFailure(context, failure);
  };
}

/** Answers with a failure. */
export function answerFailure(context: Context, failure: Failure): Response {
  const body: ApiError = { error: failure.toJSON() };
  if (failure.retryAfter !== undefined) context.header("retry-after", String(failure.retryAfter));
  return context.json(body, failure.status);
}

/** Hono's own: a body that isn't JSON, and the like. */
function fromHono(error: HTTPException): Failure {
  const code = CODE_OF_STATUS.get(error.status) ?? "invalid";
  const message = code === "unsupported_media_type" ? SEND_JSON : error.message || code;
  return new Failure(code, message, { cause: error });
}
