import type { Engine } from "./engine.ts";
import type { Limits } from "./limits.ts";
import type { OriginOptions } from "./middleware/mod.ts";
import type { EventFeed, RunQueue } from "./queue/mod.ts";
import type { Page } from "./page.ts";

/** What the app is made of; serve.ts puts it together. */
export interface AppParts {
  readonly engine: Engine;
  readonly queue: RunQueue;
  readonly feed: EventFeed;
  readonly page: Page;
  readonly limits: Limits;
  readonly origin: OriginOptions;
  /** Is given what is our own fault. */
  readonly report: (error: unknown) => void;
}

/** What Hono's handlers are given besides the request. */
export interface ServerEnv {
  readonly Bindings: {
    /** The address that the request came from. */
    readonly address: string;
  };
}
