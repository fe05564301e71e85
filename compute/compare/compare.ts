import type { Backend } from "../backends/backend.ts";
import { type Clock, clockResolution, seededGenerator, shuffled, systemClock } from "../timeit/mod.ts";
import { withGpu } from "./environment.ts";
import { type MeasurementContext, RowMeasurement } from "./measurement.ts";
import { describeNonFinite } from "./non_finite.ts";
import { resultOf } from "./result.ts";
import { wrongValue } from "./tolerance.ts";
import type { CompareEvent, CompareRequest, ComparisonReport, Environment, ResultRow, RowKey } from "./types.ts";

/** The backend that all others are compared with. */
export const BASELINE = "serial";

export interface CompareOptions {
  /** All backends that the request names, and `serial`. They stay open. */
  readonly backends: readonly Backend[];
  readonly environment: Environment;
  /** Ends the comparison; it then resolves with what there is. */
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: CompareEvent) => void;
  readonly clock?: Clock;
}

/**
 * Runs a kernel in several ways and compares their speed and values with the serial baseline. For every n the rows are
 * opened one after the other, serial first, then sampled in rounds of shuffled order, so that whatever disturbs the
 * machine disturbs all alike. A row that fails leaves the others standing.
 *
 * @param request A checked request.
 * @param options Who runs it, and where to tell of it.
 * @returns One row for each n and each backend with its jobs, serial first.
 */
export async function compare(request: CompareRequest, options: CompareOptions): Promise<ComparisonReport> {
  const { signal, onEvent = () => {}, clock = systemClock } = options;
  const asked = options.backends.filter(({ name }) => request.backends.includes(name));
  const environment = await withGpu(options.environment, asked);
  const context = { request, clock, resolutionMs: clockResolution(clock), signal, emit: onEvent };
  onEvent({ type: "started", environment });
  const results: ResultRow[] = [];
  for (const [round, n] of request.n.entries()) {
    const rows = rowsAt(n, options.backends, context);
    results.push(...await compareRows(rows, context, round + 1));
  }
  return { version: 1, environment, results };
}

/** The rows of one n: serial, then each backend once, or once for each number of jobs. */
function rowsAt(n: number, backends: readonly Backend[], context: MeasurementContext): RowMeasurement[] {
  const { request } = context;
  const find = (name: string) => {
    const backend = backends.find((backend) => backend.name === name);
    if (!backend) throw new RangeError(`there is no backend ${name}`);
    return backend;
  };
  const names = [BASELINE, ...request.backends.filter((name) => name !== BASELINE)];
  return names.map(find).flatMap((backend) => {
    const keys: RowKey[] = backend.usesJobs
      ? request.jobs.map((jobs) => ({ backend: backend.name, n, jobs }))
      : [{ backend: backend.name, n }];
    return keys.map((key) => new RowMeasurement(key, backend, context));
  });
}

async function compareRows(rows: RowMeasurement[], context: MeasurementContext, seed: number): Promise<ResultRow[]> {
  const { request } = context;
  const [serial] = rows;
  const results = new Map<RowMeasurement, ResultRow>();
  /** Reports rows that are done; all wait for serial, which they are compared with. */
  const report = async () => {
    for (const row of rows) {
      if (results.has(row) || !row.finished || !(row.failure || serial.finished)) continue;
      const result = resultOf(row, serial, request);
      results.set(row, result);
      await row.close();
      context.emit({ type: "result", result });
    }
  };
  const check = (row: RowMeasurement) => {
    if (row === serial || serial.failure || !row.kernel) return undefined;
    const { compiled, args } = row.kernel;
    return wrongValue(row, serial.value, { kernel: compiled.kernel, args, n: row.key.n, fastmath: request.fastmath });
  };
  let place: Promise<string | undefined> | undefined;
  /** Says where the value of a row, as of serial, ceased to be finite; it is looked for once. */
  const explain = async (row: RowMeasurement) => {
    if (row.failure || !row.kernel || Number.isFinite(row.value) || Number.isFinite(serial.value)) return;
    place ??= describeNonFinite(row.kernel, { request, n: row.key.n }, context.signal).catch(() => undefined);
    const note = await place;
    if (note) row.notes.push(note);
  };
  try {
    for (const row of rows) {
      await row.open(check);
      await explain(row);
      await report();
    }
    const random = seededGenerator(seed);
    while (results.size < rows.length) {
      for (const row of shuffled(rows, random)) if (!row.finished) await row.sample();
      await report();
    }
  } finally {
    for (const row of rows) await row.close();
  }
  return rows.map((row) => results.get(row)!);
}
