import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { UsageError } from "../../compute/bench/command_line.ts";
import { helpText, OPTIONS, readOptions } from "../../compute/bench/options.ts";

Deno.test("nothing given leaves all to the defaults", () => {
  const { set, require, outputs, help, fastmath, ...rest } = readOptions([]);
  assertEquals({ set, require, outputs, help, fastmath }, {
    set: {},
    require: [],
    outputs: {},
    help: false,
    fastmath: false,
  });
  assertEquals(Object.values(rest).every((value) => value === undefined), true);
});

Deno.test("values come after a space or an equals sign, and may begin with a minus sign", () => {
  const options = readOptions(["--from", "-pi", "--to=-1", "--expr", "-x", "--json", "-"]);
  assertEquals([options.from, options.to, options.expr, options.outputs.json], ["-pi", "-1", "-x", "-"]);
});

Deno.test("lists are split at commas outside of parentheses, and may be given in parts", () => {
  const options = readOptions(["--n", "1e3, pow(2,20)", "--n=7", "--backends", "wasm,threads"]);
  assertEquals(options.n, ["1e3", "pow(2,20)", "7"]);
  assertEquals(options.backends, ["wasm", "threads"]);
});

Deno.test("settings are gathered by name", () => {
  assertEquals(readOptions(["--set", "m=3", "--set=q= 1/2"]).set, { m: "3", q: "1/2" });
});

const mistakes: [string, string[], string][] = [
  ["an unknown option", ["--backend", "wasm"], "--backend is no option: did you mean --backends?"],
  ["an unknown short option", ["-x"], "-x is no option"],
  ["a missing value", ["--n"], "--n needs a value: N,..."],
  ["an option for a value", ["--n", "--fastmath"], "--n needs a value"],
  ["a word of its own", ["cos(x)"], '"cos(x)" belongs to no option'],
  ["an option given twice", ["--expr", "x", "--expr", "y"], "--expr is given 2 times"],
  ["a setting without a name", ["--set", "3"], 'NAME=NUMBER, not "3"'],
  ["a setting given twice", ["--set", "m=1", "--set", "m=2"], "--set gives m twice"],
  ["two formats for standard output", ["--json", "-", "--csv", "-"], "takes one format"],
];

for (const [what, args, message] of mistakes) {
  Deno.test(`refused: ${what}`, () => {
    assertThrows(() => readOptions(args), UsageError, message);
  });
}

Deno.test("the help names every option and fits into 100 columns", () => {
  for (const { name } of OPTIONS) assertStringIncludes(helpText(), `--${name}`);
  for (const line of helpText().split("\n")) assertEquals(line.length <= 100, true, line);
});
