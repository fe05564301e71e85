import { assertEquals } from "@std/assert";
import { automaticBatchSize, fixedBatchSize } from "../../compute/joblib/batch_size.ts";

/** The sizes of successive batches of calls that take `msPerCall`. */
function sizes(msPerCall: number, count: number): number[] {
  const sizer = automaticBatchSize();
  return Array.from({ length: count }, () => {
    const size = sizer.size();
    sizer.completed(size, size * msPerCall);
    return size;
  });
}

Deno.test("batches of short calls are doubled until they take 0.2 s", () => {
  assertEquals(sizes(1, 12), [1, 2, 4, 8, 16, 32, 64, 128, 256, 256, 256, 256]);
  assertEquals(sizes(150, 4), [1, 2, 2, 2]);
});

Deno.test("calls that take long stay alone", () => {
  assertEquals(sizes(500, 4), [1, 1, 1, 1]);
  assertEquals(sizes(5000, 4), [1, 1, 1, 1]);
});

Deno.test("batches that have come to take over 2 s shrink", () => {
  const sizer = automaticBatchSize();
  for (let k = 0; k < 5; k++) sizer.completed(sizer.size(), 1);
  const large = sizer.size();
  assertEquals(large, 32);
  for (let k = 0; k < 20 && sizer.size() === large; k++) sizer.completed(large, 16_000);
  assertEquals(sizer.size(), 1);
});

Deno.test("what took long in a batch of another size says nothing", () => {
  const sizer = automaticBatchSize();
  sizer.completed(7, 1);
  assertEquals(sizer.size(), 1);
  const fixed = fixedBatchSize(5);
  fixed.completed(5, 1);
  assertEquals(fixed.size(), 5);
});
