/** `deno task accuracy`: measures the errors of all functions over their whole domains, and writes ACCURACY.md. */
import { flag, list, one, optionLines, readCommandLine, UsageError } from "../../compute/bench/command_line.ts";
import { domainOf } from "./points.ts";
import { type Accuracy, bounds, isWithinBounds, measure, measuredFunctions, type Worst } from "./measure.ts";

const PAGE = new URL("../../ACCURACY.md", import.meta.url);
const POINTS = 400_000;

const HEADING = `# Accuracy

The largest errors seen of each function, in ULP of the exact value, and where. \`deno task accuracy --write\` measures
them and writes this page; nobody edits it.

- **strict** and **fastmath** are the WebAssembly code that a loop's call is compiled to, with relaxed multiply-adds and
  without, both the code with guards and the fallback for where they fail. **JavaScript** is what \`serial\` calls, and a
  fallback that has no formula of its own.
- A correctly rounded value is off by up to 0.5. From it strict code may be 1 ULP off for sin, cos, tan, exp, log, sqrt,
  pow and atan and 2 for the others, so less than 1.5 and 2.5 from the exact value; \`fastmath\` may be 4 off.
- Points are spread over all exponents of the domain, evenly over ordinary arguments, and about the ends of reductions,
  multiples of pi/2, zeros, and where results overflow and underflow. The reference is good to 140 bits.
- What is always exact, such as floor and min, is left out.
`;

const COLUMNS = ["function", "domain", "strict", "at", "fastmath", "at", "JavaScript", "points"] as const;
const RIGHT = new Set(["strict", "fastmath", "JavaScript", "points"]);

const place = ({ at }: Worst) => at.join(", ");
const error = ({ error }: Worst) => error.toFixed(3);

function row({ name, points, javascript, strict, fastmath }: Accuracy): string[] {
  const measured = [error(strict), place(strict), error(fastmath), place(fastmath), error(javascript), String(points)];
  return [name, domainOf(name), ...measured];
}

/** The page with its table, padded as the formatter pads it. */
export function page(seen: readonly Accuracy[]): string {
  const rows = [[...COLUMNS], ...seen.map(row)];
  const widths = COLUMNS.map((_, k) => Math.max(3, ...rows.map((cells) => cells[k].length)));
  const pad = (cells: readonly string[]) =>
    cells.map((cell, k) => RIGHT.has(COLUMNS[k]) ? cell.padStart(widths[k]) : cell.padEnd(widths[k]));
  const rule = widths.map((width, k) => RIGHT.has(COLUMNS[k]) ? `${"-".repeat(width - 1)}:` : "-".repeat(width));
  const [head, ...body] = rows.map(pad);
  return `${HEADING}\n${[head, rule, ...body].map((cells) => `| ${cells.join(" | ")} |`).join("\n")}\n`;
}

function tell(accuracy: Accuracy): void {
  const { name, points, strict, fastmath } = accuracy;
  const verdict = isWithinBounds(accuracy) ? "" : `  out of bounds: ${Object.values(bounds(name)).join(" and ")}`;
  const modes = [strict, fastmath].map((worst) => `${error(worst)} at ${place(worst)}`);
  console.log(`${name.padEnd(6)} strict ${modes.join(", fastmath ")}, ${points} points${verdict}`);
}

const OPTIONS = [
  one("points", "N", `points for each function, ${POINTS} unless told`),
  list("functions", "NAMES", "only these, with commas between them"),
  flag("write", "write the table to ACCURACY.md"),
  flag("help", "print this"),
];

/** @returns The exit status: 1 if a function is out of its bounds, 2 if the command was called wrongly. */
function main(): number {
  try {
    const line = readCommandLine(Deno.args, OPTIONS, "functions are given by --functions");
    if (line.flag("help")) {
      console.log(`deno task accuracy: the errors of all functions, in ULP\n\n${optionLines(OPTIONS)}`);
      return 0;
    }
    const count = Number(line.one("points") ?? POINTS);
    if (!Number.isInteger(count) || count < 1) throw new UsageError("--points must be an integer of at least 1");
    const names = line.several("functions");
    const unknown = names?.find((name) => !measuredFunctions.some((record) => record.name === name));
    if (unknown !== undefined) throw new UsageError(`--functions: there is no function ${unknown} that rounds`);
    if (line.flag("write") && names) throw new UsageError("--write takes all functions: leave --functions out");
    const seen = measuredFunctions.filter(({ name }) => names?.includes(name) ?? true).map((record) => {
      const accuracy = measure(record, count);
      tell(accuracy);
      return accuracy;
    });
    if (line.flag("write")) Deno.writeTextFileSync(PAGE, page(seen));
    return seen.every(isWithinBounds) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(error.message);
    return 2;
  }
}

if (import.meta.main) Deno.exit(main());
