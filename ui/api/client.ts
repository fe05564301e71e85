/** The HTTP API, called. */
import type { Environment } from "../../compute/compare/types.ts";
import type { ApiError, BackendInfo, Run, RunRequest } from "../../server/api_types.ts";

/** The server's refusal, or none at all. Its message is for the visitor. */
export class ApiFailure extends Error {
  override readonly name = "ApiFailure";
  readonly code: string;
  readonly at: ApiError["error"]["at"];

  constructor({ code, message, at }: ApiError["error"], options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.at = at;
  }
}

async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers: body === undefined ? {} : { "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (cause) {
    throw new ApiFailure({ code: "unreachable", message: "The server does not answer: is it still running?" }, {
      cause,
    });
  }
  const text = await response.text();
  if (response.ok) return (text === "" ? undefined : JSON.parse(text)) as T;
  throw new ApiFailure(errorOf(response, text));
}

function errorOf(response: Response, text: string): ApiError["error"] {
  try {
    const { error } = JSON.parse(text) as ApiError;
    if (error?.message) return error;
  } catch {
    // Not the API's JSON: a proxy's page, say. The status has to do.
  }
  return { code: "http", message: `The server answered ${response.status} ${response.statusText}`.trimEnd() + "." };
}

export const getEnvironment = (): Promise<Environment> => call("GET", "/api/environment");

export const getBackends = async (): Promise<readonly BackendInfo[]> =>
  (await call<{ backends: BackendInfo[] }>("GET", "/api/backends")).backends;

/** @returns The new run's id. */
export const startRun = async (request: RunRequest): Promise<string> =>
  (await call<{ id: string }>("POST", "/api/runs", request)).id;

export const getRun = (id: string): Promise<Run> => call("GET", `/api/runs/${encodeURIComponent(id)}`);

/** @returns Recent runs, the latest first. */
export const getRuns = async (): Promise<readonly Run[]> => (await call<{ runs: Run[] }>("GET", "/api/runs")).runs;

export const cancelRun = (id: string): Promise<void> => call("DELETE", `/api/runs/${encodeURIComponent(id)}`);
