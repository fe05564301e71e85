import type { Environment, ResultRow } from "../compare/types.ts";
import { formatDuration } from "../timeit/mod.ts";
import { errorVsSerial, machine, medianWithInterval, speedup, timePerLoop } from "./wording.ts";

const TITLES = ["backend", "jobs", "n", "time per loop", "median [95 %]", "speedup [95 %]", "error", "cold", "value"];

/**
 * Writes results as a Markdown table, and below it the machine.
 *
 * @param environment Where they were measured, where that is known.
 * @returns The text, its lines ended by "\n".
 */
export function toMarkdown(results: readonly ResultRow[], environment?: Environment): string {
  const lines = [TITLES, TITLES.map((_, k) => k === 0 ? "---" : "---:"), ...results.map(cellsOf)];
  const table = lines.map((cells) => `| ${cells.join(" | ")} |\n`).join("");
  return environment ? `${table}\n${machine(environment)}\n` : table;
}

function cellsOf(row: ResultRow): string[] {
  const key = [row.backend, String(row.jobs ?? ""), String(row.n)];
  if (row.status !== "ok") {
    const reason = row.reason.replaceAll("|", "\\|").replaceAll("\n", " ");
    return [...key, `${row.status}: ${reason}`, "", "", "", "", ""];
  }
  return [
    ...key,
    timePerLoop(row),
    medianWithInterval(row),
    speedup(row),
    errorVsSerial(row),
    formatDuration(row.coldMs),
    String(row.value),
  ];
}
