import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { Failure } from "../failure.ts";
import { WORKER_POLICY } from "../middleware/mod.ts";
import type { Page } from "../page.ts";
import type { ServerEnv } from "../parts.ts";

/** A file whose address holds the hash of its content never changes. */
const FOR_EVER = "public, max-age=31536000, immutable";
const ASK_EACH_TIME = "no-cache";
/** Entries that run as workers: their own answer's policy holds for them, not the page's. */
const WORKER = /_worker\.js$/;

/** `/`, and `/assets/HASH/FILE`, or `/assets/FILE` where only a fixed address will do. */
export function pageRoutes(app: OpenAPIHono<ServerEnv>, page: Page): void {
  app.get("/", (context) => answer(context, page, "index.html", ASK_EACH_TIME));
  app.get("/favicon.ico", (context) => context.redirect(`/assets/${page.hash}/icon.svg`));
  app.get("/assets/*", (context) => {
    const path = context.req.path.slice("/assets/".length);
    const hashed = path.startsWith(`${page.hash}/`);
    const file = hashed ? path.slice(page.hash.length + 1) : path;
    return answer(context, page, `assets/${file}`, hashed ? FOR_EVER : ASK_EACH_TIME);
  });
}

function answer(context: Context<ServerEnv>, { hash, files }: Page, path: string, caching: string): Response {
  const file = files.get(path);
  if (!file) throw new Failure("not_found", `there is nothing at ${context.req.path}`);
  const packed = file.packed && /\bgzip\b/.test(context.req.header("accept-encoding") ?? "");
  const tag = `"${hash}${packed ? "-gzip" : ""}"`;
  const headers = new Headers({ "cache-control": caching, "etag": tag, "vary": "accept-encoding" });
  if (WORKER.test(path)) headers.set("content-security-policy", WORKER_POLICY);
  if (matches(context.req.header("if-none-match"), tag)) return new Response(null, { status: 304, headers });
  headers.set("content-type", file.type);
  if (packed) headers.set("content-encoding", "gzip");
  return new Response(packed ? file.packed : file.bytes, { headers });
}

/** Weak comparison, as If-None-Match asks for: a proxy may have marked the tag weak. */
function matches(header: string | undefined, tag: string): boolean {
  const tags = header?.split(",").map((known) => known.trim().replace(/^W\//, "")) ?? [];
  return tags.includes(tag) || tags.includes("*");
}
