import type { ReductionKind } from "../../ir/mod.ts";
import { indent } from "./body.ts";
import { reductionCode } from "./reductions.ts";
import { LANES, RUN } from "./tiles.ts";

/** How many iterations the inner loop's body holds: naga adds a counter to every loop, which costs. */
const UNROLLED = ["a", "b", "c", "d"];

interface EntryPointParts {
  /** The reductions' names and kinds. */
  readonly fields: readonly string[];
  readonly kinds: readonly ReductionKind[];
  /** The names of what is affine in the index. */
  readonly starts: readonly string[];
  readonly mayBeUnsure: boolean;
}

/** Prints the functions that move a tile and combine partials, and `main`, which reduces one tile. */
export function printEntryPoint({ fields, kinds, starts, mayBeUnsure }: EntryPointParts): string[] {
  const approach = [
    "// The tile, for iterations from first on: adds what the steps' first parts lack so far.",
    "fn approach(tile: Tile, parameters: Parameters, first: u32) -> Tile {",
    "  var near = tile;",
    ...starts.map((name) => `  near.${name}.y = fma(f32(first), parameters.${name}_step.y, tile.${name}.y);`),
    "  return near;",
    "}",
  ];
  const codes = kinds.map((kind) => reductionCode[kind]);
  const combined = fields.map((field, r) => `${codes[r].combine}(x.${field}, y.${field})`);
  const combine = [
    "fn combine(x: Partials, y: Partials) -> Partials {",
    `  return Partials(${[...combined, ...(mayBeUnsure ? ["x.unsure | y.unsure"] : [])].join(", ")});`,
    "}",
  ];
  const start = `Accumulators(${codes.map(({ identity }) => identity).join(", ")})`;
  const none = [...codes.map(({ identity }) => `vec2f(${identity}, 0.0)`), ...(mayBeUnsure ? ["0u"] : [])];
  const collect = (from: readonly string[]) =>
    fields.flatMap((field, r) =>
      codes[r].collect(from.map((name) => `${name}.${field}`)).map((text) =>
        `total.${field} = ${codes[r].combine}(total.${field}, vec2f(${text}, 0.0));`
      )
    );
  const tile = starts.length > 0 ? "near" : "tile";
  const near = (first: string) => starts.length > 0 ? [`let near = approach(tile, parameters, ${first});`] : [];
  // A product of a few factors may leave the range of f32 already.
  const together = LANES * (kinds.includes("product") ? UNROLLED.length : RUN);
  const main = [
    `@compute @workgroup_size(${LANES})`,
    "fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {",
    ...indent([
      "zero = given.zero;",
      "let parameters = given;",
      "let tile = tiles[group.x];",
      `let whole = tile.count - tile.count % ${together}u;`,
      `var total = Partials(${none.join(", ")});`,
      `for (var first = lane; first < whole; first += ${together}u) {`,
      ...indent([
        ...near("first"),
        ...UNROLLED.map((name) => `var ${name} = ${start};`),
        `for (var k = first; k < first + ${together}u; k += ${UNROLLED.length * LANES}u) {`,
        ...indent(
          UNROLLED.map((name, u) =>
            `${name} = iterate(k${u === 0 ? "" : ` + ${u * LANES}u`}, ${tile}, parameters, ${name});`
          ),
        ),
        "}",
        ...collect(UNROLLED),
      ]),
      "}",
      ...near("whole"),
      `for (var k = whole + lane; k < tile.count; k += ${LANES}u) {`,
      ...indent([`let rest = iterate(k, ${tile}, parameters, ${start});`, ...collect(["rest"])]),
      "}",
      ...(mayBeUnsure ? ["total.unsure = select(0u, 1u, unsure);"] : []),
      "gathered[lane] = total;",
      `for (var half = ${LANES / 2}u; half > 0u; half /= 2u) {`,
      ...indent([
        "workgroupBarrier();",
        "if (lane < half) {",
        "  gathered[lane] = combine(gathered[lane], gathered[lane + half]);",
        "}",
      ]),
      "}",
      "if (lane == 0u) {",
      "  partials[group.x] = gathered[0];",
      "}",
    ]),
    "}",
  ];
  return [...(starts.length > 0 ? [approach.join("\n")] : []), combine.join("\n"), main.join("\n")];
}
