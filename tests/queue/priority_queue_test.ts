import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { PriorityQueue } from "../../compute/queue/mod.ts";

function sorted<T>(items: readonly T[]): T[] {
  const queue = new PriorityQueue<T>();
  for (const item of items) queue.put(item);
  return items.map(() => queue.get());
}

type Item = number | string | readonly Item[];

/** Python's `<` on tuples, with numbers before strings before tuples. */
function compare(left: Item, right: Item): number {
  const rank = (item: Item) => ["number", "string", "object"].indexOf(typeof item);
  if (rank(left) !== rank(right)) return rank(left) - rank(right);
  if (typeof left !== "object" || typeof right !== "object") return left < right ? -1 : left > right ? 1 : 0;
  for (let k = 0; k < Math.min(left.length, right.length); k++) {
    const order = compare(left[k], right[k]);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

const { item: anyItem } = fc.letrec<{ item: Item }>((tie) => ({
  item: fc.oneof(
    { depthSize: "small" },
    fc.double({ noNaN: true }),
    fc.integer({ min: -3, max: 3 }),
    fc.string({ unit: "binary", maxLength: 40 }),
    fc.constantFrom("", "\0", "\0\0", "\0\x01", "a", "a\0", "\uffff"),
    fc.array(tie("item"), { maxLength: 4 }),
  ),
}));

Deno.test("PriorityQueue: items come as a stable sort has them", () => {
  fc.assert(
    fc.property(fc.array(anyItem, { maxLength: 60 }), (items) => {
      assertEquals(sorted(items), items.toSorted(compare));
    }),
    { numRuns: 300 },
  );
});

Deno.test("PriorityQueue: puts and gets in any order agree with a sorted list", () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.integer({ min: 0, max: 20 })), { maxLength: 200 }), (steps) => {
      const queue = new PriorityQueue<number>();
      const model: number[] = [];
      for (const step of steps) {
        if (step !== null) {
          queue.put(step);
          model.push(step);
          model.sort((left, right) => left - right);
        } else if (model.length > 0) assertEquals(queue.get(), model.shift());
      }
      assertEquals(queue.qsize(), model.length);
    }),
    { numRuns: 200 },
  );
});

Deno.test("PriorityQueue: equal priorities leave in the order in which they came, whatever is behind them", () => {
  const items = Array.from({ length: 500 }, (_, k) => [k % 3, { task: k }] as const);
  const expected = items.toSorted(([left], [right]) => left - right);
  assertEquals(sorted(items), expected);
});

Deno.test("PriorityQueue: dates, booleans and bigints have an order, too", () => {
  assertEquals(sorted([new Date(3), new Date(-1)]), [new Date(-1), new Date(3)]);
  assertEquals(sorted([3n, -2n, 1n]), [-2n, 1n, 3n]);
  assertEquals(sorted([true, false, 0.5]), [false, 0.5, true]);
  assertEquals(sorted([1, -Infinity, -5e-324, 0, Infinity, -1]), [-Infinity, -1, -5e-324, 0, 1, Infinity]);
});

Deno.test("PriorityQueue: what has no order is refused, and the queue left as it was", () => {
  const queue = new PriorityQueue<unknown>();
  queue.put(1);
  for (const item of [{}, undefined, null, [{}], [[{}]], new Map(), new Set([1])]) {
    assertThrows(() => queue.put(item), TypeError, "must have an order");
  }
  assertThrows(() => queue.put(NaN), TypeError, "NaN");
  assertThrows(() => queue.put([1, NaN]), TypeError, "NaN");
  assertThrows(() => queue.put(new Date(NaN)), TypeError, "NaN");
  assertThrows(() => queue.put(2n ** 60n), RangeError, "2^53");
  assertEquals([queue.qsize(), queue.get(), queue.qsize()], [1, 1, 0]);
});
