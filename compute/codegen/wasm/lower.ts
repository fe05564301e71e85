import { bitsOf, type Constant, type If, isValue, type Operation, type Region, type Value } from "../../ir/mod.ts";
import { type FunctionBuilder, loadSplat, type ModuleBuilder } from "./builder.ts";
import { bitsText } from "./literals.ts";
import { spell, type SpellingContext } from "./operations.ts";
import { type Expression, get, i32, instruction, type Local, set, splat, type Statement } from "./syntax.ts";

/**
 * Expressions nested deeper than this get a local: for people who read the text, and because copies of a body alternate
 * by statements. Cut this finely they ran up to 20 % faster than whole copies one after the other (cos, exp, log).
 */
const DEEPEST = 3;

/** All bits set: a mask that holds. */
export const TRUE = 0xffff_ffff_ffff_ffffn;

/** How values are read, each as two lanes. */
export type Environment = Map<Value, Expression>;

/** One lowering of a region. */
export interface Place {
  readonly environment: Environment;
  /** What the names of its locals end with. */
  readonly suffix: string;
  /** The mask that gathers guards: it stays all ones as long as they hold. */
  readonly valid?: Local;
  /** The lanes that count, as a mask; all if absent. */
  readonly path?: Expression;
}

/** Lowers regions of the IR to statements on pairs of lanes, for one function. */
export class Lowering {
  readonly #module: ModuleBuilder;
  readonly #function: FunctionBuilder;
  readonly #constants = new Map<bigint, Local>();
  /** Counted once for all copies of a region. */
  readonly #uses = new Map<Region, Uses>();
  readonly #context: SpellingContext;
  /** Whether constants are kept in locals that are loaded before the loop. */
  keepConstants = true;

  constructor(module: ModuleBuilder, builder: FunctionBuilder, relaxed: boolean) {
    this.#module = module;
    this.#function = builder;
    this.#context = { constant: (bits) => this.constant(bits), relaxed };
  }

  /**
   * Both lanes with the same bits. V8 makes a `v128.const` afresh, by several instructions, wherever it is used; what
   * is loaded from memory into a local stays in a register.
   */
  constant(bits: bigint): Expression {
    const known = this.#constants.get(bits);
    if (known) return get(known);
    if (!this.keepConstants || bits === 0n) return splat(bits);
    const local = this.#function.local("c", "v128");
    this.#constants.set(bits, local);
    return get(local);
  }

  /** Loads the constants that were kept in locals. */
  loadConstants(): Statement[] {
    return [...this.#constants].map(([bits, local]) =>
      set(local, loadSplat(this.#module.address(bits)), bitsText(bits))
    );
  }

  /** Lowers a region; afterwards `place.environment` knows what it yields. */
  region(region: Region, place: Place): Statement[] {
    return this.#instructions(region, place, this.#usesOf(region));
  }

  /** Tells whether a region reads a value. */
  reads(region: Region, value: Value): boolean {
    return this.#usesOf(region).counts.has(value);
  }

  /** How a value is read. */
  read(value: Value, { environment }: Place): Expression {
    if (value.kind === "constant") return this.constant(constantBits(value));
    const expression = environment.get(value);
    if (!expression) throw new Error("a value is read before it is computed");
    return expression;
  }

  #usesOf(region: Region): Uses {
    const uses = this.#uses.get(region) ?? countUses(region);
    this.#uses.set(region, uses);
    return uses;
  }

  #instructions(region: Region, place: Place, uses: Uses): Statement[] {
    return region.instructions.flatMap((one) => {
      switch (one.kind) {
        case "operation":
          return this.#value(one, place, uses);
        case "call":
          throw new Error(`${one.callee.name} is not expanded`);
        case "if":
          return this.#if(one, place, uses);
        case "guard":
          return this.#guard(one.condition, place);
        case "parallel":
          throw new Error("a parallel loop is inside another");
      }
    });
  }

  #value(value: Operation, place: Place, uses: Uses): Statement[] {
    const count = uses.counts.get(value) ?? 0;
    if (count === 0) return [];
    const expression = this.#operation(value, place);
    const isNamed = value.name !== undefined && !uses.yielded.has(value);
    if (expression.kind === "get" || (count === 1 && !isNamed && !isDeep(expression))) {
      place.environment.set(value, expression);
      return [];
    }
    return [this.#keep(value, expression, place, value.name ?? "t")];
  }

