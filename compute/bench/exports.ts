import { stringify } from "@std/csv/stringify.js";
import type { ComparisonReport, ResultRow } from "../compare/mod.ts";
import { formatDuration } from "../timeit/mod.ts";
import type { OutputFormat } from "./options.ts";
import { errorVsSerial, medianWithInterval, speedup, timePerLoop } from "./wording.ts";

const CSV_COLUMNS = [
  "backend",
  "n",
  "jobs",
  "status",
  "precision",
  "fastmath",
  "value",
  "errorVsSerial",
  "coldMs",
  "medianMs",
  "bestMs",
  "ci95LowMs",
  "ci95HighMs",
  "speedup",
  "speedupCi95Low",
  "speedupCi95High",
  "samples",
  "reason",
];

function toCsv({ results }: ComparisonReport): string {
  const rows = results.map((row) => {
    if (row.status !== "ok") return { ...row };
    const [ci95LowMs, ci95HighMs] = row.ci95Ms;
    const [speedupCi95Low, speedupCi95High] = row.speedupCi95 ?? [];
    return { ...row, ci95LowMs, ci95HighMs, speedupCi95Low, speedupCi95High, samples: row.samplesMs.length };
  });
  return stringify(rows, { columns: CSV_COLUMNS }).replaceAll("\r\n", "\n");
}

function toMarkdown({ environment, results }: ComparisonReport): string {
  const { cpu, cores, os, deno, v8, gpu } = environment;
  const titles = ["backend", "jobs", "n", "time per loop", "median [95 %]", "speedup [95 %]", "error", "cold", "value"];
  const lines = [titles, titles.map((_, k) => k === 0 ? "---" : "---:"), ...results.map(markdownCells)];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n") +
    `\n\n${cpu}, ${cores} cores, ${os}, Deno ${deno}, V8 ${v8}, GPU: ${gpu ?? "none"}\n`;
}

function markdownCells(row: ResultRow): string[] {
  const key = [row.backend, String(row.jobs ?? ""), String(row.n)];
  if (row.status !== "ok") return [...key, `${row.status}: ${row.reason.replaceAll("|", "\\|")}`, "", "", "", "", ""];
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

/** Writes a report in each format. */
export const EXPORTS: Readonly<Record<OutputFormat, (report: ComparisonReport) => string>> = {
  json: (report) => `${JSON.stringify(report, null, 2)}\n`,
  csv: toCsv,
  markdown: toMarkdown,
};
