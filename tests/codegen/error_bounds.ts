/**
 * How far a right result may lie from the interpreter's: running error analysis, which computes beside each value how
 * far arithmetic of a given quality may have led it astray. See Higham, "Accuracy and Stability of Numerical
 * Algorithms", section 3.3.
 */
import { parallelLoops, signatureOf } from "../../compute/codegen/target.ts";
import {
  type Call,
  COMBINE,
  IDENTITY,
  isValue,
  iterationCount,
  type Kernel,
  type Loop,
  type Operation,
  operations,
  type Parallel,
  type Region,
  type Value,
} from "../../compute/ir/mod.ts";
import { type MathFunction, mathFunctions } from "../../compute/math/mod.ts";

/** How well a target computes. */
export interface Arithmetic {
  /** Unit roundoff. What f32 holds exactly, every target does. */
  readonly roundoff: number;
  /** Underflow: below a magnitude, a number and all that is computed of it may be off by so much, absolutely. */
  readonly underflow: { readonly below: number; readonly lost: number };
  /** Largest error of a quotient or a square root, in ULP. */
  readonly quotient: number;
  /** Largest error of a function, in ULP, and that of a value near 0, absolutely. */
  readonly call: (record: MathFunction) => { readonly ulp: number; readonly absolute?: number };
  /** How far a value affine in the index may be off, as an error of the index: where strips take it apart. */
  readonly index?: number;
  /** Largest error of a sum of so many terms, relative to their magnitudes, and of a product, relative to it. */
  readonly reduction: (count: number) => { readonly sum: number; readonly product: number };
}

/** A value and the largest error that it may have. Only f64 values have any: conditions are taken to be exact. */
interface Bounded {
  readonly value: number | boolean | bigint;
  readonly error: number;
}

/** A loop's reductions, as the interpreter has them, and what another order and arithmetic may make them differ by. */
export interface BoundedLoop {
  readonly loop: number;
  readonly count: number;
  readonly values: Float64Array;
  readonly errors: readonly number[];
}

type Environment = Map<Value, Bounded>;

/** What drivers compute in, and what references round to. */
const HOST: Arithmetic = {
  roundoff: 2 ** -52,
  underflow: { below: 2 ** -1022, lost: 2 ** -1022 },
  quotient: 2,
  call: () => ({ ulp: 4 }),
  reduction: () => ({ sum: 0, product: 0 }),
};

const ROUNDED = new Set(["add", "sub", "mul", "madd", "nmadd"]);
const QUOTIENTS = new Set(["div", "sqrt"]);

/**
 * Interprets a kernel, bounding errors.
 *
 * @param arithmetic How the target computes the bodies of parallel loops; what is around them is computed in f64.
 * @returns Each parallel loop as it is run, then the kernel's value; each is bounded on the assumption that the results
 * of the loops before it were exact.
 */
export function errorBounds(
  kernel: Kernel,
  args: readonly number[],
  arithmetic: Arithmetic,
): Generator<BoundedLoop, { value: number; error: number }, void> {
  return new Bounds(kernel, arithmetic).run(args);
}

class Bounds {
  readonly #loops: readonly Parallel[];

  constructor(readonly kernel: Kernel, readonly arithmetic: Arithmetic) {
    this.#loops = parallelLoops(kernel);
  }

  *run(args: readonly number[]): Generator<BoundedLoop, { value: number; error: number }, void> {
    const environment: Environment = new Map(
      this.kernel.parameters.map((parameter, k) => [parameter, { value: args[k], error: 0 }]),
    );
    const [result] = yield* this.#region(this.kernel.body, environment);
    return result as { value: number; error: number };
  }

