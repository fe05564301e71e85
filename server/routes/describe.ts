import type { Hook, OpenAPIHono, z } from "@hono/zod-openapi";
import metadata from "../../deno.json" with { type: "json" };
import { Failure } from "../failure.ts";
import type { ServerEnv } from "../parts.ts";
import { ErrorAnswer } from "./schemas.ts";

/** The project's version. */
export const VERSION: string = metadata.version;

/** A JSON answer, for the description of a route. */
export function json<Schema extends z.ZodType>(schema: Schema, description: string) {
  return { description, content: { "application/json": { schema } } };
}

/** Failures that a route may answer with. */
export function failures<Status extends number>(...statuses: Status[]) {
  const described = statuses.map((status) => [status, json(ErrorAnswer, FAILED[status] ?? "Failed.")]);
  return Object.fromEntries(described) as Record<Status, ReturnType<typeof json<typeof ErrorAnswer>>>;
}

const FAILED: Readonly<Record<number, string>> = {
  400: "The request is wrong: the message says what, `at` says where.",
  403: "The request comes from another site's page.",
  404: "There is no such run.",
  409: "The run has ended already.",
  413: "The request is too large.",
  415: "The body is not said to be JSON.",
  422: "Compiling takes too long.",
  429: "Too many requests, or too many runs wait; `Retry-After` says for how long.",
  503: "The server is about to stop.",
};

/** What is wrong with a request, by the first of the validator's findings. */
export const refuseInvalid: Hook<unknown, ServerEnv, string, unknown> = (result) => {
  if (result.success) return;
  const [issue] = result.error.issues;
  const field = issue.path.join(".");
  throw new Failure("invalid", field ? `${field}: ${issue.message}` : issue.message, field ? { at: { field } } : {});
};

/** `/api/openapi.json`: all routes that were added before. */
export function describeRoutes(app: OpenAPIHono<ServerEnv>): void {
  app.doc31("/api/openapi.json", {
    openapi: "3.1.0",
    info: { title: "Lanes", version: VERSION, description: "One kernel, run every way a computer can, compared." },
  });
}

/** Answers 405 to a known address asked with another method; to be called after all routes were added. */
export function refuseOtherMethods(app: OpenAPIHono<ServerEnv>): void {
  const methods = new Map<string, Set<string>>();
  for (const { path, method } of app.routes) {
    if (method !== "ALL") methods.set(path, (methods.get(path) ?? new Set()).add(method));
  }
  for (const [path, known] of methods) {
    const allowed = [...known].join(", ");
    app.all(path, (context) => {
      context.header("allow", allowed);
      throw new Failure("method_not_allowed", `${context.req.method} is not possible here: use ${allowed}`);
    });
  }
}
