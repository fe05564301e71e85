import {
  type Call,
  constant,
  type Kernel,
  type Near,
  type Operation,
  type OperationName,
  type Parallel,
  type RegionBuilder,
  type Value,
} from "../ir/mod.ts";
import { binomialSeries, type MathFunction, mathFunctions } from "../math/mod.ts";
import { AffineAnalysis } from "./affine.ts";
import { type Ball, type LocalFunction, NeighbourhoodBuilder } from "./neighbourhoods.ts";
import type { NoteSink } from "./notes.ts";
import type { Pass, PassOptions } from "./pass.ts";
import { Rewriter } from "./rewriter.ts";

/**
 * Under `afn`, `arcp`, `reassoc` and `contract`, gives loops a near body: within a short strip an argument changes
 * little, so that a function of it is its Taylor polynomial about the argument at the strip's centre, with coefficients
 * that are computed once per strip. Each sample's functions are evaluated at its own arguments, without argument
 * reduction, division or square root. The header bounds how far arguments go; a strip on which they go too far is left to
 * the loop's own body.
 */
export const nearExpansion: Pass = {
  name: "near expansion",
  run: (kernel: Kernel, { flags, note }: PassOptions) => {
    const { afn, arcp, reassoc, contract } = flags;
    return afn && arcp && reassoc && contract ? new NearMaker(note).kernel(kernel) : kernel;
  },
};

class NearMaker extends Rewriter {
  constructor(readonly note: NoteSink) {
    super();
  }

  override parallel(loop: Parallel, into: RegionBuilder): Parallel {
    const copy = super.parallel(loop, into);
    const near = nearOf(copy, into, this.note);
    return near ? { ...copy, near } : copy;
  }
}

function nearOf(loop: Parallel, around: RegionBuilder, note: NoteSink): Near | null {
  const isStraight = loop.body.instructions.every(({ kind }) => kind === "operation" || kind === "call");
  if (!isStraight || loop.strip || loop.near) return null;
  const carried = loop.reductions.map((reduction) => reduction.carried);
  const affine = new AffineAnalysis(loop.body, loop.index, carried, around);
  const expander = new NearExpander(affine, new NeighbourhoodBuilder(loop.index, affine), note);
  const body = expander.region(loop.body);
  return expander.expanded > 0 ? { strip: expander.around.finish(), body } : null;
}

/** Of affine arguments these are cheaper in two levels. */
const TWO_LEVELS: ReadonlySet<string> = new Set(["sin", "cos", "exp", "expm1", "sinh", "cosh"]);

/** Replaces functions, divisions and square roots of varying arguments by their polynomials. */
class NearExpander extends Rewriter {
  /** How many were replaced. */
  expanded = 0;
  /** What is under roots that were replaced. */
  readonly #radicands = new Map<Value, Value>();

  constructor(readonly affine: AffineAnalysis, readonly around: NeighbourhoodBuilder, readonly note: NoteSink) {
    super();
  }

  override value(instruction: Operation | Call, into: RegionBuilder): Value {
    const expanded = this.#expanded(instruction, into);
    if (expanded) {
      this.expanded++;
      this.note?.({ kind: "near", span: instruction.span });
    }
    const value = expanded ?? into.add(instruction);
    this.affine.noteNew(value);
    return value;
  }