  *#region(region: Region, environment: Environment): Generator<BoundedLoop, Bounded[], void> {
    for (const instruction of region.instructions) {
      if (instruction.kind === "parallel") yield this.#loop(instruction, environment);
      else if (instruction.kind === "if") {
        const taken = read(instruction.condition, environment).value ? instruction.then : instruction.otherwise;
        const results = yield* this.#region(taken, environment);
        instruction.results.forEach((result, k) => environment.set(result, results[k]));
      } else if (instruction.kind === "loop") {
        yield* this.#sequential(instruction, environment);
      } else if (isValue(instruction)) environment.set(instruction, evaluate(instruction, environment, HOST));
    }
    return region.results.map((value) => read(value, environment));
  }

  *#sequential(
    { initial, carried, test, body, results }: Loop,
    environment: Environment,
  ): Generator<BoundedLoop, void> {
    let values = initial.map((value) => read(value, environment));
    for (;;) {
      carried.forEach((parameter, k) => environment.set(parameter, values[k]));
      const [holds] = yield* this.#region(test, environment);
      if (!holds.value) break;
      values = yield* this.#region(body, environment);
    }
    results.forEach((result, k) => environment.set(result, values[k]));
  }

  /** Runs a loop; its results are taken to be exact by what comes after. */
  #loop(loop: Parallel, environment: Environment): BoundedLoop {
    const bound = (value: Value) => read(value, environment).value as number;
    const start = bound(loop.start);
    const count = iterationCount(start, bound(loop.stop));
    const captures = signatureOf(loop).captures;
    const inside: Environment = new Map(
      captures.map((value) => [value, enter(value, environment, this.arithmetic)]),
    );
    const terms = Array.from({ length: count }, (_, k) => {
      inside.set(loop.index, { value: start + k, error: this.arithmetic.index ?? 0 });
      loop.reductions.forEach(({ kind, carried }) => inside.set(carried, { value: IDENTITY[kind], error: 0 }));
      return runBody(loop.body, inside, this.arithmetic);
    });
    const values = loop.reductions.map(({ kind, initial }, r) =>
      terms.reduce((sum, term) => COMBINE[kind](sum, term[r].value as number), bound(initial))
    );
    const rounding = this.arithmetic.reduction(count);
    const errors = loop.reductions.map(({ kind, initial }, r) => {
      const column = [read(initial, environment), ...terms.map((term) => term[r])] as Term[];
      if (kind === "min" || kind === "max") return Math.max(...column.map(({ error }) => error));
      return kind === "sum" ? sumError(column, rounding.sum) : productError(values[r], column, rounding.product);
    });
    loop.results.forEach((result, r) => environment.set(result, { value: values[r], error: 0 }));
    return { loop: this.#loops.indexOf(loop), count, values: Float64Array.from(values), errors };
  }
}

function runBody(region: Region, environment: Environment, arithmetic: Arithmetic): Bounded[] {
  const inner = (value: Value) =>
    value.kind === "constant" ? enter(value, environment, arithmetic) : read(value, environment);
  for (const instruction of region.instructions) {
    if (instruction.kind === "if") {
      const taken = inner(instruction.condition).value ? instruction.then : instruction.otherwise;
      const results = runBody(taken, environment, arithmetic);
      instruction.results.forEach((result, k) => environment.set(result, results[k]));
    } else if (instruction.kind === "loop") {
      const { carried, test, body, results } = instruction;
      let values = instruction.initial.map(inner);
      for (;;) {
        carried.forEach((parameter, k) => environment.set(parameter, values[k]));
        if (!runBody(test, environment, arithmetic)[0].value) break;
        values = runBody(body, environment, arithmetic);
      }
      results.forEach((result, k) => environment.set(result, values[k]));
    } else if (isValue(instruction)) environment.set(instruction, evaluate(instruction, environment, arithmetic));
  }
  return region.results.map(inner);
}

function read(value: Value, environment: Environment): Bounded {
  return value.kind === "constant" ? { value: value.value, error: 0 } : environment.get(value)!;
}

/** A value as a target holds it: only what it has of f64 is rounded, and only what isn't 0 can be flushed. */
function enter(node: Value, environment: Environment, arithmetic: Arithmetic): Bounded {
  const { value, error } = read(node, environment);
  if (typeof value !== "number" || node.type === "i32" || value === 0) return { value, error };
  return { value, error: error + (Math.fround(value) === value ? lost : rounding)(value, arithmetic) };
}

