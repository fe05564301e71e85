import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { type Column, layOut, wrap } from "../../compute/bench/table.ts";

const key: Column = { title: "key", cells: ["a", "bcde"], align: "left", key: true };
const column = (title: string, cells: string[], more: Partial<Column> = {}): Column => ({
  title,
  cells,
  align: "right",
  ...more,
});

Deno.test("columns line up under their titles", () => {
  assertEquals(layOut([key, column("one", ["1", "22"]), column("two", ["333333", "4"])], 80), [[
    "key   one     two",
    "a       1  333333",
    "bcde   22       4",
  ]]);
});

Deno.test("columns that don't fit go on below, with the key repeated, without rows that are empty there", () => {
  assertEquals(layOut([key, column("one", ["1", "22"]), column("two", ["333333", ""])], 12), [
    ["key   one", "a       1", "bcde   22"],
    ["key      two", "a     333333"],
  ]);
});

Deno.test("an optional column takes room that is left, or none", () => {
  const columns = [key, column("one", ["1", "22"]), column("extra", ["x", "y"], { optional: true })];
  assertEquals(layOut(columns, 80)[0][0], "key   one  extra");
  assertEquals(layOut(columns, 12), [["key   one", "a       1", "bcde   22"]]);
});

Deno.test("paint doesn't change the layout", () => {
  const painted = column("one", ["1", "22"], { paint: (text, row) => `<${row}${text}>` });
  assertEquals(layOut([key, painted], 80)[0].slice(1), ["a     <0  1>", "bcde  <1 22>"]);
});

Deno.test("no line is wider than asked for, if a key and one column fit", () => {
  const cells = fc.array(fc.string({ minLength: 1, maxLength: 8 }), { minLength: 2, maxLength: 2 });
  fc.assert(
    fc.property(fc.array(cells, { minLength: 1, maxLength: 9 }), fc.integer({ min: 20, max: 60 }), (all, width) => {
      const parts = layOut([key, ...all.map((cells, k) => column(`t${k}`, cells))], width);
      assertEquals(parts.map((lines) => lines[0].match(/t\d/g)!.length).reduce((sum, n) => sum + n, 0), all.length);
      return parts.flat().every((line) => line.length <= width);
    }),
  );
});

Deno.test("texts are wrapped at spaces", () => {
  assertEquals(wrap("one two three four", 9, "  "), ["one two", "  three", "  four"]);
  assertEquals(wrap("unbreakable", 5), ["unbreakable"]);
  assert(wrap("a b", 80).length === 1);
});
