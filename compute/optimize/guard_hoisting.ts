import {
  constant,
  type Guard,
  type Kernel,
  type Parallel,
  parameter,
  type Region,
  RegionBuilder,
  type Strip,
  type Value,
} from "../ir/mod.ts";
import { CurvatureAnalysis } from "./curvature.ts";
import type { NoteSink } from "./notes.ts";
import type { Pass, PassOptions } from "./pass.ts";
import { Rewriter } from "./rewriter.ts";

/**
 * Checks guards once per strip instead of in each iteration, where the strip's first and last iteration decide for all
 * between: a bound from above on what is convex in the index, from below on what is concave.
 */
export const guardHoisting: Pass = {
  name: "guard hoisting",
  run: (kernel: Kernel, { note }: PassOptions) => new GuardHoister(note).kernel(kernel),
};

/** Short, so that where a guard fails little is computed twice: at 0 for a logarithm. It costs 2 %. */
const STRIP_LENGTH = 256;

class GuardHoister extends Rewriter {
  constructor(readonly note: NoteSink) {
    super();
  }

  override parallel(loop: Parallel, into: RegionBuilder): Parallel {
    const copy = hoistGuards(super.parallel(loop, into));
    const perIteration = guardsIn(copy.body);
    const perStrip = copy.strip ? guardsIn(copy.strip.header) : 0;
    if (perIteration + perStrip > 0) this.note?.({ kind: "guards", span: loop.span, perStrip, perIteration });
    return copy;
  }
}

function guardsIn(region: Region): number {
  return region.instructions.filter(({ kind }) => kind === "guard").length;
}

function hoistGuards(loop: Parallel): Parallel {
  const { body, index, reductions } = loop;
  const strip = loop.strip ?? emptyStrip();
  const varying = [...reductions.map(({ carried }) => carried), ...strip.entries, ...strip.invariants];
  const analysis = new CurvatureAnalysis(body, index, varying);
  const hoisted = body.instructions.filter((one): one is Guard => one.kind === "guard" && endsDecide(one, analysis));
  if (hoisted.length === 0) return loop;
  const header = new RegionBuilder();
  strip.header.instructions.forEach((instruction) => header.add(instruction));
  const past = header.operation("add", [strip.base, constant(strip.length - 1)]);
  const last = header.operation("pmin", [past, header.operation("sub", [loop.stop, constant(1)])]);
  for (const end of [strip.base, last]) {
    const copy = new Copier(new Set(body.instructions), new Map([[index as Value, end]]), header);
    hoisted.forEach(({ condition }) => header.guard(copy.value(condition)));
  }
  return {
    ...loop,
    strip: { ...strip, header: header.finish(strip.header.results) },
    body: { ...body, instructions: body.instructions.filter((one) => !hoisted.includes(one as Guard)) },
  };
}

/** Whether a comparison with a constant holds throughout, if it does at both ends. */
function endsDecide({ condition }: Guard, analysis: CurvatureAnalysis): boolean {
  if (condition.kind !== "operation" || condition.operands[1]?.kind !== "constant") return false;
  const curvature = analysis.curvature(condition.operands[0]);
  switch (condition.operation) {
    case "lt":
    case "le":
      return curvature === "affine" || curvature === "convex";
    case "gt":
    case "ge":
      return curvature === "affine" || curvature === "concave";
    default:
      return false;
  }
}

/** Copies what a body's value is made from, with another index. */
class Copier {
  constructor(
    readonly inside: ReadonlySet<unknown>,
    readonly copies: Map<Value, Value>,
    readonly into: RegionBuilder,
  ) {}

  value(value: Value): Value {
    const known = this.copies.get(value);
    if (known) return known;
    if (value.kind !== "operation" || !this.inside.has(value)) return value;
    const copy = this.into.operation(value.operation, value.operands.map((operand) => this.value(operand)));
    this.copies.set(value, copy);
    return copy;
  }
}

/** A strip without tables. */
function emptyStrip(): Strip {
  const nothing: Region = { instructions: [], results: [] };
  return {
    length: STRIP_LENGTH,
    offset: parameter("offset"),
    tables: nothing,
    entries: [],
    base: parameter("base"),
    header: nothing,
    invariants: [],
  };
}
