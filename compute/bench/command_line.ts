import { parseArgs } from "@std/cli/parse_args.js";
import { suggestion } from "../compare/mod.ts";
import { parseConstant } from "../lang/mod.ts";

/** A mistake in how a command was called. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** One option of a command. */
export interface OptionRecord {
  readonly name: string;
  /** What stands for the value in the help; absent for flags. */
  readonly value?: string;
  /** `list`: several at commas, or given again; `many`: one each time it is given. */
  readonly takes: "nothing" | "one" | "list" | "many";
  readonly help: string;
}

export const one = (name: string, value: string, help: string): OptionRecord => ({ name, value, takes: "one", help });
export const list = (name: string, value: string, help: string): OptionRecord => ({ name, value, takes: "list", help });
export const many = (name: string, value: string, help: string): OptionRecord => ({ name, value, takes: "many", help });
export const flag = (name: string, help: string): OptionRecord => ({ name, takes: "nothing", help });

/** The options of a command line, by name. */
export interface CommandLine {
  flag(name: string): boolean;
  /** The value of an option that takes one; undefined where it is absent. */
  one(name: string): string | undefined;
  /** All values of an option; undefined where it is absent. */
  several(name: string): readonly string[] | undefined;
}

/** Commas between parentheses belong to a call such as `pow(2, 20)`. */
const LIST_COMMA = /,(?![^(]*\))/;

/**
 * Reads a command line.
 *
 * @param args The arguments.
 * @param options All options that there are; `-h` stands for `--help`.
 * @param positional What to say of a word that belongs to no option.
 * @throws {UsageError} What is wrong, in one line.
 */
export function readCommandLine(
  args: readonly string[],
  options: readonly OptionRecord[],
  positional: string,
): CommandLine {
  const names = options.map((option) => `--${option.name}`);
  const isFlag = (option: OptionRecord) => option.takes === "nothing";
  const valued = options.filter((option) => !isFlag(option)).map((option) => option.name);
  const parsed: Record<string, unknown> = parseArgs(joinValues(args, options), {
    string: valued,
    collect: valued,
    boolean: options.filter(isFlag).map((option) => option.name),
    alias: { h: "help" },
    unknown: (argument: string) => {
      const name = argument.split("=")[0];
      if (argument.startsWith("-")) throw new UsageError(`${name} is no option: ${suggestion(name, names)}`);
      throw new UsageError(`"${argument}" belongs to no option: ${positional}`);
    },
  });
  const given = (name: string) => parsed[name] as readonly string[];
  return {
    flag: (name) => parsed[name] === true,
    one(name) {
      const values = given(name);
      if (values.length > 1) throw new UsageError(`--${name} is given ${values.length} times: give it once`);
      return values[0];
    },
    several(name) {
      const values = given(name);
      if (values.length === 0) return undefined;
      const { takes } = options.find((option) => option.name === name)!;
      if (takes === "many") return values;
      return values.flatMap((value) => value.split(LIST_COMMA).map((item) => item.trim()));
    },
  };
}

/** Writes `--name value` as `--name=value`, so that a value may begin with a minus sign. */
function joinValues(args: readonly string[], options: readonly OptionRecord[]): string[] {
  const joined: string[] = [];
  const isOption = (argument: string) => options.some((option) => argument.split("=")[0] === `--${option.name}`);
  for (let k = 0; k < args.length; k++) {
    const option = options.find((option) => args[k] === `--${option.name}`);
    if (!option || option.takes === "nothing") joined.push(args[k]);
    else if (k + 1 === args.length || isOption(args[k + 1])) {
      throw new UsageError(`--${option.name} needs a value: ${option.value}`);
    } else joined.push(`${args[k]}=${args[++k]}`);
  }
  return joined;
}

/**
 * Reads an option's count, which may be a constant expression such as 1e6.
 *
 * @throws {UsageError} If it is no integer of at least 1.
 */
export function positiveInteger(name: string, text: string): number {
  const number = parseConstant(text);
  if (!Number.isInteger(number) || number < 1) throw new UsageError(`--${name} must be an integer of at least 1`);
  return number;
}

/** The options as lines of a help text. */
export function optionLines(options: readonly OptionRecord[]): string {
  const usages = options.map(({ name, value }) => `--${name}${value ? ` ${value}` : ""}`);
  const width = Math.max(...usages.map((usage) => usage.length));
  return options.map(({ help }, k) => `  ${usages[k].padEnd(width)}  ${help}`).join("\n");
}

/**
 * Ends the process with a command's exit status, with 2 and one line where it was called wrongly. All that the command
 * started ends with it.
 */
export async function exitWith(command: (args: readonly string[]) => Promise<number>): Promise<never> {
  try {
    Deno.exit(await command(Deno.args));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`error: ${error.message}`);
    Deno.exit(2);
  }
}
