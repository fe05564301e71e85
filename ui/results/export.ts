/** A run as text to take away: Markdown, CSV, JSON. */
import type { ResultRow } from "../../compute/compare/types.ts";
import type { RunRequest } from "../../server/api_types.ts";
import { toCsv, toMarkdown } from "../../compute/report/mod.ts";
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
    : `\`\`\`ts\n${request.kernel}\n\`\`\`\n\n${rangeOf(request)}`;
  return `${what}\n\n${toMarkdown(resultsOf(view), view.environment)}`;
}

function json({ view, request }: Exported): string {
  const report = { version: 1, request, environment: view.environment, results: resultsOf(view) };
  return JSON.stringify(report, null, 2) + "\n";
}

/** The formats by the names on their buttons. */
export const exportFormats: Readonly<Record<string, (run: Exported) => string>> = {
  Markdown: markdown,
  CSV: ({ view }) => toCsv(resultsOf(view)),
  JSON: json,
};
