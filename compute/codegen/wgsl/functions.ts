import { type Instruction, type Operation, parameter, type Region, RegionBuilder, type Value } from "../../ir/mod.ts";
import { type MathFunction, mathFunctions } from "../../math/mod.ts";
import type { Declaration, NumberFormat } from "./number_format.ts";
import { integersCompared } from "./exact.ts";
import { LARGEST_F32, SMALLEST_F32 } from "./f32.ts";
import { comparisons, type Expression, LONGEST, named, not, primary, printInteger } from "./expressions.ts";
import { indent } from "./body.ts";

/** Ends the name of the declaration of a function that is valid everywhere, where another is quicker. */
const ANYWHERE = " anywhere";

/** Ends the name of one that asks for no guards, for what calls it where they hold. */
const NEAR = " near";

/** A function valid everywhere takes the place of one that isn't, if it has at most so many times its operations. */
const WORTH_GUARDS = 1.3;

const PARAMETERS = ["x", "y"];

/** A function's parameters and what it gives, in straight-line operations and guards. */
interface Formula {
  readonly parameters: readonly Value[];
  readonly region: Region;
}

/** How formulas are to be expanded. */
export interface FormulaOptions {
  readonly fastmath: boolean;
  readonly contract: boolean;
  readonly portable: "f64" | "df64";
}

/** The mathematical functions of a precision that has none of its own: the formulas of their records, printed. */
export class FormulaFunctions {
  readonly #options: FormulaOptions;
  readonly #format: () => NumberFormat;

  /** @param format What the formulas are printed in, once it is there. */
  constructor(options: FormulaOptions, format: () => NumberFormat) {
    this.#options = options;
    this.#format = format;
  }

  /** See `NumberFormat`. What is one operation is no call. */
  call(name: string, operands: readonly Expression[]): ReturnType<NumberFormat["call"]> {
    const record = mathFunctions.get(name);
    if (!record) return null;
    const { parameters, region } = this.#formula(record, true);
    const [first, ...more] = region.instructions;
    const { spellings, needs } = this.#format();
    if (more.length === 0 && first?.kind === "operation" && first.operands.every((x, k) => x === parameters[k])) {
      return { expression: spellings[first.operation]!(...operands), need: needs[first.operation]?.[0] };
    }
    return { expression: primary(`${nameOf(name)}(${operands.map(({ text }) => text).join(", ")})`), need: name };
  }

  /** Declares a function; one that is quick where guards hold declares another, for where they don't. */
  declaration(name: string): Declaration {
    const [plain] = name.split(" ");
    const record = mathFunctions.get(plain)!;
    const total = this.#formula(record, true);
    if (name.endsWith(ANYWHERE)) return this.#print(name, total, `${plain}, whatever the operands are`);
    const guarded = this.#formula(record, false);
    if (name.endsWith(NEAR)) return this.#print(name, unguarded(guarded), `${plain} of a small number`);
    const worth = total.region.instructions.length > WORTH_GUARDS * guarded.region.instructions.length;
    return this.#print(name, worth ? guarded : total);
  }

  #formula(record: MathFunction, total: boolean): Formula {
    const parameters = PARAMETERS.slice(0, record.arity).map((name) => parameter(name));
    const builder = new RegionBuilder();
    const result = record.expand(builder, parameters, { ...this.#options, total });
    return { parameters, region: live(builder.finish([result])) };
  }

  #print(name: string, { parameters, region }: Formula, comment?: string): Declaration {
    const format = this.#format();
    const uses = usesOf(region);
    const needs = new Set<string>();
    const names = PARAMETERS.slice(0, parameters.length);
    const expressions = new Map<Value, Expression>(parameters.map((value, k) => [value, primary(names[k])]));
    const read = (value: Value): Expression => expressions.get(value) ?? this.#constant(value);
    const anywhere = `${nameOf(name)}_anywhere(${names.join(", ")})`;
    let locals = 0;
    const lines = region.instructions.flatMap((instruction) => {
      if (instruction.kind === "guard") {
        needs.add(name + ANYWHERE);
        return [
          `if (${not(read(instruction.condition)).text}) {`,
          ...indent(["if (thorough) {", `  return ${anywhere};`, "}", "unsure = true;"]),
          "}",
        ];
      }
      const { operation } = instruction as Operation;
      const integers = integersCompared(instruction as Operation);
      const spelling = integers ? comparisons[integers.operation] : format.spellings[operation];
      if (!spelling) throw new Error(`${name} needs ${operation}, which ${format.precision} lacks`);
      if (!integers) format.needs[operation]?.forEach((need) => needs.add(need));
      const expression = spelling(...readBy(instruction).map(read));
      if (uses.get(instruction as Operation) === 1 && expression.text.length < LONGEST) {
        expressions.set(instruction as Operation, expression);
        return [];
      }
      const local = `t${++locals}`;
      expressions.set(instruction as Operation, named(local, expression));
      return [`let ${local} = ${expression.text};`];
    });
    const { type } = format;
    const text = [
      ...(comment ? [`// ${comment}.`] : []),
      `fn ${nameOf(name)}(${names.map((name) => `${name}: ${type}`).join(", ")}) -> ${type} {`,
      ...indent([...lines, `return ${read(region.results[0]).text};`]),
      "}",
    ].join("\n");
    return { text, uses: [...needs], thorough: needs.has(name + ANYWHERE) };
  }

  #constant(value: Value): Expression {
    if (value.kind !== "constant") throw new Error("a value is read before it is printed");
    if (typeof value.value === "boolean") return primary(String(value.value));
    const number = value.value as number;
    if (value.type === "i32") return printInteger(number);
    return this.#format().constant(this.#options.portable === "df64" ? narrowed(number) : number)!;
  }
}

const nameOf = (name: string) => `lanes_${name.replace(" ", "_")}`;

/** A number of f64 as one that pairs of f32 hold: thresholds beyond become their largest and their smallest. */
function narrowed(value: number): number {
  const size = Math.abs(value);
  return size === 0 || !(size < Infinity)
    ? value
    : Math.sign(value) * Math.min(LARGEST_F32, Math.max(SMALLEST_F32, size));
}

function unguarded({ parameters, region }: Formula): Formula {
  const instructions = region.instructions.filter(({ kind }) => kind !== "guard");
  return { parameters, region: live({ ...region, instructions }) };
}

/** The values that are read where an instruction of a formula is printed. */
function readBy(instruction: Instruction): readonly Value[] {
  if (instruction.kind === "guard") return [instruction.condition];
  const operation = instruction as Operation;
  return integersCompared(operation)?.operands ?? operation.operands;
}

/** Leaves out what neither the result nor a guard comes from. */
function live(region: Region): Region {
  const needed = new Set<Value>(region.results);
  const instructions = [...region.instructions].reverse().filter((instruction) => {
    const isNeeded = instruction.kind === "guard" || needed.has(instruction as Operation);
    if (isNeeded) readBy(instruction).forEach((value) => needed.add(value));
    return isNeeded;
  });
  return { instructions: instructions.reverse(), results: region.results };
}

function usesOf(region: Region): Map<Value, number> {
  const uses = new Map<Value, number>();
  const use = (value: Value) => uses.set(value, (uses.get(value) ?? 0) + 1);
  region.instructions.forEach((instruction) => readBy(instruction).forEach(use));
  region.results.forEach(use);
  return uses;
}
