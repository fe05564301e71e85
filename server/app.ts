import { OpenAPIHono } from "@hono/zod-openapi";
import { bodyLimit } from "hono/body-limit";
import type { AppParts, ServerEnv } from "./parts.ts";
import { Failure } from "./failure.ts";
import { answerFailure, answerFailures, checkOrigin, limitRate, securityHeaders } from "./middleware/mod.ts";
import {
  describeRoutes,
  machineRoutes,
  pageRoutes,
  refuseInvalid,
  refuseOtherMethods,
  runRoutes,
  sourceRoutes,
} from "./routes/mod.ts";

/**
 * Puts together the HTTP app: it listens nowhere, and starts nothing.
 *
 * @param parts What it works with.
 * @returns An app whose `fetch` takes a request and, as `env.address`, where it came from.
 */
export function createApp(parts: AppParts): OpenAPIHono<ServerEnv> {
  const { limits } = parts;
  const app = new OpenAPIHono<ServerEnv>({ defaultHook: refuseInvalid });
  app.onError(answerFailures(parts.report));
  app.notFound((context) =>
    answerFailure(context, new Failure("not_found", `there is nothing at ${context.req.path}`))
  );
  app.use(securityHeaders());
  app.use("/api/*", checkOrigin(parts.origin), limitRate(limits.rates.other), limitBody(limits.bodyBytes));
  machineRoutes(app, parts);
  sourceRoutes(app, parts);
  runRoutes(app, parts);
  describeRoutes(app);
  pageRoutes(app, parts.page);
  refuseOtherMethods(app);
  return app;
}

function limitBody(maxSize: number) {
  return bodyLimit({
    maxSize,
    onError() {
      throw new Failure("too_large", `the request is larger than ${maxSize / 1024} KiB, the most that is taken`);
    },
  });
}
