import type { Parallel } from "../../ir/mod.ts";
import { signatureOf } from "../target.ts";
import { BodyPrinter, indent } from "./body.ts";
import { Declarations, type NumberFormat } from "./number_format.ts";
import type { TileNote, WgslLoop } from "./code.ts";
import { LoopDependence } from "./dependence.ts";
import { printEntryPoint } from "./entry_point.ts";
import { LoopInputs } from "./inputs.ts";
import { Names } from "./names.ts";
import { commonFactor } from "./common_factor.ts";
import { LANES, MOST_TURNS } from "./tiles.ts";

const sideBySide = (tiles: number) => `const SIDE_BY_SIDE = ${tiles}u;`;

/** A shader's source for workgroups of so many tiles. No override: one in an array's size makes Deno panic (2.9.6). */
export function withTilesSideBySide(source: string, tiles: number): string {
  return source.replace(sideBySide(1), sideBySide(tiles));
}

/** Lines of an iteration and what it calls, from which on compiling takes longer than is gained by unrolling. */
const LARGE = 150;

/** Generates the shader of one loop. */
export function generateLoop(loop: Parallel, format: NumberFormat): WgslLoop {
  const body = loop.fallback ?? loop.body;
  const dependence = new LoopDependence(loop, signatureOf(loop).captures, body, format.affine);
  const names = new Names();
  const fields = loop.reductions.map(({ name }) => names.unique(name, "acc"));
  const inputs = new LoopInputs(names, dependence, format);
  const declarations = new Declarations(format);
  const printer = new BodyPrinter(dependence, inputs, names, format, declarations);
  loop.reductions.forEach(({ carried }, r) => printer.alias(carried, `running.${fields[r]}`));
  const lines = printer.body(body);
  const results = body.results.map((result) => printer.read(result));
  loop.reductions.forEach(({ kind }) => format.reductions[kind].uses?.forEach((name) => declarations.need(name)));
  const notes: TileNote[] = [
    ...(declarations.thorough ? ["unsure"] as const : []),
    ...(printer.loops > 0 ? ["finished"] as const : []),
  ];
  const factors = loop.reductions.map((reduction, r) =>
    format.precision === "f32" ? commonFactor(body, reduction, r, dependence) : null
  );
  return {
    reductions: loop.reductions.map(({ kind }) => kind),
    source: printModule({ loop, fields, lines, results, inputs, format, declarations, notes }),
    notes,
    pairWords: format.pairWords,
    tileWords: inputs.tileWords,
    inputs: inputs.layout(factors),
  };
}

interface ModuleParts {
  readonly loop: Parallel;
  /** The reductions' names. */
  readonly fields: readonly string[];
  /** The statements of one iteration, and the reductions' values after it. */
  readonly lines: readonly string[];
  readonly results: readonly string[];
  readonly inputs: LoopInputs;
  readonly format: NumberFormat;
  /** What the lines call. */
  readonly declarations: Declarations;
  readonly notes: readonly TileNote[];
}

function printModule(parts: ModuleParts): string {
  const { loop, fields, lines, results, inputs, format, declarations, notes } = parts;
  const { type, pair, offset, prelude } = format;
  const kinds = loop.reductions.map(({ kind }) => kind);
  const size = [prelude, ...declarations.texts, ...lines].join("\n").split("\n").length;
  const large = notes.includes("finished") || format.precision === "df64" || size > LARGE;
  const { parameters, tile } = inputs.members();
  const needsOffset = lines.concat(results).some((line) => line.includes(", offset)"));
  const partialMembers = [...fields.map((field) => `${field}: ${pair}`), ...notes.map((note) => `${note}: u32`)];
  const sections = [
    struct("Parameters", "What is the same in every iteration; zero is 0.", parameters),
    struct("Tile", "One tile's iterations: what is affine in the index, where they start; and how many.", tile),
    struct("Accumulators", null, fields.map((field) => `${field}: ${type}`)),
    struct("Partials", "What a tile comes to.", partialMembers),
    BINDINGS,
    prelude,
    ...notes.map((note) => NOTES[note]),
    ...declarations.texts,
    ...new Set(kinds.map((kind) => format.reductions[kind].declaration)),
    [
      "// One iteration of the loop: k counts from the start of the tile.",
      "fn iterate(k: u32, tile: Tile, parameters: Parameters, running: Accumulators) -> Accumulators {",
      ...indent(needsOffset ? [`let offset = ${offset}(k);`, ...lines] : lines),
      `  return Accumulators(${results.join(", ")});`,
      "}",
    ].join("\n"),
    ...printEntryPoint({ fields, kinds, starts: inputs.startNames, notes, format, large }),
  ];
  return sections.join("\n\n") + "\n";
}

const BINDINGS = `@group(0) @binding(0) var<storage, read> given: Parameters;
@group(0) @binding(1) var<storage, read> tiles: array<Tile>;
@group(0) @binding(2) var<storage, read_write> partials: array<Partials>;

// Tiles of one workgroup.
${sideBySide(1)}
var<workgroup> gathered: array<Partials, ${LANES}u * SIDE_BY_SIDE>;
var<private> zero: u32;`;

const NOTES: Readonly<Record<TileNote, string>> = {
  unsure:
    `// Whether rare arguments are computed by a slow path; if not, one is noted, and its tile is run again with it.
override thorough: bool = false;
var<private> unsure: bool;`,
  finished: `// Turns of loops that one invocation may take; when it has, it stops, and its tile is run again in parts.
const MOST_TURNS = ${MOST_TURNS}u;
var<private> turns: u32;`,
};

function struct(name: string, comment: string | null, members: readonly string[]): string {
  const lines = [`struct ${name} {`, ...indent(members.map((member) => `${member},`)), "}"];
  return (comment ? [`// ${comment}`, ...lines] : lines).join("\n");
}
