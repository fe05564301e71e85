/** A run as the page shows it, and how each event changes it. Pure: the same events give the same view. */
import type { CompareEvent, Environment, ResultRow, RowKey } from "../../compute/compare/types.ts";
import type { ApiError, BackendInfo, Run, RunEvent } from "../../server/api_types.ts";

export type RunPhase = "sending" | "waiting" | "queued" | "running" | "done" | "stopped" | "failed";

type Progress = Extract<CompareEvent, { type: "progress" }>;

export interface RowView {
  readonly key: RowKey;
  /** Where it is, once it has begun. */
  readonly progress?: Omit<Progress, "type" | "row">;
  /** Times measured so far, in ms. */
  readonly samples: readonly number[];
  /** There once the row has ended. */
  readonly result?: ResultRow;
}

export interface RunView {
  readonly id?: string;
  readonly phase: RunPhase;
  /** 1 is next; only while queued. */
  readonly position?: number;
  readonly environment?: Environment;
  readonly rows: readonly RowView[];
  /** Why it failed as a whole. */
  readonly error?: ApiError["error"];
}

/** Phases after which nothing more comes. */
export function isOver(view: RunView): boolean {
  return view.phase === "done" || view.phase === "stopped" || view.phase === "failed";
}

export function rowId({ backend, n, jobs }: RowKey): string {
  return `${backend} ${n} ${jobs ?? ""}`;
}

/** The rows that a request will give, in their order: by n, and for each n the baseline first. */
export function plannedRows(
  request: { readonly n: readonly number[]; readonly jobs: readonly number[]; readonly backends: readonly string[] },
  known: readonly BackendInfo[],
): RowKey[] {
  const names = ["serial", ...request.backends.filter((name) => name !== "serial")];
  return request.n.flatMap((n) =>
    names.flatMap((backend): RowKey[] => {
      const usesJobs = known.find((info) => info.name === backend)?.usesJobs;
      return usesJobs ? request.jobs.map((jobs) => ({ backend, n, jobs })) : [{ backend, n }];
    })
  );
}

/**
 * The view of a run that was just asked for.
 *
 * @param phase `waiting` for one of this browser's, that begins once the server has ended.
 */
export function newRun(rows: readonly RowKey[], phase: "sending" | "waiting" = "sending"): RunView {
  return { phase, rows: rows.map((key) => ({ key, samples: [] })) };
}

const PHASE_OF_STATUS: Readonly<Record<Run["status"], RunPhase>> = {
  queued: "queued",
  running: "running",
  done: "done",
  failed: "failed",
  cancelled: "stopped",
};

/** The view of a run as the server keeps it. */
export function viewOf(run: Run): RunView {
  return {
    id: run.id,
    phase: PHASE_OF_STATUS[run.status],
    position: run.position,
    environment: run.environment,
    rows: run.results.map((result) => ({ key: keyOf(result), samples: [], result })),
    error: run.error,
  };
}

function keyOf({ backend, n, jobs }: RowKey): RowKey {
  return jobs === undefined ? { backend, n } : { backend, n, jobs };
}

/** Applies one event. */
export function applyEvent(view: RunView, event: RunEvent): RunView {
  switch (event.type) {
    case "queued":
      return { ...view, phase: "queued", position: event.position };
    case "started":
      return { ...view, phase: "running", position: undefined, environment: event.environment };
    case "progress": {
      const { type: _type, row, ...progress } = event;
      return { ...view, phase: "running", rows: changeRow(view.rows, row, (old) => ({ ...old, progress })) };
    }
    case "sample": {
      const { row, ms } = event;
      return { ...view, rows: changeRow(view.rows, row, (old) => ({ ...old, samples: [...old.samples, ms] })) };
    }
    case "result": {
      const { result } = event;
      return { ...view, rows: changeRow(view.rows, keyOf(result), (old) => ({ ...old, result })) };
    }
    case "done":
      return { ...view, position: undefined, phase: PHASE_OF_STATUS[event.status] };
    case "failed":
      return { ...view, position: undefined, phase: "failed", error: event.error };
  }
}

/** Changes the row of a key; a row that was not planned is added at the end. */
function changeRow(rows: readonly RowView[], key: RowKey, change: (row: RowView) => RowView): readonly RowView[] {
  const id = rowId(key);
  if (!rows.some((row) => rowId(row.key) === id)) return [...rows, change({ key: keyOf(key), samples: [] })];
  return rows.map((row) => rowId(row.key) === id ? change(row) : row);
}
