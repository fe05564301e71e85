/** A run as text to take away: Markdown, CSV, JSON. */
import type { ResultRow } from "../../compute/compare/types.ts";
import type { RunRequest } from "../../server/api_types.ts";
import { formatError, formatInterval, formatSpeedup, formatTime, formatValue } from "../format.ts";
import { rangeOf } from "./range.ts";
import type { RunView } from "../state/run_view.ts";

export interface Exported {
  readonly view: RunView;
  readonly request: RunRequest;
}

const resultsOf = (view: RunView): ResultRow[] => view.rows.flatMap((row) => row.result ?? []);

function markdown({ view, request }: Exported): string {
  const what = request.kernel === undefined
    ? `\`${request.expr}\` ${rangeOf(request)}`
    : `\n\n\`\`\`ts\n${request.kernel}\n\`\`\`\n\n${rangeOf(request)}`;
  const machine = view.environment;
  const cells = resultsOf(view).map((row) => {
    const key = [row.backend, row.n, row.jobs ?? ""];
    if (row.status !== "ok") {
      return [...key, row.status, "", row.reason.replaceAll("|", "\\|").replaceAll("\n", " "), "", ""];
    }
    return [
      ...key,
      `${formatTime(row.medianMs)} ${formatInterval(row.ci95Ms, row.medianMs)}`,
      formatSpeedup(row.speedup),
      formatValue(row.value),
      formatError(row.errorVsSerial),
      formatTime(row.coldMs),
    ];
  });
  const table = [
    ["backend", "n", "jobs", "time [95 % interval]", "speedup", "value", "minus serial", "cold"],
    ["---", "---:", "---:", "---:", "---:", "---", "---:", "---:"],
    ...cells,
  ].map((row) => `| ${row.join(" | ")} |`).join("\n");
  const where = machine ? `\n\n${machine.cpu}, ${machine.cores} cores, ${machine.os}, Deno ${machine.deno}` : "";
  return `${what}\n\n${table}${where}\n`.trimStart();
}

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
] as const;

function csv({ view }: Exported): string {
  const lines = resultsOf(view).map((row) => {
    const flat: Partial<Record<(typeof CSV_COLUMNS)[number], unknown>> = row.status !== "ok" ? { ...row } : {
      ...row,
      ci95LowMs: row.ci95Ms[0],
      ci95HighMs: row.ci95Ms[1],
      speedupCi95Low: row.speedupCi95?.[0],
      speedupCi95High: row.speedupCi95?.[1],
      samples: row.samplesMs.length,
    };
    return CSV_COLUMNS.map((column) => quoted(flat[column])).join(",");
  });
  return [CSV_COLUMNS.join(","), ...lines].join("\n") + "\n";
}

function quoted(value: unknown): string {
  const text = value === undefined || value === null ? "" : String(value);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function json({ view, request }: Exported): string {
  const report = { version: 1, request, environment: view.environment, results: resultsOf(view) };
  return JSON.stringify(report, null, 2) + "\n";
}

/** The formats by the names on their buttons. */
export const exportFormats: Readonly<Record<string, (run: Exported) => string>> = {
  Markdown: markdown,
  CSV: csv,
  JSON: json,
};
