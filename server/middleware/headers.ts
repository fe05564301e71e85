import type { MiddlewareHandler } from "hono";

/**
 * Cross-origin isolation, for `SharedArrayBuffer` and fine timers, and a policy that runs nothing but our own scripts.
 * CodeMirror's styles are constructed style sheets in shadow roots, which it lets be.
 */
const HEADERS: Readonly<Record<string, string>> = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
  "cross-origin-resource-policy": "same-origin",
  "content-security-policy": policy("'self' 'wasm-unsafe-eval'"),
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "permissions-policy": "camera=(), microphone=(), geolocation=()",
};

/** A worker instantiates the JavaScript that Lanes generates; nothing in it comes from a text as it stands. */
export const WORKER_POLICY = policy("'self' 'wasm-unsafe-eval' 'unsafe-eval'");

function policy(scripts: string): string {
  return [
    "default-src 'self'",
    `script-src ${scripts}`,
    "worker-src 'self'",
    "img-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/** Sets the security headers that a route hasn't set itself. */
export function securityHeaders(): MiddlewareHandler {
  return async (context, next) => {
    await next();
    for (const [name, value] of Object.entries(HEADERS)) {
      if (!context.res.headers.has(name)) context.res.headers.set(name, value);
    }
  };
}
