import {
  bitsOf,
  type Call,
  type Constant,
  type If,
  isValue,
  type Loop,
  type Operation,
  type OperationName,
  readBy,
  type Region,
  regionsOf,
  someInstruction,
  type Value,
} from "../../ir/mod.ts";
import type { FunctionBuilder, ModuleBuilder } from "./builder.ts";
import { spell, type SpellingContext } from "./operations.ts";
import {
  choose,
  effect,
  type Expression,
  get,
  i32,
  instruction,
  type Local,
  set,
  splat,
  type Statement,
  TRUE,
} from "./syntax.ts";

/**
 * Expressions nested deeper than this get a local: for people who read the text, and because copies of a body alternate
 * by statements. Cut this finely they ran up to 20 % faster than whole copies one after the other (cos, exp, log).
 */
const DEEPEST = 3;

/**
 * Turns between two calls of `turned`, a power of two: of any loops of a function together, so that loops of few turns
 * in one of many don't go unseen, and of each loop, so that none takes too many.
 */
const TURNS_BETWEEN_LOOKS = 2 ** 16;

/** A constant count of these is an immediate, not a vector. */
const SHIFTS: ReadonlySet<OperationName> = new Set(["shlBits", "shrBits", "shlI32", "shrI32", "ushrI32"]);

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
  /** What the first copy of a body has read: uniform values are its own. */
  readonly first?: Environment;
}

/** Lowers regions of the IR to statements on pairs of lanes, for one function. */
export class Lowering {
  readonly #module: ModuleBuilder;
  readonly #function: FunctionBuilder;
  readonly #constants = new Map<bigint, Local>();
  /** Counted once for all copies of a region. */
  readonly #uses = new Map<Region, Uses>();
  readonly #relaxed: boolean;
  readonly #varying: ReadonlySet<Value> | undefined;
  /** Where the operation at hand adds statements of its own. */
  #spelling: { readonly place: Place; readonly statements: Statement[] } | undefined;
  /** One for all operations: there are thousands. */
  readonly #context: SpellingContext;
  /** Counts the turns of all sequential loops. */
  #looks: Local | undefined;
  /** Whether constants are kept in locals that are loaded before the loop. */
  keepConstants = true;

