import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { AppParts, ServerEnv } from "../parts.ts";
import { failures, json, VERSION } from "./describe.ts";
import { BackendList, Environment, Health } from "./schemas.ts";

const health = createRoute({
  method: "get",
  path: "/api/health",
  summary: "Whether the server is well.",
  responses: { 200: json(Health, "It is."), ...failures(429) },
});

const environment = createRoute({
  method: "get",
  path: "/api/environment",
  summary: "The machine that measures.",
  responses: { 200: json(Environment, "The machine."), ...failures(429) },
});

const backends = createRoute({
  method: "get",
  path: "/api/backends",
  summary: "All backends, with the reason of those that can't run here.",
  responses: { 200: json(BackendList, "The backends."), ...failures(429) },
});

/** What there is to know of the server and its machine. */
export function machineRoutes(app: OpenAPIHono<ServerEnv>, { engine, queue }: AppParts): void {
  const started = performance.now();
  app.openapi(health, (context) => {
    const uptime = Math.round(performance.now() - started) / 1000;
    return context.json({ status: "ok" as const, version: VERSION, uptime, ...queue.load }, 200);
  });
  app.openapi(environment, async (context) => context.json(await engine.environment(), 200));
  app.openapi(backends, async (context) => context.json({ backends: await engine.backends() }, 200));
}
