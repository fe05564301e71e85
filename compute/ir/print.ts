import type { Instruction, Kernel, Loop, Parallel, Region, Strip, Value } from "./types.ts";

/**
 * Prints a kernel for people: one line per instruction, each value under the source's name where it has one.
 *
 * ```text
 * kernel integrate(a, b, n) {
 *   %1 = sub b, a
 *   step = div %1, n
 *   acc = parallel i from 0 to n, sum acc from 0 {
 *     %2 = mul i, step
 *     x = add a, %2
 *     %3 = cos(x)
 *     %4 = mul %3, step
 *     acc.1 = add acc, %4
 *     yield acc.1
 *   }
 *   yield acc
 * }
 * ```
 *
 * @param kernel The kernel, before or after any pass.
 * @returns Its text, without a newline at the end.
 */
export function printKernel(kernel: Kernel): string {
  const printer = new Printer();
  const parameters = kernel.parameters.map((parameter) => printer.define(parameter)).join(", ");
  printer.block(`kernel ${kernel.name}(${parameters})`, kernel.body);
  return printer.lines.join("\n");
}

class Printer {
  readonly lines: string[] = [];
  readonly #names = new Map<Value, string>();
  readonly #taken = new Set<string>();
  #indent = 0;
  #unnamed = 0;

  /** Names a value: as in the source, numbered where that name is taken or there is none. */
  define(value: Value): string {
    const source = value.kind === "constant" ? undefined : value.name;
    let name = source ?? `%${++this.#unnamed}`;
    for (let k = 1; this.#taken.has(name); k++) name = `${source}.${k}`;
    this.#taken.add(name);
    this.#names.set(value, name);
    return name;
  }

  /** Prints a heading and a region under it. */
  block(heading: string, region: Region): void {
    this.#line(`${heading} {`);
    this.#inside(region);
    this.#line("}");
  }

  #inside(region: Region): void {
    this.#indent++;
    for (const instruction of region.instructions) this.#print(instruction);
    if (region.results.length > 0) this.#line(`yield ${this.#list(region.results)}`);
    this.#indent--;
  }

  #print(instruction: Instruction): void {
    switch (instruction.kind) {
      case "operation": {
        const operands = this.#list(instruction.operands);
        this.#line(`${this.define(instruction)} = ${instruction.operation} ${operands}`);
        break;
      }
      case "call": {
        const operands = this.#list(instruction.operands);
        this.#line(`${this.define(instruction)} = ${instruction.callee.name}(${operands})`);
        break;
      }
      case "guard":
        this.#line(`guard ${this.#use(instruction.condition)}`);
        break;
      case "if": {
        const condition = this.#use(instruction.condition);
        this.#line(`${this.#results(instruction.results)}if ${condition} {`);
        this.#inside(instruction.then);
        this.#line("} else {");
        this.#inside(instruction.otherwise);
        this.#line("}");
        break;
      }
      case "loop":
        this.#loop(instruction);
        break;
      case "parallel":
        this.#parallel(instruction);
        break;
    }
  }

  #loop({ initial, carried, test, body, results }: Loop): void {
    const initials = initial.map((value) => this.#use(value));
    const head = this.#results(results);
    const values = carried.map((parameter, k) => `${this.define(parameter)} from ${initials[k]}`);
    this.#line(`${head}loop ${values.join(", ")} {`);
    this.#inside(test);
    this.#line("} while {");
    this.#inside(body);
    this.#line("}");
  }

  #parallel(loop: Parallel): void {
    const { strip } = loop;
    const range = `from ${this.#use(loop.start)} to ${this.#use(loop.stop)}`;
    const initials = loop.reductions.map(({ initial, factor }) =>
      this.#use(initial) + (factor ? ` times ${this.#use(factor)}` : "")
    );
    const results = this.#results(loop.results);
    const index = this.define(loop.index);
    const reductions = loop.reductions.map(({ kind, carried }, k) =>
      `, ${kind} ${this.define(carried)} from ${initials[k]}`
    );
    this.#line(`${results}parallel ${index} ${range}${reductions.join("")} {`);
    this.#indent++;
    if (strip) this.#strip(strip);
    this.#indent--;
    this.#inside(loop.body);
    if (loop.near) {
      this.#line("} near {");
      this.#indent++;
      this.#strip(loop.near.strip);
      this.#indent--;
      this.#inside(loop.near.body);
    }
    if (loop.fallback) {
      this.#line("} fallback {");
      this.#inside(loop.fallback);
    }
    this.#line("}");
  }

  #strip(strip: Strip): void {
    if (strip.half) this.#line(`half ${this.define(strip.half)}`);
    this.block(`tables of ${strip.length} by ${this.define(strip.offset)}`, strip.tables);
    this.block(`header at ${this.define(strip.base)}`, strip.header);
    this.#line(`entries ${strip.entries.map((entry) => this.define(entry)).join(", ")}`);
    this.#line(`invariants ${strip.invariants.map((invariant) => this.define(invariant)).join(", ")}`);
  }

  #results(results: readonly Value[]): string {
    return results.length > 0 ? `${results.map((result) => this.define(result)).join(", ")} = ` : "";
  }

  #list(values: readonly Value[]): string {
    return values.map((value) => this.#use(value)).join(", ");
  }

  #use(value: Value): string {
    if (value.kind !== "constant") return this.#names.get(value) ?? "undefined";
    if (typeof value.value === "bigint") return `0x${value.value.toString(16)}`;
    return Object.is(value.value, -0) ? "-0" : String(value.value);
  }

  #line(text: string): void {
    this.lines.push("  ".repeat(this.#indent) + text);
  }
}