  /** @param varying The values that may differ between iterations; absent where there is one copy of all. */
  constructor(module: ModuleBuilder, builder: FunctionBuilder, relaxed: boolean, varying?: ReadonlySet<Value>) {
    this.#varying = varying;
    this.#module = module;
    this.#function = builder;
    this.#relaxed = relaxed;
    this.#context = {
      constant: (bits) => this.constant(bits),
      local: (expression) => this.#local(expression, this.#spelling!.place, "t", this.#spelling!.statements),
      relaxed,
    };
  }

  /**
   * Both lanes with the same bits. V8 makes a `v128.const` afresh, by several instructions, wherever it is used, but for
   * no bits and all; what is loaded from memory into a local stays in a register.
   */
  constant(bits: bigint): Expression {
    const known = this.#constants.get(bits);
    if (known) return get(known);
    if (bits === 0n || bits === TRUE) return splat(bits);
    if (!this.keepConstants) return this.#module.constant(bits);
    const local = this.#function.local("c", "v128");
    this.#constants.set(bits, local);
    return get(local);
  }

  /** Loads the constants that were kept in locals. */
  loadConstants(): Statement[] {
    return [...this.#constants].map(([bits, local]) => set(local, this.#module.constant(bits), bits));
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
    const statements: Statement[] = [];
    for (const one of region.instructions) {
      switch (one.kind) {
        case "operation":
          this.#value(one, place, uses, statements);
          break;
        case "call":
          statements.push(...this.#call(one, place, uses));
          break;
        case "if":
          statements.push(...this.#if(one, place, uses));
          break;
        case "loop":
          statements.push(...this.#loop(one, place, uses));
          break;
        case "guard":
          statements.push(...this.#guard(one.condition, place));
          break;
        case "parallel":
          throw new Error("a parallel loop is inside another");
      }
    }
    return statements;
  }

  #value(value: Operation, place: Place, uses: Uses, statements: Statement[]): void {
    const count = uses.counts.get(value) ?? 0;
    if (count === 0 || this.#isOfFirst(value, place)) return;
    const expression = this.#operation(value, place, statements);
    const isNamed = value.name !== undefined && !uses.yielded.has(value);
    // Other copies read what is uniform, too; but more locals than need be are spilled (Mandelbrot's set took 1.4 times as
    // long).
    const isShared = value.operation === "div" && this.#isUniform(value);
    const isInline = count === 1 && !isNamed && !isDeep(expression) && !isShared;
    if (expression.kind === "get" || isInline) {
      place.environment.set(value, expression);
    } else statements.push(this.#keep(value, expression, place, value.name ?? "t"));
  }

  /** Whether a value is computed by the first copy of a body for all others. */
  #isOfFirst(value: Value, { first, environment }: Place): boolean {
    const known = first && this.#isUniform(value) ? first.get(value) : undefined;
    if (known) environment.set(value, known);
    return known !== undefined;
  }

  #isUniform(value: Value): boolean {
    return this.#varying !== undefined && !this.#varying.has(value);
  }

  #operation({ operation, operands }: Operation, place: Place, statements: Statement[]): Expression {
    const expressions = operands.map((operand, k) =>
      k === 1 && operand.kind === "constant" && SHIFTS.has(operation)
        ? i32(Number(operand.value) & 63)
        : this.read(operand, place)
    );
    this.#spelling = { place, statements };
    return spell(operation, expressions, this.#context);
  }

  /** Calls a function, and with it what else is called of the same operands: sine and cosine share most of their work. */
  #call(call: Call, place: Place, uses: Uses): Statement[] {
    if (!uses.counts.has(call) || place.environment.has(call) || this.#isOfFirst(call, place)) return [];
    const calls = uses.together.get(call)!.filter((one) => uses.counts.has(one))
      .sort((x, y) => x.callee.name < y.callee.name ? -1 : 1);
    const locals = calls.map(({ callee, name }) => this.#function.local(name ?? callee.name, "v128", place.suffix));
    calls.forEach((one, k) => place.environment.set(one, get(locals[k])));
    const callee = this.#module.function(calls.map((one) => one.callee), this.#relaxed);
    const operands = call.operands.map((operand) => this.read(operand, place));
    return [{ kind: "assign", locals, call: { kind: "call", callee, operands } }];
  }

  /** Both branches are computed for all lanes; each lane takes its own. */
  #if({ condition, then, otherwise, results }: If, place: Place, uses: Uses): Statement[] {
    const statements: Statement[] = [];
    const mask = this.#local(this.read(condition, place), place, "mask", statements);
    for (const [branch, holds] of [[then, true], [otherwise, false]] as const) {
      const counts = (place.valid && hasGuard(branch)) || hasLoop(branch);
      const path = counts ? this.#path(mask, holds, place, statements) : place.path;
      statements.push(...this.#instructions(branch, { ...place, path }, uses));
    }
    results.forEach((result, k) => {
      if (!uses.counts.has(result)) return;
      const [x, y] = [then, otherwise].map((branch) => this.read(branch.results[k], place));
      const same = then.results[k] === otherwise.results[k];
      statements.push(
        this.#keep(result, same ? x : choose(mask, x, y), place, result.name ?? "t"),
      );
    });
    return statements;
  }

  /**
   * All lanes go on together as long as one does; those that are done keep what they carry, where lanes may be done at
   * different turns. What lies beyond the turns that a loop may take is noticed by `turned`.
   */
  #loop({ initial, carried, test, body, results }: Loop, place: Place, uses: Uses): Statement[] {
    const { suffix, environment } = place;
    const before: Statement[] = [];
    // What is uniform is carried by the first copy alone.
    const own = carried.map((_, k) => k).filter((k) => !this.#isOfFirst(carried[k], place));
    const locals = own.map((k) => this.#function.local(carried[k].name, "v128", suffix));
    locals.forEach((local, o) => before.push(set(local, this.read(initial[own[o]], place))));
    own.forEach((k, o) => environment.set(carried[k], get(locals[o])));
    results.forEach((result, k) => environment.set(result, environment.get(carried[k])!));
    const isMasked = place.path !== undefined || !this.#isUniform(test.results[0]);
    const active = isMasked ? this.#function.local("active", "v128", suffix) : undefined;
    if (active) before.push(set(active, place.path ?? splat(TRUE)));
    const inner: Place = { ...place, path: active && get(active) };
    const tested = this.#instructions(test, inner, uses);
    const holds = this.read(test.results[0], inner);
    if (active) tested.push(set(active, instruction("v128.and", [get(active), holds])));
    const statements = this.#instructions(body, inner, uses);
    // All are read before one is overwritten.
    const next = own.map((k) => this.#kept(this.read(body.results[k], inner), suffix, statements));
    const updates = locals.map((local, o) => {
      // What nobody reads after the loop may go on: lanes then needn't wait for it to be known which of them are done.
      const isKept = active && uses.counts.has(results[own[o]]) && !this.#isUniform(carried[own[o]]);
      return set(local, isKept ? choose(get(active), next[o], get(local)) : next[o]);
    });
    const { start, count } = this.#turns(suffix);
    const loop: Statement = {
      kind: "lanes",
      label: "lanes",
      test: tested,
      mask: active ? get(active) : holds,
      body: statements,
      updates: [...updates, ...count],
    };
    return [...before, ...start, loop];
  }

  /** Counts turns, in the first copy of a body alone: its loops go on as long as a lane of any copy does. */
  #turns(suffix: string): { start: Statement[]; count: Statement[] } {
    if (suffix !== "" && suffix !== ".0") return { start: [], count: [] };
    const turns = this.#function.local("turns", "i32");
    const looks = this.#looks ??= this.#function.local("looks", "i32");
    const next = (local: Local) => set(local, instruction("i32.add", [get(local), i32(1)]));
    const isDue = (local: Local) =>
      instruction("i32.eqz", [instruction("i32.and", [get(local), i32(TURNS_BETWEEN_LOOKS - 1)])]);
    const look = effect({ kind: "call", callee: this.#module.turned(), operands: [get(turns)] });
    return {
      start: [set(turns, i32(0))],
      count: [
        next(turns),
        next(looks),
        { kind: "if", condition: instruction("i32.or", [isDue(turns), isDue(looks)]), then: [look] },
      ],
    };
  }

  /** What an expression is now, whatever is assigned later. */
  #kept(expression: Expression, suffix: string, statements: Statement[]): Expression {
    const local = this.#function.local("next", "v128", suffix);
    statements.push(set(local, expression));
    return get(local);
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
function constantBits({ type, value }: Constant): bigint {
  if (type === "i32") return BigInt.asUintN(32, BigInt(value)) * 0x1_0000_0001n;
  if (typeof value === "boolean") return value ? TRUE : 0n;
  return typeof value === "bigint" ? value : bitsOf(value);
}

/** How often values are read, and which of them a region only yields. */
interface Uses {
  readonly counts: ReadonlyMap<Value, number>;
  readonly yielded: ReadonlySet<Value>;
  /** The calls of the same operands in the same region as each. */
  readonly together: ReadonlyMap<Call, readonly Call[]>;
}

function countUses(root: Region): Uses {
  const counts = new Map<Value, number>();
  const yielded = new Set<Value>();
  const together = new Map<Call, Call[]>();
  /** In how many sequential loops a value is defined; what is read further in is not to be computed again there. */
  const levels = new Map<Value, number>();
  const use = (value: Value, level: number) => {
    counts.set(value, (counts.get(value) ?? 0) + (level > (levels.get(value) ?? 0) ? 2 : 1));
  };
  const walk = (region: Region, level: number): void => {
    const calls: Call[][] = [];
    for (const one of region.instructions) {
      if (one.kind === "call") {
        let group = calls.find(([other]) => haveSameOperands(one, other));
        if (!group) calls.push(group = []);
        group.push(one);
        together.set(one, group);
      }
      if (isValue(one)) levels.set(one, level);
      else if (one.kind !== "guard") one.results.forEach((result) => levels.set(result, level));
      readBy(one).forEach((value) => use(value, level));
      const inner = one.kind === "loop" ? level + 1 : level;
      if (one.kind === "loop") one.carried.forEach((parameter) => levels.set(parameter, inner));
      regionsOf(one).forEach((region) => walk(region, inner));
    }
    region.results.forEach((result) => use(result, level));
    region.results.filter((result) => counts.get(result) === 1).forEach((result) => yielded.add(result));
  };
  walk(root, 0);
  return { counts, yielded, together };
}

function haveSameOperands(x: Call, y: Call): boolean {
  return x.operands.length === y.operands.length && x.operands.every((operand, k) => operand === y.operands[k]);
}

/** Tells whether a region has a guard, in a branch perhaps. */
export function hasGuard(region: Region): boolean {
  return someInstruction(region, ({ kind }) => kind === "guard");
}

/** Tells whether a region has a sequential loop, in a branch perhaps: the lanes that don't take it must not turn. */
function hasLoop(region: Region): boolean {
  return someInstruction(region, ({ kind }) => kind === "loop");
}

/** Tells whether an expression is nested as deep as a local should take. */
function isDeep(expression: Expression, levels = DEEPEST): boolean {
  if (expression.kind === "get" || expression.kind === "constant") return false;
  if (levels === 1) return true;
  const { operands } = expression;
  for (let k = 0; k < operands.length; k++) if (isDeep(operands[k], levels - 1)) return true;
  return false;
}
