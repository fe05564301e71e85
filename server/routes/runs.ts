import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { Run, RunCreated, RunRequest as RawRequest } from "../api_types.ts";
import { Failure } from "../failure.ts";
import { limitRate, SEND_JSON } from "../middleware/mod.ts";
import type { AppParts, ServerEnv } from "../parts.ts";
import { failures, json } from "./describe.ts";
import { eventStream } from "./event_stream.ts";
import { ListQuery, Run as RunSchema, RunCreated as RunCreatedSchema, RunId, RunList, RunRequest } from "./schemas.ts";

const list = createRoute({
  method: "get",
  path: "/api/runs",
  summary: "Recent runs, the latest first.",
  request: { query: ListQuery },
  responses: { 200: json(RunList, "The runs."), ...failures(400, 429) },
});

const create = createRoute({
  method: "post",
  path: "/api/runs",
  summary: "Starts a run, or queues it behind those before it.",
  request: { body: { ...json(RunRequest, "What to compare."), required: true } },
  responses: { 202: json(RunCreatedSchema, "Queued."), ...failures(400, 403, 413, 415, 422, 429, 503) },
});

const get = createRoute({
  method: "get",
  path: "/api/runs/{id}",
  summary: "A run with its results so far.",
  request: { params: RunId },
  responses: { 200: json(RunSchema, "The run."), ...failures(404, 429) },
});

const cancel = createRoute({
  method: "delete",
  path: "/api/runs/{id}",
  summary: "Cancels a run; what it measured stays.",
  request: { params: RunId },
  responses: { 200: json(RunSchema, "The run, cancelled."), ...failures(403, 404, 409, 429) },
});

const events = createRoute({
  method: "get",
  path: "/api/runs/{id}/events",
  summary: "A run's events as server-sent events, from its start or after Last-Event-ID, to its end.",
  request: { params: RunId },
  responses: {
    200: {
      description: "Events: queued, started, progress, sample, result, and at last done or failed.",
      content: { "text/event-stream": { schema: { type: "string" } } },
    },
    204: { description: "The run has ended, and there is nothing after Last-Event-ID." },
    ...failures(404, 429),
  },
});

/** Runs: made, looked at, followed and cancelled. */
export function runRoutes(app: OpenAPIHono<ServerEnv>, { engine, queue, feed, limits }: AppParts): void {
  // Not validated by its schema, but by compute's own checks, whose messages are for people.
  app.openAPIRegistry.registerPath(create);
  app.post(create.path, limitRate(limits.rates.run), async (context) => {
    const request = await readJson(context.req.raw);
    await engine.check(request);
    const { id, status, position } = queue.submit(request, context.env.address);
    const created: RunCreated = { id, status, ...(position !== undefined && { position }) };
    return context.json(created, 202, { location: `/api/runs/${id}` });
  });

  app.openapi(list, (context) => context.json({ runs: queue.recent(context.req.valid("query").limit) }, 200));
  app.openapi(get, (context) => context.json(known(queue.get(context.req.valid("param").id)), 200));
  app.openapi(cancel, async (context) => context.json(known(await queue.cancel(context.req.valid("param").id)), 200));
  app.openapi(events, (context) => {
    const { id, status } = known(queue.get(context.req.valid("param").id));
    const after = Math.trunc(Number(context.req.header("last-event-id")) || 0);
    const ended = status !== "queued" && status !== "running";
    return ended && !feed.hasAfter(id, after) ? new Response(null, { status: 204 }) : eventStream(feed, id, after);
  });
}

function known(run: Run | null): Run {
  if (!run) throw new Failure("not_found", "there is no run of this id");
  return run;
}

async function readJson(request: Request): Promise<RawRequest> {
  if (!/^application\/json\b/i.test(request.headers.get("content-type") ?? "")) {
    throw new Failure("unsupported_media_type", SEND_JSON);
  }
  const text = await request.text();
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Failure("invalid", `the body is not JSON: ${(cause as Error).message}`, { cause });
  }
}
