import { assertEquals, assertRejects, assertStrictEquals, assertThrows } from "@std/assert";
import { CancelledError, Future, InvalidStateError } from "../../compute/futures/mod.ts";

/** A future in each state that is final or not. */
const inState = {
  pending: () => new Future<number>(),
  running: () => {
    const future = new Future<number>();
    future.setRunningOrNotifyCancel();
    return future;
  },
  cancelled: () => {
    const future = new Future<number>();
    future.cancel();
    return future;
  },
  finished: () => {
    const future = new Future<number>();
    future.setResult(42);
    return future;
  },
  failed: () => {
    const future = new Future<number>();
    future.setException(new RangeError("no"));
    return future;
  },
};

const expected = {
  pending: { cancel: true, done: false, running: false, cancelled: false, failed: false },
  running: { cancel: false, done: false, running: true, cancelled: false, failed: false },
  cancelled: { cancel: true, done: true, running: false, cancelled: true, failed: false },
  finished: { cancel: false, done: true, running: false, cancelled: false, failed: false },
  failed: { cancel: false, done: true, running: false, cancelled: false, failed: true },
};

for (const name of Object.keys(inState) as (keyof typeof inState)[]) {
  Deno.test(`a ${name} future tells its state`, () => {
    const { cancel, ...states } = expected[name];
    const future = inState[name]();
    assertEquals(
      { done: future.done(), running: future.running(), cancelled: future.cancelled(), failed: future.failed() },
      states,
    );
    assertEquals(future.cancel(), cancel);
  });
}

Deno.test("result gives the value, the error, or CancelledError", async () => {
  assertEquals(await inState.finished().result(), 42);
  await assertRejects(() => inState.failed().result(), RangeError, "no");
  await assertRejects(() => inState.cancelled().result(), CancelledError);
});

Deno.test("exception gives null, the error, or CancelledError", async () => {
  assertEquals(await inState.finished().exception(), null);
  assertEquals((await inState.failed().exception() as Error).message, "no");
  await assertRejects(() => inState.cancelled().exception(), CancelledError);
});

Deno.test("a future can be awaited, before and after it is done", async () => {
  const future = inState.running();
  const awaited = (async () => await future)();
  future.setResult(7);
  assertEquals(await awaited, 7);
  assertEquals(await future, 7);
});

Deno.test("waiting ends at a time-out or an abort, and the future goes on", async () => {
  const future = inState.running();
  assertEquals((await assertRejects(() => future.result({ timeout: 1 }), DOMException)).name, "TimeoutError");
  const controller = new AbortController();
  const waiting = future.result({ signal: controller.signal });
  controller.abort(new Error("enough"));
  await assertRejects(() => waiting, Error, "enough");
  await assertRejects(() => future.result({ signal: controller.signal }), Error, "enough");
  assertEquals((await assertRejects(() => future.exception({ timeout: -5 }), DOMException)).name, "TimeoutError");
  await assertRejects(() => future.result({ timeout: NaN }), RangeError, "a number of ms");
  const patient = [Infinity, 1e12].map((timeout) => future.result({ timeout }));
  await new Promise((resolve) => setTimeout(resolve));
  future.setResult(1);
  assertEquals(await Promise.all(patient), [1, 1]);
  assertEquals(await future.result({ timeout: 1000 }), 1);
  assertEquals(await future.result({ timeout: 0 }), 1);
});

Deno.test("what is finished can't be finished or started again", () => {
  for (const future of [inState.finished(), inState.failed(), inState.cancelled()]) {
    assertThrows(() => future.setResult(1), InvalidStateError);
    assertThrows(() => future.setException(new Error()), InvalidStateError);
  }
  assertThrows(() => inState.running().setRunningOrNotifyCancel(), InvalidStateError);
  assertEquals(inState.cancelled().setRunningOrNotifyCancel(), false);
});

Deno.test("callbacks are called once, in order, at once if done, and the rest after one that throws", () => {
  const errors: unknown[] = [];
  const future = new Future<number>((error) => errors.push(error));
  const calls: string[] = [];
  future.addDoneCallback((self) => {
    assertStrictEquals(self, future);
    calls.push("first");
  });
  future.addDoneCallback(() => {
    throw new Error("thrown by a callback");
  });
  future.addDoneCallback(() => calls.push("last"));
  assertEquals(calls, []);
  future.setResult(1);
  assertEquals(calls, ["first", "last"]);
  future.addDoneCallback(() => calls.push("afterwards"));
  assertEquals(calls, ["first", "last", "afterwards"]);
  assertEquals((errors[0] as Error).message, "thrown by a callback");
});

Deno.test("callbacks are called on cancellation too", () => {
  const future = inState.pending();
  let states = "";
  future.addDoneCallback(({ state }) => states += state);
  future.cancel();
  future.cancel();
  assertEquals(states, "cancelled");
});
