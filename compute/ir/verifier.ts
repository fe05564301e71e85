import { operations } from "./operations.ts";
import { isValue, type Kernel, type Parallel, type Reduction, type Region, type Type, type Value } from "./types.ts";

/**
 * Checks that a kernel is well formed: each value is defined before its use, in its own region or one around it; types
 * and arities fit; shift counts are constants; regions of an `if` yield alike; each reduction's accumulator is used
 * for nothing but its own update; parallel loops don't nest.
 *
 * @param kernel The kernel to check.
 * @param pass The pass that made it, for the message.
 * @throws {Error} What is wrong; always a defect of Lanes, never of the user's kernel.
 */
export function verify(kernel: Kernel, pass: string): void {
  const fail = (what: string): never => {
    throw new Error(`kernel ${kernel.name} is malformed after ${pass}: ${what}`);
  };
  const check = (condition: boolean, what: string) => condition || fail(what);

  function use(value: Value, type: Type | null, scope: Scope, where: string): void {
    check(value.kind === "constant" || scope.has(value), `${where} uses ${describe(value)} before its definition`);
    if (type) check(value.type === type, `${where} needs ${type}, not ${value.type}`);
  }

  function region(node: Region, outer: Scope, inLoop: boolean): void {
    const scope = new Scope(outer);
    const define = (value: Value) => {
      check(!scope.has(value), `${describe(value)} is defined twice`);
      scope.add(value);
    };
    for (const instruction of node.instructions) {
      switch (instruction.kind) {
        case "operation": {
          const { operation, operands } = instruction;
          const record = operations[operation] ?? fail(`there is no operation ${operation}`);
          check(record.operands.length === operands.length, `${operation} takes ${record.operands.length} operands`);
          check(record.result === instruction.type, `${operation} gives ${record.result}`);
          operands.forEach((operand, k) => use(operand, record.operands[k], scope, operation));
          if (operation === "shlBits" || operation === "shrBits") {
            const count = operands[1];
            check(
              count.kind === "constant" && (count.value as bigint) < 64n,
              `${operation} needs a constant shift count`,
            );
          }
          break;
        }
        case "call":
          check(instruction.callee.arity === instruction.operands.length, `${instruction.callee.name} arity`);
          instruction.operands.forEach((operand) => use(operand, "f64", scope, instruction.callee.name));
          break;
        case "if":
          use(instruction.condition, "bool", scope, "if");
          region(instruction.then, scope, inLoop);
          region(instruction.otherwise, scope, inLoop);
          check(
            instruction.then.results.length === instruction.results.length &&
              instruction.otherwise.results.length === instruction.results.length,
            "the branches of an if yield different counts",
          );
          instruction.results.forEach((result, k) => {
            check(
              instruction.then.results[k].type === result.type && instruction.otherwise.results[k].type === result.type,
              "the branches of an if yield different types",
            );
          });
          break;
        case "parallel":
          check(!inLoop, "a parallel loop is inside another");
          parallel(instruction, scope);
          break;
        case "guard":
          check(inLoop, "a guard is outside a loop");
          use(instruction.condition, "bool", scope, "guard");
          break;
      }
      if (isValue(instruction)) define(instruction);
      else if (instruction.kind !== "guard") instruction.results.forEach(define);
    }
    node.results.forEach((value) => use(value, null, scope, "yield"));
  }

  function parallel(loop: Parallel, scope: Scope): void {
    use(loop.start, "f64", scope, "prange");
    use(loop.stop, "f64", scope, "prange");
    check(loop.results.length === loop.reductions.length, "a loop's results and reductions differ in count");
    check(loop.body.results.length === loop.reductions.length, "a loop's body and reductions differ in count");
    loop.reductions.forEach((reduction) => use(reduction.initial, "f64", scope, reduction.name));
    const inner = new Scope(scope, [loop.index, ...loop.reductions.map((reduction) => reduction.carried)]);
    const { strip, fallback } = loop;
    if (strip) {
      check(Number.isInteger(Math.log2(strip.length)) && strip.length <= 1024, "a strip's length is no power of two");
      region(strip.tables, new Scope(scope, [strip.offset]), true);
      region(strip.header, new Scope(scope, [strip.base]), true);
      check(strip.tables.results.length === strip.entries.length, "a strip's tables and entries differ in count");
      check(strip.header.results.length === strip.invariants.length, "a strip's header and invariants differ in count");
    }
    const bodies: [Region, Scope][] = [
      [loop.body, strip ? new Scope(inner, [...strip.entries, ...strip.invariants]) : inner],
    ];
    if (fallback) bodies.push([fallback, inner]);
    for (const [body, scope] of bodies) {
      region(body, scope, true);
      loop.reductions.forEach((reduction, k) => {
        const chain = accumulatorChain(body, reduction);
        check(chain.has(body.results[k]), `the body doesn't yield ${reduction.name}`);
      });
    }
  }

  /** The carried value and all that is made from it by allowed updates; fails on any other use. */
  function accumulatorChain(body: Region, reduction: Reduction): Set<Value> {
    const chain = new Set<Value>([reduction.carried]);
    const kinds: Record<string, readonly number[]> = reduction.kind === "sum"
      ? { add: [0, 1], sub: [0], madd: [2], nmadd: [2] }
      : { mul: [0, 1], div: [0] };
    const walk = (node: Region): void => {
      for (const instruction of node.instructions) {
        switch (instruction.kind) {
          case "operation": {
            const used = instruction.operands.flatMap((operand, k) => chain.has(operand) ? [k] : []);
            if (used.length === 0) break;
            const allowed = instruction.operation === "select"
              ? !used.includes(0) && used.length === 2
              : used.length === 1 && (kinds[instruction.operation]?.includes(used[0]) ?? false);
            check(allowed, `${reduction.name} is used by ${instruction.operation} inside its loop`);
            chain.add(instruction);
            break;
          }
          case "call":
            check(!instruction.operands.some((o) => chain.has(o)), `${reduction.name} is used inside its loop`);
            break;
          case "if":
            walk(instruction.then);
            walk(instruction.otherwise);
            instruction.results.forEach((result, k) => {
              const both = [instruction.then.results[k], instruction.otherwise.results[k]].map((v) => chain.has(v));
              check(both[0] === both[1], `${reduction.name} is mixed with other values by an if`);
              if (both[0]) chain.add(result);
            });
            break;
        }
      }
    };
    walk(body);
    return chain;
  }

  check(kernel.body.results.length === 1 && kernel.body.results[0].type === "f64", "a kernel yields one f64");
  region(kernel.body, new Scope(null, kernel.parameters), false);
}

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
