import { type Call, isValue, type Operation, type Parallel, type Region, regionsOf, type Value } from "../ir/mod.ts";

/**
 * Under which conditions a number is an integer: `uniform` are the values from around the loop that must be ones,
 * `varying` those within it that must be finite.
 */
export interface Integrality {
  readonly uniform: ReadonlySet<Value>;
  readonly varying: ReadonlySet<Value>;
}

const ALWAYS: Integrality = { uniform: new Set(), varying: new Set() };

/** Integers of integers, whose words follow from the words. */
const ARITHMETIC: ReadonlySet<string> = new Set(["add", "sub", "mul", "neg", "select"]);
/** Integers of anything that is finite. */
const ROUNDING: ReadonlySet<string> = new Set(["floor", "ceil", "trunc", "nearest", "round"]);
/** Integers of integers, if finite. */
const CLOSED: ReadonlySet<string> = new Set(["abs", "min", "max", "pmin", "pmax", "rem", "sign"]);

/** Finds the integers among the numbers of a parallel loop's body; those carried through loops, optimistically. */
export class IntegerAnalysis {
  readonly #known = new Map<Value, Integrality | null>();

  constructor(loop: Parallel) {
    this.#known.set(loop.index, ALWAYS);
    loop.reductions.forEach(({ carried }) => this.#known.set(carried, null));
    // What loops carry is taken for integers until one turns out not to be.
    while (this.#walk(loop.body));
  }

  /** When a value is an integer; null if it need not be one. */
  of(value: Value): Integrality | null {
    if (value.kind === "constant") return Number.isInteger(value.value) ? ALWAYS : null;
    const known = this.#known.get(value);
    return known === undefined ? outside(value) : known;
  }

  /** Whether a value's words follow from those of its operands. */
  isArithmetic(value: Operation | Call): boolean {
    return ARITHMETIC.has(nameOf(value)) && this.#known.get(value) !== null;
  }

  /** Goes over a region once; tells whether anything became known. */
  #walk(region: Region): boolean {
    let changed = false;
    const note = (value: Value, integrality: Integrality | null) => {
      const known = this.#known.get(value);
      if (known === null || (known && integrality && sizeOf(known) === sizeOf(integrality))) return;
      this.#known.set(value, integrality);
      changed = true;
    };
    for (const instruction of region.instructions) {
      if (instruction.kind === "loop") {
        // Until its body has been seen, what is carried is what it starts from.
        instruction.carried.forEach((parameter, k) => {
          if (!this.#known.has(parameter)) note(parameter, settled(this.of(instruction.initial[k])));
        });
      }
      regionsOf(instruction).forEach((inner) => changed = this.#walk(inner) || changed);
      if (isValue(instruction)) {
        note(instruction, instruction.type === "f64" ? this.#combine(instruction) : null);
      } else if (instruction.kind === "if") {
        const { then, otherwise, results } = instruction;
        results.forEach((result, k) => note(result, this.#merge(then.results[k], otherwise.results[k])));
      } else if (instruction.kind === "loop") {
        const { initial, carried, body, results } = instruction;
        carried.forEach((parameter, k) => {
          note(parameter, this.#merge(initial[k], body.results[k]));
          note(results[k], this.of(parameter));
        });
      }
    }
    return changed;
  }

  #combine(instruction: Operation | Call): Integrality | null {
    const name = nameOf(instruction);
    if (name === "fromI32" || name === "fromU32") return ALWAYS;
    const finite = { uniform: ALWAYS.uniform, varying: new Set([instruction]) };
    if (ROUNDING.has(name)) return finite;
    const operands = instruction.operands.filter(({ type }) => type === "f64").map((operand) => this.of(operand));
    if (!operands.every((operand) => operand !== null)) return null;
    if (CLOSED.has(name)) return finite;
    return ARITHMETIC.has(name) ? operands.reduce(union, ALWAYS) : null;
  }

  /** What control flow chooses from. Of a value from inside a branch nothing can be asked outside. */
  #merge(left: Value, right: Value): Integrality | null {
    const [x, y] = [settled(this.of(left)), settled(this.of(right))];
    return left.type === "f64" && x && y ? union(x, y) : null;
  }
}

function nameOf(instruction: Operation | Call): string {
  return instruction.kind === "call" ? instruction.callee.name : instruction.operation;
}

function union(x: Integrality, y: Integrality): Integrality {
  return { uniform: x.uniform.union(y.uniform), varying: x.varying.union(y.varying) };
}

function sizeOf({ uniform, varying }: Integrality): number {
  return uniform.size + varying.size;
}

function settled(integrality: Integrality | null): Integrality | null {
  return integrality && integrality.varying.size === 0 ? integrality : null;
}

/** A value from around the loop: whether it is an integer can be asked once, but of some it is not worth asking. */
function outside(value: Value): Integrality | null {
  if (value.type !== "f64") return null;
  const name = isInstruction(value) ? nameOf(value) : null;
  const may = name === null || ARITHMETIC.has(name) || ROUNDING.has(name) || CLOSED.has(name) ||
    name.startsWith("from");
  return may ? { uniform: new Set([value]), varying: ALWAYS.varying } : null;
}

function isInstruction(value: Value): value is Operation | Call {
  return value.kind === "operation" || value.kind === "call";
}
