import type { ReductionKind } from "../../ir/mod.ts";
import { indent } from "./body.ts";
import type { TileNote } from "./code.ts";
import type { NumberFormat } from "./number_format.ts";
import { primary } from "./expressions.ts";
import { LANES, RUN } from "./tiles.ts";

/** How many iterations the inner loop's body holds: naga adds a counter to every loop, which costs. */
const UNROLLED = ["a", "b", "c", "d"];

/** When a note applies to an invocation. */
const NOTED: Readonly<Record<TileNote, string>> = { unsure: "unsure", finished: "turns <= MOST_TURNS" };

/** The operator that combines what two invocations noted. */
const COMBINED: Readonly<Record<TileNote, string>> = { unsure: "|", finished: "&" };

interface EntryPointParts {
  /** The reductions' names and kinds. */
  readonly fields: readonly string[];
  readonly kinds: readonly ReductionKind[];
  /** The names of what is affine in the index. */
  readonly starts: readonly string[];
  readonly notes: readonly TileNote[];
  readonly format: NumberFormat;
  /** Whether an iteration is much code: a driver then compiles it once, not for each of five calls. */
  readonly large: boolean;
}

/** Prints the functions that move a tile and combine partials, and `main`, which reduces one tile. */
export function printEntryPoint({ fields, kinds, starts, notes, format, large }: EntryPointParts): string[] {
  const approach = [
    "// The tile, for iterations from first on: adds what the steps' first parts lack so far.",
    "fn approach(tile: Tile, parameters: Parameters, first: u32) -> Tile {",
    "  var near = tile;",
    ...starts.map((name) => `  near.${name}.y = fma(f32(first), parameters.${name}_step.y, tile.${name}.y);`),
    "  return near;",
    "}",
  ];
  const looping = notes.includes("finished");
  const { pairOf, spellings } = format;
  const codes = kinds.map((kind) => format.reductions[kind]);
  const none = format.constant(0)!.text;
  const plus = (x: string, y: string) => `(${spellings.add!(primary(x), primary(y)).text})`;
  const combined = fields.map((field, r) => `${codes[r].combine}(x.${field}, y.${field})`);
  const combine = [
    "fn combine(x: Partials, y: Partials) -> Partials {",
    `  return Partials(${[...combined, ...notes.map((note) => `x.${note} ${COMBINED[note]} y.${note}`)].join(", ")});`,
    "}",
  ];
  const start = `Accumulators(${codes.map(({ identity }) => identity).join(", ")})`;
  const identities = [...codes.map(({ identity }) => pairOf(identity, none)), ...notes.map(() => "0u")];
  /** Of sums four accumulators are added before they are added to a pair. */
  const gathered = (kind: ReductionKind, from: readonly string[]) =>
    kind === "sum" && from.length === 4 ? [bare(plus(plus(from[0], from[1]), plus(from[2], from[3])))] : from;
  const collect = (from: readonly string[]) =>
    fields.flatMap((field, r) =>
      gathered(kinds[r], from.map((name) => `${name}.${field}`)).map((text) =>
        `total.${field} = ${codes[r].combine}(total.${field}, ${pairOf(text, none)});`
      )
    );
  const isNear = format.precision === "f32" && starts.length > 0;
  const tile = isNear ? "near" : "tile";
  const near = (first: string) => isNear ? [`let near = approach(tile, parameters, ${first});`] : [];
  // A product of a few factors may leave the range of f32 already.
  const together = LANES * (kinds.includes("product") ? UNROLLED.length : RUN);
  const unrolled = [
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
  ];
  /** What is left of the partials of one invocation: how it is kept for the others. */
  const keep = [
    ...notes.map((note) => `total.${note} = select(0u, 1u, ${NOTED[note]});`),
    "gathered[own] = total;",
  ];
  // Some drivers end all loops of an invocation after 2^16 turns, as if they were done; what was not left by its break
  // then is not kept, and so not finished.
  const oneByOne = [
    "var k = lane;",
    "loop {",
    ...indent([
      "if (k >= tile.count || turns > MOST_TURNS) {",
      ...indent([...keep, "break;"]),
      "}",
      ...near("k"),
      `let rest = iterate(k, ${tile}, parameters, ${start});`,
      ...collect(["rest"]),
      `k += ${LANES}u;`,
    ]),
    "}",
  ];
  const byTurns = looping ? oneByOne : [
    `for (var k = lane; k < tile.count; k += ${LANES}u) {`,
    ...indent([...near("k"), `let rest = iterate(k, ${tile}, parameters, ${start});`, ...collect(["rest"])]),
    "}",
    ...keep,
  ];
  const fold = ["if (lane < half) {", "  gathered[own] = combine(gathered[own], gathered[own + half]);", "}"];
  const halves = Array.from({ length: Math.log2(LANES) }, (_, k) => LANES / 2 ** (k + 1));
  const folded = looping
    ? halves.flatMap((half) => ["workgroupBarrier();", `fold(lane, own, ${half}u);`])
    : [`for (var half = ${halves[0]}u; half > 0u; half /= 2u) {`, ...indent(["workgroupBarrier();", ...fold]), "}"];
  const main = [
    `@compute @workgroup_size(${LANES}, SIDE_BY_SIDE)`,
    "fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {",
    ...indent([
      "zero = given.zero;",
      "let parameters = given;",
      "let lane = local.x;",
      `let own = ${LANES}u * local.y + lane;`,
      "let place = SIDE_BY_SIDE * group.x + local.y;",
      "let tile = tiles[place];",
      ...(large ? [] : [`let whole = tile.count - tile.count % ${together}u;`]),
      `var total = Partials(${identities.join(", ")});`,
      ...(large ? byTurns : [...unrolled, ...keep]),
      ...folded,
      "if (lane == 0u) {",
      "  partials[place] = gathered[own];",
      "}",
    ]),
    "}",
  ];
  const foldFunction = [
    "// Combines what two halves of the invocations gathered.",
    "fn fold(lane: u32, own: u32, half: u32) {",
    ...indent(fold),
    "}",
  ];
  const functions = [...(isNear ? [approach] : []), combine, ...(looping ? [foldFunction] : []), main];
  return functions.map((lines) => lines.join("\n"));
}

/** Takes off the parentheses around a whole expression. */
function bare(text: string): string {
  return text.slice(1, -1);
}
