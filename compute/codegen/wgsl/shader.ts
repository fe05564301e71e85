import type { Parallel } from "../../ir/mod.ts";
import { mathFunctions } from "../../math/mod.ts";
import { signatureOf } from "../target.ts";
import { BodyPrinter, indent } from "./body.ts";
import type { WgslLoop } from "./code.ts";
import { LoopDependence } from "./dependence.ts";
import { LoopInputs } from "./inputs.ts";
import { Names } from "./names.ts";
import { commonFactor, reductionCode } from "./reductions.ts";
import { LANES, RUN } from "./tiles.ts";

/** How many iterations the inner loop's body holds: naga adds a counter to every loop, which costs. */
const UNROLLED = 4;

/** Generates the shader of one loop. */
export function generateLoop(loop: Parallel): WgslLoop {
  const body = loop.fallback ?? loop.body;
  const dependence = new LoopDependence(loop, signatureOf(loop).captures, body);
  const names = new Names();
  const fields = loop.reductions.map(({ name }) => names.unique(name, "acc"));
  const inputs = new LoopInputs(names, dependence);
  const printer = new BodyPrinter(dependence, inputs, names);
  loop.reductions.forEach(({ carried }, r) => printer.alias(carried, `running.${fields[r]}`));
  const lines = printer.body(body);
  const results = body.results.map((result) => printer.read(result));
  const factors = loop.reductions.map((reduction, r) => commonFactor(body, reduction, r, dependence));
  return {
    reductions: loop.reductions.map(({ kind }) => kind),
    source: printModule({ loop, fields, lines, results, inputs, functions: printer.functions }),
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
  readonly functions: ReadonlySet<string>;
}

function printModule({ loop, fields, lines, results, inputs, functions }: ModuleParts): string {
  const kinds = loop.reductions.map(({ kind }) => kind);
  const { parameters, tile } = inputs.members();
  const needsOffset = lines.concat(results).some((line) => line.includes(", offset)"));
  const sections = [
    struct("Parameters", "What is the same in every iteration; zero is 0.", parameters),
    struct("Tile", "One workgroup's iterations: what is affine in the index, where they start; and how many.", tile),
    struct("Accumulators", null, fields.map((field) => `${field}: f32`)),
    struct("Partials", "What a workgroup gives back.", fields.map((field) => `${field}: vec2f`)),
    BINDINGS,
    PRELUDE,
    ...[...functions].map((name) => mathFunctions.get(name)!.wgsl.declaration!),
    ...new Set(kinds.map((kind) => reductionCode[kind].declaration)),
    [
      "// One iteration of the loop: k counts from the start of the tile.",
      "fn iterate(k: u32, tile: Tile, running: Accumulators) -> Accumulators {",
      ...indent(needsOffset ? ["let offset = f32(k);", ...lines] : lines),
      `  return Accumulators(${results.join(", ")});`,
      "}",
    ].join("\n"),
    combineFunction(fields, kinds),
    mainFunction(fields, kinds),
  ];
  return sections.join("\n\n") + "\n";
}

const BINDINGS = `@group(0) @binding(0) var<storage, read> parameters: Parameters;
@group(0) @binding(1) var<storage, read> tiles: array<Tile>;
@group(0) @binding(2) var<storage, read_write> partials: array<Partials>;

var<workgroup> gathered: array<Partials, ${LANES}>;
var<private> zero: u32;`;

const PRELUDE = `// Gives x, rounded to f32: no compiler can see that zero is 0 and rearrange what is around it.
fn fence(x: f32) -> f32 {
  return bitcast<f32>(bitcast<u32>(x) ^ zero);
}

// start + offset * step, both in two parts, rounded once.
fn position(start: vec2f, step: vec2f, offset: f32) -> f32 {
  return start.x + fma(offset, step.x, fma(offset, step.y, start.y));
}`;

function struct(name: string, comment: string | null, members: readonly string[]): string {
  const lines = [`struct ${name} {`, ...indent(members.map((member) => `${member},`)), "}"];
  return (comment ? [`// ${comment}`, ...lines] : lines).join("\n");
}

type Kinds = readonly (keyof typeof reductionCode)[];

function combineFunction(fields: readonly string[], kinds: Kinds): string {
  const combined = fields.map((field, r) => `${reductionCode[kinds[r]].combine}(x.${field}, y.${field})`);
  return [
    "fn combine(x: Partials, y: Partials) -> Partials {",
    `  return Partials(${combined.join(", ")});`,
    "}",
  ].join("\n");
}

function mainFunction(fields: readonly string[], kinds: Kinds): string {
  const accumulators = ["a", "b", "c", "d"];
  const identities = kinds.map((kind) => reductionCode[kind].identity);
  const start = `Accumulators(${identities.join(", ")})`;
  const none = `Partials(${identities.map((identity) => `vec2f(${identity}, 0.0)`).join(", ")})`;
  const collect = (from: readonly string[]) =>
    fields.flatMap((field, r) =>
      reductionCode[kinds[r]].collect(from.map((name) => `${name}.${field}`)).map((text) =>
        `total.${field} = ${reductionCode[kinds[r]].combine}(total.${field}, vec2f(${text}, 0.0));`
      )
    );
  const run = LANES * RUN;
  return [
    `@compute @workgroup_size(${LANES})`,
    "fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {",
    ...indent([
      "zero = parameters.zero;",
      "let tile = tiles[group.x];",
      `let whole = tile.count - tile.count % ${run}u;`,
      `var total = ${none};`,
      `for (var first = lane; first < whole; first += ${run}u) {`,
      ...indent([
        ...accumulators.map((name) => `var ${name} = ${start};`),
        `for (var k = first; k < first + ${run}u; k += ${UNROLLED * LANES}u) {`,
        ...indent(
          accumulators.map((name, u) => `${name} = iterate(k${u === 0 ? "" : ` + ${u * LANES}u`}, tile, ${name});`),
        ),
        "}",
        ...collect(accumulators),
      ]),
      "}",
      `var rest = ${start};`,
      `for (var k = whole + lane; k < tile.count; k += ${LANES}u) {`,
      "  rest = iterate(k, tile, rest);",
      "}",
      ...collect(["rest"]),
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
  ].join("\n");
}
