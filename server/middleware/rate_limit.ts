import type { MiddlewareHandler } from "hono";
import { Failure } from "../failure.ts";
import type { ServerEnv } from "../parts.ts";

export interface Rate {
  readonly perSecond: number;
  /** Requests that may come at once. */
  readonly burst: number;
}

interface Bucket {
  tokens: number;
  time: number;
}

/** Addresses remembered; beyond that the one not seen for longest is forgotten. */
const MOST_BUCKETS = 10_000;

/** Token buckets, one per address. */
export class RateLimiter {
  readonly #rate: Rate;
  readonly #now: () => number;
  readonly #buckets = new Map<string, Bucket>();

  /** @param now The time in ms. */
  constructor(rate: Rate, now: () => number = () => performance.now()) {
    this.#rate = rate;
    this.#now = now;
  }

  /**
   * Takes a request's token.
   *
   * @returns 0 if there was one, else after how many seconds there will be.
   */
  take(address: string): number {
    const { perSecond, burst } = this.#rate;
    const time = this.#now();
    const bucket = this.#buckets.get(address) ?? { tokens: burst, time };
    const tokens = Math.min(burst, bucket.tokens + (time - bucket.time) / 1000 * perSecond);
    this.#buckets.delete(address);
    this.#buckets.set(address, { tokens: tokens >= 1 ? tokens - 1 : tokens, time });
    if (this.#buckets.size > MOST_BUCKETS) this.#forget();
    return tokens >= 1 ? 0 : (1 - tokens) / perSecond;
  }

  /** The least recently seen address is the first. */
  #forget(): void {
    const [oldest] = this.#buckets.keys();
    this.#buckets.delete(oldest);
  }
}

/** Answers 429 to an address that asks too often. */
export function limitRate(rate: Rate): MiddlewareHandler<ServerEnv> {
  const limiter = new RateLimiter(rate);
  return async (context, next) => {
    const wait = limiter.take(context.env.address);
    if (wait > 0) {
      const retryAfter = Math.ceil(wait);
      throw new Failure("rate_limited", `too many requests: try again in ${retryAfter} s`, { retryAfter });
    }
    await next();
  };
}