  #operation({ operation, operands }: Operation, place: Place): Expression {
    const isShift = operation === "shlBits" || operation === "shrBits";
    const expressions = operands.map((operand, k) =>
      isShift && k === 1 ? i32(Number((operand as Constant).value)) : this.read(operand, place)
    );
    return spell(operation, expressions, this.#context);
  }

  /** Both branches are computed for all lanes; each lane takes its own. */
  #if({ condition, then, otherwise, results }: If, place: Place, uses: Uses): Statement[] {
    const statements: Statement[] = [];
    const mask = this.#local(this.read(condition, place), place, "mask", statements);
    for (const [branch, holds] of [[then, true], [otherwise, false]] as const) {
      const path = place.valid && hasGuard(branch) ? this.#path(mask, holds, place, statements) : place.path;
      statements.push(...this.#instructions(branch, { ...place, path }, uses));
    }
    results.forEach((result, k) => {
      if (!uses.counts.has(result)) return;
      const [x, y] = [then, otherwise].map((branch) => this.read(branch.results[k], place));
      const same = then.results[k] === otherwise.results[k];
      statements.push(
        this.#keep(result, same ? x : instruction("v128.bitselect", [x, y, mask]), place, result.name ?? "t"),
      );
    });
    return statements;
  }

  /** The lanes that take a branch. */
  #path(mask: Expression, holds: boolean, { path, suffix }: Place, statements: Statement[]): Expression {
    const taken = holds ? mask : instruction("v128.not", [mask]);
    const both = path ? instruction("v128.and", [path, taken]) : taken;
    return this.#local(both, { suffix }, "path", statements);
  }

  /** A guard counts only in the lanes of its path. */
  #guard(value: Value, place: Place): Statement[] {
    const { valid, path } = place;
    if (value.kind === "constant" && value.value === true) return [];
    if (!valid) throw new Error("a guard is where no guard is expected");
    const condition = this.read(value, place);
    const broken = path && instruction("v128.andnot", [path, condition]);
    const next = broken
      ? instruction("v128.andnot", [get(valid), broken])
      : instruction("v128.and", [get(valid), condition]);
    return [set(valid, next)];
  }

  #keep(value: Value, expression: Expression, place: Place, name: string): Statement {
    const local = this.#function.local(name, "v128", place.suffix);
    place.environment.set(value, get(local));
    return set(local, expression);
  }

  #local(expression: Expression, { suffix }: { suffix: string }, name: string, statements: Statement[]): Expression {
    if (expression.kind === "get") return expression;
    const local = this.#function.local(name, "v128", suffix);
    statements.push(set(local, expression));
    return get(local);
  }
}

/** The 64 bits that stand for a constant in each lane. */
function constantBits({ value }: Constant): bigint {
  if (typeof value === "boolean") return value ? TRUE : 0n;
  return typeof value === "bigint" ? value : bitsOf(value);
}

/** How often values are read, and which of them a region only yields. */
interface Uses {
  readonly counts: ReadonlyMap<Value, number>;
  readonly yielded: ReadonlySet<Value>;
}

function countUses(root: Region): Uses {
  const counts = new Map<Value, number>();
  const yielded = new Set<Value>();
  const use = (value: Value) => counts.set(value, (counts.get(value) ?? 0) + 1);
  const walk = (region: Region): void => {
    for (const one of region.instructions) {
      if (isValue(one)) one.operands.forEach(use);
      else if (one.kind !== "parallel") use(one.condition);
      if (one.kind === "if") {
        walk(one.then);
        walk(one.otherwise);
      }
    }
    region.results.forEach(use);
    region.results.filter((result) => counts.get(result) === 1).forEach((result) => yielded.add(result));
  };
  walk(root);
  return { counts, yielded };
}

/** Tells whether a region has a guard, in a branch perhaps. */
export function hasGuard(region: Region): boolean {
  return region.instructions.some((one) =>
    one.kind === "guard" || (one.kind === "if" && (hasGuard(one.then) || hasGuard(one.otherwise)))
  );
}

/** Tells whether an expression is nested as deep as a local should take. */
function isDeep(expression: Expression, levels = DEEPEST): boolean {
  if (expression.kind === "get") return false;
  return levels === 1 || expression.operands.some((operand) => isDeep(operand, levels - 1));
}