  #expanded(instruction: Operation | Call, into: RegionBuilder): Value | null {
    const [first, second] = instruction.operands;
    if (instruction.kind === "operation") {
      if (instruction.operation === "div") return this.#quotient(first, second, into);
      return instruction.operation === "sqrt" ? this.#root(first, into) : null;
    }
    const record = mathFunctions.get(instruction.callee.name)!;
    if (record.name === "sqrt") return this.#root(first, into);
    if (record.name === "pow") return this.#powerOf(record, first, second, into);
    if (record.name === "hypot") return this.#hypotenuse(first, second, into);
    if (record.name === "atan2") return this.#angle(record, first, second, into);
    if (TWO_LEVELS.has(record.name) && this.affine.isAffine(first)) return null;
    return this.#function(record, first, into);
  }

  #function(record: MathFunction, argument: Value, into: RegionBuilder): Value | null {
    const ball = this.#varying(argument);
    const function_ = ball && this.around.functionOf(record, ball);
    return function_ && this.#polynomial(argument, ball, function_, into);
  }

  #root(x: Value, into: RegionBuilder): Value | null {
    const root = this.#function(mathFunctions.get("sqrt")!, x, into);
    if (root) this.#radicands.set(root, x);
    return root;
  }

  /**
   * x/y as a product with the reciprocal, or for an invariant x by coefficients that it scales; the reciprocal of a root
   * is a power of what is under it.
   */
  #quotient(x: Value, y: Value, into: RegionBuilder): Value | null {
    const radicand = this.#radicands.get(y);
    const [base, exponent] = radicand ? [radicand, -1 / 2] : [y, -1];
    const ball = this.#varying(base);
    if (!ball) return null;
    const { header } = this.around;
    const divisor = radicand ? header.operation("sqrt", ball.centre) : ball.centre;
    const reciprocal = this.#power(ball, exponent, header.div(1, divisor));
    if (this.affine.isInvariant(x)) return this.#polynomial(base, ball, this.around.scaled(reciprocal, x), into);
    return this.#made("mul", [x, this.#polynomial(base, ball, reciprocal, into)], into);
  }

  /** x^y, for a constant y by the binomial series. */
  #powerOf(record: MathFunction, x: Value, y: Value, into: RegionBuilder): Value | null {
    const [base, exponent] = [this.#varying(x), this.around.ball(y)];
    if (!base || !exponent) return null;
    const value = this.around.header.call(record, base.centre, exponent.centre);
    if (y.kind !== "constant") return this.#generalPower(value, { x, y, base, exponent }, into);
    return this.#polynomial(x, base, this.#power(base, y.value as number, value), into);
  }

  /** A ball's power with a constant exponent, given its value at the centre. */
  #power(ball: Ball & { readonly radius: Value }, exponent: number, value: Value): LocalFunction {
    const at = { ...ball, value };
    return this.around.ballOf(at, this.around.series(binomialSeries(exponent), at));
  }

  /**
   * x^y = c^e e^(y log(x/c) + (y - e) log c) about x = c and y = e: what is left in the exponent is small, and so its
   * error.
   */
  #generalPower(
    value: Value,
    { x, y, base, exponent }: { x: Value; y: Value; base: Ball & { readonly radius: Value }; exponent: Ball },
    into: RegionBuilder,
  ): Value {
    const { header } = this.around;
    const logarithm = this.around.functionOf(mathFunctions.get("log")!, base)!;
    const [level, ...slopes] = logarithm.coefficients;
    const difference = this.around.difference(x, base, into);
    const growth = into.operation("mul", [difference, this.around.horner(difference, slopes, into)]);
    let change: Value = into.operation("mul", [y, growth]);
    let radius = header.mul(header.add(header.abs(exponent.centre), exponent.radius ?? 0), logarithm.radius!);
    if (exponent.radius) {
      const moved = into.operation("mul", [this.around.difference(y, exponent, into), this.around.keep(level)]);
      change = into.operation("add", [change, moved]);
      radius = header.add(radius, header.mul(exponent.radius, header.abs(level)));
    }
    const function_ = this.around.functionOf(mathFunctions.get("exp")!, { centre: constant(0), radius }, value)!;
    return this.around.values(change, function_, into);
  }

  /** The root of the sum of squares: the root's guards bound where squares are normal numbers. */
  #hypotenuse(x: Value, y: Value, into: RegionBuilder): Value | null {
    const [width, height] = [x, y].map((side) => this.#made("mul", [side, side], into));
    return this.#root(this.#made("add", [width, height], into), into);
  }

  /** The angle at the centre, and by how much the arctangent of the quotient differs from what it is there. */
  #angle(record: MathFunction, y: Value, x: Value, into: RegionBuilder): Value | null {
    const [height, width] = [this.around.ball(y), this.around.ball(x)];
    if (!height || !width) return null;
    const quotient = this.#quotient(y, x, into) ??
      this.#made("mul", [y, this.#made("div", [constant(1), x], into)], into);
    const ball = this.#varying(quotient);
    if (!ball) return null;
    const value = this.around.header.call(record, height.centre, width.centre);
    return this.#polynomial(quotient, ball, this.around.functionOf(mathFunctions.get("atan")!, ball, value)!, into);
  }

  #polynomial(argument: Value, ball: Ball, function_: LocalFunction, into: RegionBuilder): Value {
    return this.around.values(this.around.difference(argument, ball, into), function_, into);
  }

  /** An operation that functions are replaced by; in the header, where what it takes is invariant. */
  #made(operation: OperationName, operands: readonly Value[], into: RegionBuilder): Value {
    const balls = operands.map((operand) => this.around.ball(operand));
    const isInvariant = balls.every((ball) => ball?.radius === null);
    if (isInvariant) return this.around.invariant(operation, balls.map((ball) => ball!.centre));
    const value = into.operation(operation, operands);
    this.affine.noteNew(value);
    return value;
  }

  /** The ball of an argument that varies, where it is known. */
  #varying(argument: Value): (Ball & { readonly radius: Value }) | null {
    const ball = this.around.ball(argument);
    return ball && ball.radius !== null ? { ...ball, radius: ball.radius } : null;
  }
}
