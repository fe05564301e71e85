import type { ComparisonReport } from "../compare/mod.ts";
import { toCsv, toMarkdown } from "../report/mod.ts";
import type { OutputFormat } from "./options.ts";

/** Writes a report in each format. */
export const EXPORTS: Readonly<Record<OutputFormat, (report: ComparisonReport) => string>> = {
  json: (report) => `${JSON.stringify(report, null, 2)}\n`,
  csv: ({ results }) => toCsv(results),
  markdown: ({ results, environment }) => toMarkdown(results, environment),
};
