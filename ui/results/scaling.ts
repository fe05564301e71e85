/** How time follows jobs and n, from a run's rows. */
import type { OkRow } from "../../compute/compare/types.ts";
import type { Point, Series } from "../charts/line_chart.tsx";

/** Groups rows by backend, keeping order; backends with fewer than two points are left out. */
function seriesOf(rows: readonly OkRow[], point: (row: OkRow, ofBackend: readonly OkRow[]) => Point): Series[] {
  const backends = [...new Set(rows.map((row) => row.backend))];
  return backends.flatMap((backend) => {
    const own = rows.filter((row) => row.backend === backend);
    const points = own.map((row) => point(row, own)).sort((left, right) => left.x - right.x);
    return points.length > 1 ? [{ backend, points }] : [];
  });
}

/**
 * Speedup against jobs at one n, for each backend over itself with the fewest jobs, times those jobs: the ideal is
 * a speedup of as many as there are jobs.
 */
export function speedupByJobs(rows: readonly OkRow[], n: number): Series[] {
  const timed = rows.filter((row) => row.n === n && row.jobs !== undefined && row.medianMs > 0);
  return seriesOf(timed, (row, own) => {
    const fewest = own.reduce((least, other) => other.jobs! < least.jobs! ? other : least);
    return { x: row.jobs!, y: fewest.jobs! * fewest.medianMs / row.medianMs };
  });
}

/** Time against n, for each backend with the most jobs. */
export function timeByN(rows: readonly OkRow[]): Series[] {
  const most = Math.max(...rows.map((row) => row.jobs ?? 0));
  const timed = rows.filter((row) => (row.jobs === undefined || row.jobs === most) && row.medianMs > 0);
  return seriesOf(timed, (row) => ({ x: row.n, y: row.medianMs }));
}

export interface Crossover extends Point {
  readonly backend: string;
}

/** Where a backend's time falls below serial's: between two measured n, straight on logarithmic axes. */
export function crossovers(series: readonly Series[]): Crossover[] {
  const serial = series.find((one) => one.backend === "serial");
  if (!serial) return [];
  return series.flatMap((one) => {
    const crossing = one === serial ? undefined : firstCrossing(serial.points, one.points);
    return crossing ? [{ backend: one.backend, ...crossing }] : [];
  });
}

function firstCrossing(baseline: readonly Point[], other: readonly Point[]): Point | undefined {
  const pairs = baseline.flatMap((base) => {
    const same = other.find((point) => point.x === base.x);
    return same ? [{ x: Math.log(base.x), base: Math.log(base.y), lead: Math.log(base.y / same.y) }] : [];
  });
  for (let k = 1; k < pairs.length; k++) {
    const [before, after] = [pairs[k - 1], pairs[k]];
    if (before.lead >= 0 || after.lead < 0) continue;
    const share = before.lead / (before.lead - after.lead);
    const between = (from: number, to: number) => Math.exp(from + share * (to - from));
    return { x: between(before.x, after.x), y: between(before.base, after.base) };
  }
  return undefined;
}
