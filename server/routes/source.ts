import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { Failure } from "../failure.ts";
import { limitRate } from "../middleware/mod.ts";
import type { AppParts, ServerEnv } from "../parts.ts";
import { failures, json } from "./describe.ts";
import { CompileAnswer, CompileRequest } from "./schemas.ts";

/** Compiling, for an editor. */
export function sourceRoutes(app: OpenAPIHono<ServerEnv>, { engine, limits }: AppParts): void {
  const compile = createRoute({
    method: "post",
    path: "/api/compile",
    summary: "The code of a kernel for each target, or what is wrong with it.",
    middleware: limitRate(limits.rates.compile),
    request: { body: { ...json(CompileRequest, "An integrand or a kernel."), required: true } },
    responses: { 200: json(CompileAnswer, "Compiled, or not."), ...failures(400, 403, 413, 415, 422, 429) },
  });
  app.openapi(compile, async (context) => {
    const request = context.req.valid("json");
    const [field, text] = request.expr === undefined ? ["kernel", request.kernel!] : ["expr", request.expr];
    if (text.length > limits.sourceLength) {
      const message = `${field} is ${text.length} characters long: at most ${limits.sourceLength} are allowed`;
      throw new Failure("invalid", message, { at: { field } });
    }
    return context.json(await engine.compile(request), 200);
  });
}
