import { assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { asCompleted, Future, wait } from "../../compute/futures/mod.ts";

function futures(count: number): Future<number>[] {
  return Array.from({ length: count }, () => new Future<number>());
}

Deno.test("asCompleted yields finished futures first, then in order of completion, duplicates once", async () => {
  const [a, b, c, d] = futures(4);
  c.setResult(3);
  const order: Future<number>[] = [];
  const iterating = (async () => {
    for await (const { future } of asCompleted([a, b, c, c, d, a])) order.push(future);
  })();
  b.setException(new Error("b"));
  d.cancel();
  a.setResult(1);
  await iterating;
  assertEquals(order.map((future) => [a, b, c, d].indexOf(future)), [2, 1, 3, 0]);
});

Deno.test("asCompleted says how many are unfinished at its time-out", async () => {
  const [a, b, c] = futures(3);
  b.setResult(1);
  const done: Future<number>[] = [];
  const error = await assertRejects(async () => {
    for await (const { future } of asCompleted([a, b, c], { timeout: 1 })) done.push(future);
  }, DOMException);
  assertEquals([error.name, error.message], ["TimeoutError", "2 (of 3) futures unfinished"]);
  assertEquals(done.length, 1);
  assertStrictEquals(done[0], b);
});

Deno.test("asCompleted of nothing ends at once", async () => {
  for await (const _ of asCompleted([])) throw new Error("there is nothing");
});

Deno.test("wait returns when all are done", async () => {
  const [a, b] = futures(2);
  const waiting = wait([a, b, a]);
  a.setException(new Error("a"));
  b.setResult(1);
  assertEquals(await waiting, { done: new Set([a, b]), notDone: new Set() });
  assertEquals(await wait([]), { done: new Set(), notDone: new Set() });
});

Deno.test("wait returns at the first completion", async () => {
  const [a, b] = futures(2);
  const waiting = wait([a, b], { returnWhen: "firstCompleted" });
  b.setResult(1);
  assertEquals(await waiting, { done: new Set([b]), notDone: new Set([a]) });
});

Deno.test("wait returns at the first exception, which a cancellation is not", async () => {
  const [a, b, c, d] = futures(4);
  let returned = false;
  const waiting = wait([a, b, c, d], { returnWhen: "firstException" }).then((result) => {
    returned = true;
    return result;
  });
  a.setResult(1);
  b.cancel();
  await Promise.resolve();
  assertEquals(returned, false);
  c.setException(new Error("c"));
  assertEquals(await waiting, { done: new Set([a, b, c]), notDone: new Set([d]) });
});

Deno.test("wait returns at its time-out without an error", async () => {
  const [a, b] = futures(2);
  a.setResult(1);
  assertEquals(await wait([a, b], { timeout: 1 }), { done: new Set([a]), notDone: new Set([b]) });
});

Deno.test("asCompleted and wait end at their signal", async () => {
  const [a, b] = futures(2);
  a.setResult(1);
  const controller = new AbortController();
  const { signal } = controller;
  const completed = asCompleted([a, b], { signal });
  assertStrictEquals((await completed.next()).value!.future, a);
  const [next, waiting] = [completed.next(), wait([a, b], { signal })];
  controller.abort(new Error("enough"));
  await assertRejects(() => next, Error, "enough");
  await assertRejects(() => waiting, Error, "enough");
  await assertRejects(() => asCompleted([a, b], { signal }).next(), Error, "enough");
  await assertRejects(() => wait([b], { signal }), Error, "enough");
});

Deno.test("asCompleted and wait take futures alone", async () => {
  const others = [Promise.resolve(1)] as unknown as Future<number>[];
  await assertRejects(() => asCompleted(others).next(), TypeError, "asCompleted takes futures");
  await assertRejects(() => wait(others), TypeError, "wait takes futures");
});

Deno.test("wait says what returnWhen can be, and may wait for ever", async () => {
  const [a] = futures(1);
  await assertRejects(() => wait([a], { returnWhen: "ALL_COMPLETED" as never }), RangeError, "firstCompleted");
  const waiting = wait([a], { timeout: Infinity });
  a.setResult(1);
  assertEquals((await waiting).notDone.size, 0);
});