/** What rounding a result may cost. */
function rounding(value: number, arithmetic: Arithmetic): number {
  return arithmetic.roundoff * Math.abs(value) + lost(value, arithmetic);
}

/** What underflow may cost. */
function lost(value: number, { underflow }: Arithmetic): number {
  return Math.abs(value) < underflow.below ? underflow.lost : 0;
}

/** Errors of an index below this are none. */
const EXACT_INDEX = 2 ** -40;

function jumps({ callee }: Call): boolean {
  return mathFunctions.get(callee.name)!.tolerance.strict === 0;
}

/** One operation or call: the errors of its operands, as the function carries them on, and its own. */
function evaluate(instruction: Operation | Call, environment: Environment, arithmetic: Arithmetic): Bounded {
  const operands = instruction.operands.map((operand) => enter(operand, environment, arithmetic));
  const compute: (...values: never[]) => number | boolean | bigint = instruction.kind === "call"
    ? instruction.callee.evaluate
    : operations[instruction.operation].evaluate;
  const at = (values: readonly unknown[]) => compute(...values as never[]);
  const values = operands.map(({ value }) => value);
  const value = at(values);
  if (typeof value !== "number") return { value, error: 0 };
  let error = 0;
  operands.forEach(({ value: operand, error: off }, k) => {
    if (off === 0 || typeof operand !== "number") return;
    // What jumps is given small integers, which all targets have exactly.
    if (off < EXACT_INDEX && instruction.kind === "call" && jumps(instruction)) return;
    const moved = [-off, off].map((by) => Math.abs(at(values.with(k, operand + by)) as number - value));
    error += Math.max(...moved);
  });
  error += ownError(instruction, value, operands, arithmetic);
  return { value, error: Number.isNaN(error) ? Infinity : error };
}

/** What an instruction adds to the errors of its operands. */
function ownError(
  instruction: Operation | Call,
  value: number,
  operands: readonly Bounded[],
  arithmetic: Arithmetic,
): number {
  const exact = Math.fround(value) === value && operands.every(({ error }) => error === 0);
  if (instruction.kind === "call") {
    const record = mathFunctions.get(instruction.callee.name)!;
    if (record.tolerance.strict === 0 && exact) return 0;
    const { ulp, absolute = 0 } = arithmetic.call(record);
    return 2 * ulp * rounding(value, arithmetic) + absolute;
  }
  if (QUOTIENTS.has(instruction.operation)) {
    const divisor = operands[1]?.value as number | undefined;
    const isShift = divisor !== undefined && Number.isInteger(Math.log2(Math.abs(divisor)));
    return exact && isShift ? 0 : 2 * arithmetic.quotient * rounding(value, arithmetic);
  }
  return ROUNDED.has(instruction.operation) && !exact ? rounding(value, arithmetic) : 0;
}

type Term = { readonly value: number; readonly error: number };

function sumError(terms: readonly Term[], rounding: number): number {
  return terms.reduce((sum, { value, error }) => sum + error + rounding * Math.abs(value), 0);
}

/** In another order a product may lose digits to underflow on its way, which factors above 1 then magnify. */
function productError(product: number, factors: readonly Term[], rounding: number): number {
  let [growth, largest, range] = [rounding, 1, 1];
  for (const { value, error } of factors) {
    if (error > 0) growth += error / Math.abs(value);
    largest *= Math.abs(value) + error;
    range *= Math.max(1, Math.abs(value));
  }
  if (!(range < 2 ** 1000)) return Infinity;
  const underflow = factors.length * 2 ** -1073 * range;
  // A factor of which nothing is certain leaves only how large the product can be.
  return underflow + (growth < 0.1 ? Math.expm1(growth) * Math.abs(product) : 2 * largest);
}
