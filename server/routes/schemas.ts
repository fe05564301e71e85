/** The API's shapes for validation and for the OpenAPI document; api_types.ts has them as types. */
import { z } from "@hono/zod-openapi";

const number = z.union([z.number(), z.enum(["NaN", "Infinity", "-Infinity"])])
  .openapi({ description: "A number; JSON has no NaN and no infinities, so those are text." });
const quantity = z.union([z.number(), z.string()])
  .openapi({ description: "A number, or a constant expression.", example: "pi/2" });
const count = z.union([z.number().int().min(1), z.string()])
  .openapi({ description: "An integer of at least 1, or a constant expression.", example: "2**20" });
const oneOrMore = z.union([count, z.array(count).min(1).readonly()]);
const precision = z.enum(["f64", "df64", "f32"]);

export const ErrorAnswer = z.object({
  error: z.object({
    code: z.string().openapi({ example: "invalid" }),
    message: z.string(),
    at: z.object({
      field: z.string().optional().openapi({ example: "args.a" }),
      line: z.number().int().optional(),
      column: z.number().int().optional(),
    }).optional().openapi({ description: "Which field of the request, and where in its text; both 1-based." }),
  }),
}).openapi("Error");

export const Health = z.object({
  status: z.literal("ok"),
  version: z.string(),
  uptime: z.number().openapi({ description: "Seconds since the start." }),
  running: z.boolean(),
  queued: z.number().int(),
}).openapi("Health");

export const Environment = z.object({
  cpu: z.string(),
  cores: z.number().int(),
  os: z.string(),
  deno: z.string().nullable(),
  v8: z.string().nullable(),
  browser: z.string().optional(),
  gpu: z.string().nullable(),
}).openapi("Environment");

export const BackendList = z.object({
  backends: z.array(
    z.object({
      name: z.string().openapi({ example: "wasm-threads" }),
      available: z.boolean(),
      reason: z.string().optional().openapi({ description: "Why it isn't available, and what to do." }),
      detail: z.string().optional().openapi({ description: "What serves it, such as the GPU's adapter." }),
      precisions: z.array(precision).readonly().optional().openapi({
        description: "What it computes in, the most exact first; absent where it is f64 alone.",
      }),
      usesJobs: z.boolean(),
      summary: z.string(),
    }).openapi("Backend"),
  ).readonly(),
}).openapi("BackendList");

/** An integrand or a kernel: exactly one of them. */
const source = {
  expr: z.string().optional().openapi({ description: "An integrand: an expression in x.", example: "cos(x)" }),
  kernel: z.string().optional().openapi({ description: "A kernel: a TypeScript function." }),
};

export const CompileRequest = z.strictObject({
  ...source,
  fastmath: z.boolean().optional(),
  precision: precision.optional().openapi({ description: "Of the WGSL; default f32." }),
})
  .refine(({ expr, kernel }) => (expr === undefined) !== (kernel === undefined), "give either expr or kernel")
  .openapi("CompileRequest");

export const CompileAnswer = z.object({
  ok: z.boolean(),
  diagnostics: z.array(z.object({
    message: z.string(),
    hint: z.string().optional(),
    span: z.object({ start: z.number().int(), end: z.number().int() }),
    line: z.number().int(),
    column: z.number().int(),
  })).readonly(),
  parameters: z.array(z.string()).readonly().optional(),
  code: z.object({ js: z.string(), wat: z.string(), wgsl: z.string() }).optional(),
}).openapi("CompileAnswer");

/** For the document only: `checkRequest` of compute/compare checks requests, and says more than this could. */
export const RunRequest = z.strictObject({
  ...source,
  from: quantity.optional(),
  to: quantity.optional(),
  args: z.record(z.string(), quantity).readonly().optional().openapi({
    description: "The kernel's parameters but n, by name.",
  }),
  n: oneOrMore.openapi({ example: 1_000_000 }),
  jobs: oneOrMore.optional(),
  backends: z.array(z.string()).readonly().optional(),
  precision: z.enum(["auto", ...precision.options]).optional(),
  fastmath: z.boolean().optional(),
  runs: count.optional().openapi({ description: "Samples per row, at least." }),
  minTime: quantity.optional().openapi({ description: "Seconds to measure each row for, at least." }),
  timeLimit: quantity.optional().openapi({ description: "Seconds that a row may take." }),
}).openapi("RunRequest", { example: { expr: "cos(x)", from: 0, to: "pi/2", n: 1_000_000 } });

const rowKey = { backend: z.string(), n: z.number(), jobs: z.number().int().optional() };
const interval = z.tuple([z.number(), z.number()]).readonly();

const Result = z.union([
  z.object({
    ...rowKey,
    status: z.literal("ok"),
    precision,
    fastmath: z.boolean(),
    value: number,
    errorVsSerial: number.nullable(),
    coldMs: z.number(),
    samplesMs: z.array(z.number()).readonly(),
    medianMs: z.number(),
    bestMs: z.number(),
    ci95Ms: interval,
    speedup: z.number().nullable(),
    speedupCi95: interval.nullable(),
    timeit: z.string(),
    gpuMs: z.object({
      compile: z.number().openapi({ description: "Compiling shaders, once; 0 for those compiled before." }),
      queue: z.number().nullable().openapi({ description: "Waiting in the queue, per run." }),
      compute: z.number().nullable().openapi({ description: "Computing, per run." }),
      readback: z.number().nullable().openapi({ description: "Reading back, per run." }),
    }).optional().openapi({
      description: "Where a GPU's time went; null where it grants no timestamp queries, absent for other backends.",
    }),
    notes: z.array(z.string()).readonly().optional(),
  }),
  z.object({ ...rowKey, status: z.enum(["skipped", "failed", "cancelled", "timeout"]), reason: z.string() }),
]).openapi("Result");

const RunStatus = z.enum(["queued", "running", "done", "failed", "cancelled"]);
const position = z.number().int().optional().openapi({ description: "1 is next; only while queued." });

export const RunCreated = z.object({ id: z.string(), status: RunStatus, position }).openapi("RunCreated");

export const Run = z.object({
  id: z.string(),
  status: RunStatus,
  createdAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().optional(),
  position,
  request: RunRequest,
  environment: Environment.optional(),
  results: z.array(Result).readonly(),
  error: ErrorAnswer.shape.error.optional(),
}).openapi("Run");

export const RunList = z.object({ runs: z.array(Run).readonly() }).openapi("RunList");

export const RunId = z.object({ id: z.string().openapi({ param: { name: "id", in: "path" } }) });

export const ListQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(20).openapi({ description: "How many, at most." }),
});
