import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { BrokenPipeError, EOFError, Pipe } from "../../compute/multiprocessing/mod.ts";
import { InvalidStateError, Lock, type LockHandle } from "../../compute/threading/mod.ts";

Deno.test("Pipe: both ends of a duplex pipe send and receive, in order", async () => {
  const [left, right] = Pipe();
  for (const k of [1, 2, 3]) left.send(k);
  right.send("back");
  assertEquals([await right.recvAsync(), await right.recvAsync(), await right.recvAsync()], [1, 2, 3]);
  assertEquals(await left.recvAsync(), "back");
});

Deno.test("Pipe: of a one-way pipe, the first end receives and the second sends", async () => {
  const [reader, writer] = Pipe({ duplex: false });
  assertEquals([reader.readable, reader.writable, writer.readable, writer.writable], [true, false, false, true]);
  writer.send("one way");
  assertEquals(await reader.recvAsync(), "one way");
  assertThrows(() => reader.send(1), InvalidStateError, "only receives");
  assertThrows(() => writer.poll(), InvalidStateError, "only sends");
  await assertRejects(() => writer.recvAsync(), InvalidStateError, "only sends");
  await assertRejects(() => writer.pollAsync(), InvalidStateError, "only sends");
  reader.close();
  assertThrows(() => writer.send(2), BrokenPipeError);
});

Deno.test("Pipe: messages keep their bounds, empty ones too", async () => {
  const [left, right] = Pipe();
  const messages = ["", "a", new Uint8Array(0), undefined, null, [], "", new Map([[1, new Set([2])]]), -0];
  messages.forEach(left.send);
  for (const message of messages) assertEquals(await right.recvAsync(), message);
  assertEquals(right.poll(), false);
});

Deno.test("Pipe: a lock is refused, which would arrive as an empty object", async () => {
  const [left, right] = Pipe();
  assertThrows(() => left.send(new Lock()), TypeError, "is a Lock, which can't be copied: give its share()");
  const lock = new Lock();
  left.send(lock.share());
  Lock.from(await right.recvAsync() as LockHandle).acquire();
  assertEquals(lock.locked(), true);
});

Deno.test("Pipe: what is received is a copy", async () => {
  const [left, right] = Pipe();
  const message = { n: 1 };
  left.send(message);
  message.n = 2;
  assertEquals(await right.recvAsync(), { n: 1 });
  assertThrows(() => left.send(() => {}), DOMException, "could not be cloned");
  assertThrows(() => left.send({ nested: right }), DOMException, "could not be cloned");
  assertEquals(right.poll(), false);
});

Deno.test("Pipe: poll tells whether there is something, and waits as long as it is told", async () => {
  const [left, right] = Pipe();
  assertEquals([right.poll(), await right.pollAsync({ timeout: 0 }), await right.pollAsync({ timeout: 5 })], [
    false,
    false,
    false,
  ]);
  const waiting = right.pollAsync();
  left.send(1);
  assertEquals([await waiting, right.poll(), await right.recvAsync(), right.poll()], [true, true, 1, false]);
  left.close();
  assertEquals([right.poll(), await right.pollAsync()], [true, true]);
});

Deno.test("Pipe: receiving ends at its time-out and by its signal, and nothing is lost by it", async () => {
  const [left, right] = Pipe();
  assertEquals((await assertRejects(() => right.recvAsync({ timeout: 5 }), DOMException)).name, "TimeoutError");
  await assertRejects(() => right.recvAsync({ timeout: -1 }), RangeError, "negative");
  await assertRejects(() => right.pollAsync({ timeout: NaN }), RangeError, "negative");
  const controller = new AbortController();
  const { signal } = controller;
  const aborted = [right.recvAsync({ signal }), right.pollAsync({ signal })];
  controller.abort(new Error("not needed"));
  for (const wait of aborted) await assertRejects(() => wait as Promise<unknown>, Error, "not needed");
  left.send(1);
  assertEquals(await right.recvAsync(), 1);
});

Deno.test("Pipe: each message goes to one of those who wait", async () => {
  const [left, right] = Pipe();
  const received = [right.recvAsync(), right.recvAsync(), right.recvAsync()];
  for (const k of [1, 2, 3]) left.send(k);
  assertEquals(new Set(await Promise.all(received)), new Set([1, 2, 3]));
});

Deno.test("Pipe: after the peer closed, what it sent can be received, then the end", async () => {
  const [left, right] = Pipe();
  left.send(1);
  left.close();
  left.close();
  assertEquals(left.closed, true);
  assertThrows(() => right.send(2), BrokenPipeError);
  assertEquals(await right.recvAsync(), 1);
  await assertRejects(() => right.recvAsync(), EOFError);
  await assertRejects(() => right.recvAsync(), EOFError);
  assertThrows(() => left.send(1), InvalidStateError, "closed");
  await assertRejects(() => left.recvAsync(), InvalidStateError, "closed");
});

Deno.test("Pipe: closing wakes who waits, at either end", async () => {
  const [left, right] = Pipe();
  const there = right.recvAsync();
  const here = left.recvAsync();
  left.close();
  await assertRejects(() => there, EOFError);
  await assertRejects(() => here, InvalidStateError, "closed");
});

Deno.test("Pipe: the messages until the end can be iterated over; the end of a scope closes", async () => {
  const [left, right] = Pipe();
  {
    using writer = left;
    for (const k of [1, undefined, 3]) writer.send(k);
  }
  assert(left.closed);
  assertEquals(await Array.fromAsync(right), [1, undefined, 3]);
});
