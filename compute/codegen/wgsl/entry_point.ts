import type { ReductionKind } from "../../ir/mod.ts";
import { indent } from "./body.ts";
import { reductionCode } from "./reductions.ts";
import { LANES, RUN } from "./tiles.ts";

/** How many iterations the inner loop's body holds: naga adds a counter to every loop, which costs. */
const UNROLLED = ["a", "b", "c", "d"];

/** Iterations of a workgroup in one run. */
const TOGETHER = LANES * RUN;

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
  const moved = starts.map((name) =>
    `vec2f(tile.${name}.x, fma(f32(first), parameters.${name}_step.y, tile.${name}.y))`
  );
  const approach = [
    "// The tile, for iterations from first on: adds what the steps' first parts lack so far.",
    "fn approach(tile: Tile, parameters: Parameters, first: u32) -> Tile {",
    `  return Tile(${[...moved, "tile.count"].join(", ")});`,
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
  const main = [
    `@compute @workgroup_size(${LANES})`,
    "fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {",
    ...indent([
      "zero = given.zero;",
      "let parameters = given;",
      "let tile = tiles[group.x];",
      `let whole = tile.count - tile.count % ${TOGETHER}u;`,
      `var total = Partials(${none.join(", ")});`,
      `for (var first = lane; first < whole; first += ${TOGETHER}u) {`,
      ...indent([
        "let near = approach(tile, parameters, first);",
        ...UNROLLED.map((name) => `var ${name} = ${start};`),
        `for (var k = first; k < first + ${TOGETHER}u; k += ${UNROLLED.length * LANES}u) {`,
        ...indent(
          UNROLLED.map((name, u) =>
            `${name} = iterate(k${u === 0 ? "" : ` + ${u * LANES}u`}, near, parameters, ${name});`
          ),
        ),
        "}",
        ...collect(UNROLLED),
      ]),
      "}",
      "let near = approach(tile, parameters, whole);",
      `var rest = ${start};`,
      `for (var k = whole + lane; k < tile.count; k += ${LANES}u) {`,
      "  rest = iterate(k, near, parameters, rest);",
      "}",
      ...collect(["rest"]),
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
  return [approach.join("\n"), combine.join("\n"), main.join("\n")];
}
