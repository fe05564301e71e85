import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { Queue } from "../../compute/queue/mod.ts";

function roundTrip<T>(value: T): T {
  const queue = new Queue<T>();
  queue.put(value);
  return queue.get();
}

Deno.test("values arrive as structuredClone copies them", () => {
  const anything = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withTypedArray: true,
    withSparseArray: true,
    withUnicodeString: true,
  }).filter((value) => !JSON.stringify(fc.stringify(value)).includes("__proto__"));
  fc.assert(
    fc.property(anything, (value) => {
      assert(Object.is(roundTrip(value), value) || typeof value === "object");
      assertEquals(roundTrip(value), structuredClone(value));
    }),
    { numRuns: 500 },
  );
});

const VALUES: Readonly<Record<string, unknown>> = {
  "undefined": undefined,
  "null": null,
  "minus zero": -0,
  "minus zero in an array": [-0, NaN, Infinity],
  "an integer beyond 2^31": 2 ** 40,
  "a bigint": -(2n ** 80n),
  "an empty string": "",
  "Latin-1": "naïve",
  "any UTF-16, also unpaired": "日本\ud800\0",
  "unpaired in an object": { text: "\udc00" },
  "a long text": "é日".repeat(50_000),
  "a date": new Date(5),
  "no date": new Date(NaN),
  "a map": new Map<unknown, unknown>([[1, "a"], [{ k: 1 }, new Set([2])]]),
  "a typed array": new Float64Array([1, NaN, -0]),
  "a view of part of a buffer": new Int16Array(new Int16Array([1, 2, 3, 4]).buffer, 2, 2),
  "a buffer": new Uint8Array([1, 2, 3]).buffer,
  "a DataView": new DataView(new ArrayBuffer(3)),
  "nested typed arrays": { left: new Uint8Array([1]), right: [new BigInt64Array([2n])] },
  "much binary": new Uint8Array(300_000).map((_, k) => k * 31),
  "a regular expression": /a+/gi,
  "a sparse array": [1, , 3], // deno-lint-ignore no-sparse-arrays
  "undefined fields": { a: undefined },
  "names of Object's own": { toString: 1, constructor: 2, toJSON: 3 },
  "many objects": Array.from({ length: 100 }, (_, k) => ({ k })),
  "deep nesting": Array.from({ length: 50 }).reduce<unknown>((inner) => ({ inner }), 1),
};

for (const [name, value] of Object.entries(VALUES)) {
  Deno.test(`a value: ${name}`, () => assertEquals(roundTrip(value), structuredClone(value)));
}

Deno.test("cycles and shared objects keep their identity", () => {
  const cycle: Record<string, unknown> = { name: "cycle" };
  cycle.self = cycle;
  const cycleBack = roundTrip(cycle);
  assertStrictEquals(cycleBack.self, cycleBack);
  const shared = { z: 1 };
  const [left, right] = roundTrip([shared, shared]);
  assertStrictEquals(left, right);
  const map = new Map<string, unknown>();
  map.set("self", map);
  const mapBack = roundTrip(map);
  assertStrictEquals(mapBack.get("self"), mapBack);
});

Deno.test("errors keep class, message, stack and cause", () => {
  const error = new RangeError("too far", { cause: { at: 3 } });
  const back = roundTrip({ error }).error;
  assert(back instanceof RangeError);
  assertEquals([back.name, back.message, back.stack, back.cause], ["RangeError", "too far", error.stack, { at: 3 }]);
  assert(!("cause" in roundTrip(new Error("plain"))));
});

Deno.test("an object of a class arrives as its fields", () => {
  class Point {
    x = 1;
    y = [2];
    toJSON() {
      return "never";
    }
  }
  const back = roundTrip<unknown>(new Point());
  assertEquals(back, { x: 1, y: [2] });
  assertStrictEquals(Object.getPrototypeOf(back), Object.prototype);
});

Deno.test("what can't be copied is refused, and the queue left as it was", () => {
  const queue = new Queue<unknown>();
  const refused = [
    () => {},
    { method() {} },
    Symbol("s"),
    new WeakMap(),
    Promise.resolve(),
    new SharedArrayBuffer(8),
    new Uint8Array(new SharedArrayBuffer(8)),
  ];
  for (const value of refused) {
    assertEquals(assertThrows(() => queue.put(value), DOMException, "can't be copied").name, "DataCloneError");
  }
  assertThrows(() => queue.put({ a: [{ b() {} }] }), DOMException, "a[0].b");
  assertEquals(queue.qsize(), 0);
});

Deno.test("what is put is what it was when it was put", async () => {
  const queue = new Queue<{ n: number }>({ maxSize: 1 });
  const item = { n: 1 };
  queue.put(item);
  const waiting = queue.putAsync(item);
  item.n = 2;
  const [first, second] = [queue.get(), await queue.getAsync()];
  await waiting;
  assertEquals([first, second], [{ n: 1 }, { n: 1 }]);
});
