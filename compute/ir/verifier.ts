import { type OperationName, operations } from "./operations.ts";
import {
  isValue,
  type Kernel,
  type Loop,
  type Parallel,
  type Reduction,
  type ReductionKind,
  type Region,
  type Strip,
  type Type,
  type Value,
} from "./types.ts";

/**
 * Checks that a kernel is well formed: each value is defined before its use, in its own region or one around it; types
 * and arities fit; shift counts are constants; regions of an `if` yield alike; each reduction's accumulator is used
 * for nothing but its own update; parallel loops don't nest; what sequential loops carry keeps its type.
 *
 * @param kernel The kernel to check.
 * @param pass The pass that made it, for the message.
 * @throws {Error} What is wrong; always a defect of Lanes, never of the user's kernel.
 */
export function verify(kernel: Kernel, pass: string): void {
  // Messages are made on failure only: each pass is verified, and describing values would take most of the time.
  const fail = (what: string): never => {
    throw new Error(`kernel ${kernel.name} is malformed after ${pass}: ${what}`);
  };

  function use(value: Value, type: Type | null, scope: Scope, where: string): void {
    if (value.kind !== "constant" && !scope.has(value)) fail(`${where} uses ${describe(value)} before its definition`);
    if (type && value.type !== type) fail(`${where} needs ${type}, not ${value.type}`);
  }

  /** Checks a region; gives the scope that its values are in. */
  function region(node: Region, outer: Scope, inLoop: boolean): Scope {
    const scope = new Scope(outer);
    const define = (value: Value) => {
      if (scope.has(value)) fail(`${describe(value)} is defined twice`);
      scope.add(value);
    };
    for (const instruction of node.instructions) {
      switch (instruction.kind) {
        case "operation": {
          const { operation, operands } = instruction;
          const record = operations[operation] ?? fail(`there is no operation ${operation}`);
          if (record.operands.length !== operands.length) fail(`${operation} takes ${record.operands.length} operands`);
          if (record.result !== instruction.type) fail(`${operation} gives ${record.result}`);
          for (let k = 0; k < operands.length; k++) use(operands[k], record.operands[k], scope, operation);
          if (operation === "shlBits" || operation === "shrBits") {
            const count = operands[1];
            const fits = count.kind === "constant" && (count.value as bigint) < 64n;
            if (!fits) fail(`${operation} needs a constant shift count`);
          }
          break;
        }
        case "call":
          if (instruction.callee.arity !== instruction.operands.length) fail(`${instruction.callee.name} arity`);
          for (const operand of instruction.operands) use(operand, "f64", scope, instruction.callee.name);
          break;
        case "if": {
          const { condition, then, otherwise, results } = instruction;
          use(condition, "bool", scope, "if");
          region(then, scope, inLoop);
          region(otherwise, scope, inLoop);
          const alike = [then, otherwise].every((branch) => branch.results.length === results.length);
          if (!alike) fail("the branches of an if yield different counts");
          results.forEach(({ type }, k) => {
            const fits = then.results[k].type === type && otherwise.results[k].type === type;
            if (!fits) fail("the branches of an if yield different types");
          });
          break;
        }
        case "loop":
          sequential(instruction, scope, inLoop);
          break;
        case "parallel":
          if (inLoop) fail("a parallel loop is inside another");
          parallel(instruction, scope);
          break;
        case "guard":
          if (!inLoop) fail("a guard is outside a loop");
          use(instruction.condition, "bool", scope, "guard");
          break;
      }
      if (isValue(instruction)) define(instruction);
      else if (instruction.kind !== "guard") instruction.results.forEach(define);
    }
    node.results.forEach((value) => use(value, null, scope, "yield"));
    return scope;
  }

  function sequential({ initial, carried, test, body, results }: Loop, scope: Scope, inLoop: boolean): void {
    const counts = [carried, body.results, results].map(({ length }) => length);
    if (counts.some((count) => count !== initial.length)) fail("a loop's carried values differ in count");
    if (test.results.length !== 1) fail("a loop's test yields one bool");
    carried.forEach(({ type }, k) => {
      use(initial[k], type, scope, "loop");
      if (body.results[k].type !== type || results[k].type !== type) fail("a loop's carried values differ in type");
    });
    const tested = region(test, new Scope(scope, carried), inLoop);
    use(test.results[0], "bool", tested, "loop");
    region(body, tested, inLoop);
  }

  function parallel(loop: Parallel, scope: Scope): void {
    const { near, fallback, body, reductions } = loop;
    use(loop.start, "f64", scope, "prange");
    use(loop.stop, "f64", scope, "prange");
    if (loop.results.length !== reductions.length) fail("a loop's results and reductions differ in count");
    if (body.results.length !== reductions.length) fail("a loop's body and reductions differ in count");
    for (const { kind, initial, factor, name } of reductions) {
      use(initial, "f64", scope, name);
      if (factor) use(factor, "f64", scope, name);
      if (factor && kind !== "sum") fail("a reduction other than a sum has a factor");
    }
    const inner = new Scope(scope, [loop.index, ...reductions.map((reduction) => reduction.carried)]);
    for (const strip of [loop.strip, near?.strip]) {
      if (!strip) continue;
      const { length, tables, entries, header, invariants } = strip;
      if (!Number.isInteger(Math.log2(length)) || length > 1024) fail("a strip's length is no power of two");
      const half = strip.half ? [strip.half] : [];
      region(tables, new Scope(scope, [strip.offset, ...half]), true);
      region(header, new Scope(scope, [strip.base, ...half]), true);
      if (tables.results.length !== entries.length) fail("a strip's tables and entries differ in count");
      if (header.results.length !== invariants.length) fail("a strip's header and invariants differ in count");
    }
    const withStrip = (strip?: Strip) => strip ? new Scope(inner, [...strip.entries, ...strip.invariants]) : inner;
    const bodies: [Region, Scope][] = [[body, withStrip(loop.strip)]];
    if (near) bodies.push([near.body, withStrip(near.strip)]);
    if (fallback) bodies.push([fallback, inner]);
    for (const [body, scope] of bodies) {
      region(body, scope, true);
      reductions.forEach((reduction, k) => {
        const chain = accumulatorChain(body, reduction);
        if (!chain.has(body.results[k])) fail(`the body doesn't yield ${reduction.name}`);
      });
    }
  }

  /** The carried value and all that is made from it by allowed updates; fails on any other use. */
  function accumulatorChain(body: Region, reduction: Reduction): Set<Value> {
    const chain = new Set<Value>([reduction.carried]);
    const inChain = (value: Value) => chain.has(value);
    const walk = (node: Region): void => {
      for (const instruction of node.instructions) {
        switch (instruction.kind) {
          case "operation": {
            const { operation, operands } = instruction;
            if (!operands.some(inChain)) break;
            const used = operands.flatMap((operand, k) => chain.has(operand) ? [k] : []);
            const allowed = operation === "select"
              ? !used.includes(0) && used.length === 2
              : used.length === 1 && (UPDATES[reduction.kind][operation]?.includes(used[0]) ?? false);
            if (!allowed) fail(`${reduction.name} is used by ${operation} inside its loop`);
            chain.add(instruction);
            break;
          }
          case "call":
            if (instruction.operands.some(inChain)) fail(`${reduction.name} is used inside its loop`);
            break;
          case "if":
            walk(instruction.then);
            walk(instruction.otherwise);
            instruction.results.forEach((result, k) => {
              const [then, otherwise] = [instruction.then, instruction.otherwise].map(({ results }) =>
                chain.has(results[k])
              );
              if (then !== otherwise) fail(`${reduction.name} is mixed with other values by an if`);
              if (then) chain.add(result);
            });
            break;
          case "loop":
            instruction.initial.forEach((value, k) => inChain(value) && chain.add(instruction.carried[k]));
            walk(instruction.test);
            walk(instruction.body);
            instruction.results.forEach((result, k) => {
              const [before, after] = [instruction.carried[k], instruction.body.results[k]].map(inChain);
              if (before !== after) fail(`${reduction.name} is mixed with other values by a loop`);
              if (before) chain.add(result);
            });
            break;
        }
      }
    };
    walk(body);
    return chain;
  }

  const { results } = kernel.body;
  if (results.length !== 1 || results[0].type !== "f64") fail("a kernel yields one f64");
  region(kernel.body, new Scope(null, kernel.parameters), false);
}

/** The operands by which operations may take an accumulator. */
const UPDATES: Readonly<Record<ReductionKind, Readonly<Partial<Record<OperationName, readonly number[]>>>>> = {
  sum: { add: [0, 1], sub: [0], madd: [2], nmadd: [2] },
  product: { mul: [0, 1], div: [0] },
  min: { min: [0, 1] },
  max: { max: [0, 1] },
};

/** The values of a region; those of the regions around it are asked, not copied: large kernels have many regions. */
class Scope {
  readonly #parent: Scope | null;
  readonly #values: Set<Value>;

  constructor(parent: Scope | null, values: readonly Value[] = []) {
    this.#parent = parent;
    this.#values = new Set(values);
  }

  has(value: Value): boolean {
    return this.#values.has(value) || (this.#parent?.has(value) ?? false);
  }

  add(value: Value): void {
    this.#values.add(value);
  }
}

function describe(value: Value): string {
  switch (value.kind) {
    case "operation":
      return value.operation;
    case "call":
      return value.callee.name;
    case "constant":
      return String(value.value);
    default:
      return value.name ?? value.kind;
  }
}
