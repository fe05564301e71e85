import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { Fifo } from "../../compute/futures/fifo.ts";

Deno.test("a fifo gives back what came first", () => {
  fc.assert(fc.property(fc.array(fc.option(fc.nat()), { maxLength: 200 }), (steps) => {
    const fifo = new Fifo<number>();
    const model: number[] = [];
    for (const step of steps) {
      if (step !== null) {
        fifo.push(step);
        model.push(step);
      } else if (model.length > 0) {
        fifo.drop();
        model.shift();
      }
      assertEquals([fifo.length, fifo.peek()], [model.length, model[0]]);
    }
    assertEquals(fifo.drain(), model);
    assertEquals(fifo.length, 0);
  }));
});

Deno.test("a fifo takes items before its first", () => {
  const fifo = new Fifo<number>();
  for (const item of [1, 2, 3]) fifo.push(item);
  fifo.drop();
  fifo.unshift([8, 9]);
  fifo.unshift([]);
  assertEquals([fifo.length, fifo.peek(), fifo.drain()], [4, 8, [8, 9, 2, 3]]);
});
