import type { MiddlewareHandler } from "hono";
import { Failure } from "../failure.ts";

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);
const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

export interface OriginOptions {
  /** Whether only this machine can reach the server; a name that isn't its own is a rebound one then. */
  readonly loopback: boolean;
  /** Origins, such as "https://lanes.example", under which a proxy serves us. */
  readonly trusted: readonly string[];
}

/** Refuses requests that change something when another site's page makes them. Without a browser there is no origin. */
export function checkOrigin({ loopback, trusted }: OriginOptions): MiddlewareHandler {
  return async (context, next) => {
    const origin = context.req.header("origin");
    if (origin !== undefined && !SAFE_METHODS.has(context.req.method) && !trusted.includes(origin)) {
      const url = URL.parse(origin);
      const own = url?.host === context.req.header("host") && (!loopback || LOOPBACK.has(url?.hostname ?? ""));
      if (!own) {
        const message = `requests from pages of ${origin} are refused: a server behind a proxy needs --origin`;
        throw new Failure("forbidden", message);
      }
    }
    await next();
  };
}
