import { assertAlmostEquals, assertEquals } from "@std/assert";
import { RateLimiter } from "../../server/middleware/mod.ts";

Deno.test("a burst is allowed, then so many per second, each address by itself", () => {
  let now = 0;
  const limiter = new RateLimiter({ perSecond: 2, burst: 3 }, () => now);
  assertEquals([1, 2, 3].map(() => limiter.take("a")), [0, 0, 0]);
  assertAlmostEquals(limiter.take("a"), 0.5);
  assertEquals(limiter.take("b"), 0);
  now = 500;
  assertEquals(limiter.take("a"), 0);
  assertAlmostEquals(limiter.take("a"), 0.5);
});

Deno.test("waiting earns no more than a burst", () => {
  let now = 0;
  const limiter = new RateLimiter({ perSecond: 1, burst: 2 }, () => now);
  limiter.take("a");
  now = 1e9;
  assertEquals([1, 2].map(() => limiter.take("a")), [0, 0]);
  assertAlmostEquals(limiter.take("a"), 1);
});
