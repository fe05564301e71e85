import { assertEquals } from "@std/assert";
import { editDistance, nearestName } from "../../compute/lang/nearest.ts";

for (
  const [from, to, distance] of [
    ["", "", 0],
    ["", "cos", 3],
    ["cos", "cos", 0],
    ["cos", "cosh", 1],
    ["sni", "sin", 1],
    ["sqrt", "cbrt", 2],
    ["kitten", "sitting", 3],
  ] as const
) {
  Deno.test(`from '${from}' to '${to}' it takes ${distance} edits`, () => {
    assertEquals(editDistance(from, to), distance);
    assertEquals(editDistance(to, from), distance);
  });
}

const KNOWN = ["cos", "cosh", "sin", "log", "asin", "step", "x", "pi"];

for (
  const [name, nearest] of [
    ["coss", "cos"],
    ["Cosh", "cosh"],
    ["setp", "step"],
    ["arcsin", "asin"],
    ["ln", "log"],
    ["π", "pi"],
    ["y", undefined],
    ["gamma", undefined],
  ] as const
) {
  Deno.test(`the name nearest to '${name}' is ${nearest}`, () => assertEquals(nearestName(name, KNOWN), nearest));
}
