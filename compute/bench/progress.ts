import type { CompareEvent, RowKey } from "../compare/mod.ts";
import { count } from "../report/mod.ts";

/** Redrawing more often would cost time and flicker. */
const REDRAW_MS = 100;
const CLEAR_LINE = "\r\x1b[2K";

/** One line on a terminal that tells how far a comparison is. */
export class ProgressLine {
  #drawn = -Infinity;
  #row?: RowKey;
  readonly #samples = new Map<string, { taken: number; planned: number }>();

  /**
   * @param severalN Whether a row is told by its n too.
   * @param write Writes to the terminal.
   * @param width Characters in a line.
   */
  constructor(
    private readonly severalN: boolean,
    private readonly write: (text: string) => void,
    private readonly width: () => number,
  ) {}

  /** Takes note of an event. */
  show(event: CompareEvent): void {
    if (event.type !== "progress") return;
    const { row, phase, fraction, sample, samples } = event;
    const name = `${row.backend}${row.jobs === undefined ? "" : ` ${row.jobs}`}`;
    const share = fraction > 0 ? ` ${Math.floor(fraction * 100)} %` : "";
    if (this.#row?.n !== row.n) this.#samples.clear();
    this.#row = row;
    const at = this.severalN ? `n = ${count(row.n)}  ` : "";
    if (phase !== "measuring") return this.#draw(`${at}${name}: ${phase}${share}`);
    this.#samples.set(name, { taken: sample, planned: samples });
    const total = (key: "taken" | "planned") => this.#samples.values().reduce((sum, row) => sum + row[key], 0);
    this.#draw(`${at}measuring: ${total("taken")} of ${total("planned")} samples${share ? ` (${name}${share})` : ""}`);
  }

  /** Removes the line. */
  clear(): void {
    if (this.#drawn > -Infinity) this.write(CLEAR_LINE);
    this.#drawn = -Infinity;
  }

  #draw(text: string): void {
    const now = performance.now();
    if (now - this.#drawn < REDRAW_MS) return;
    this.#drawn = now;
    const room = Math.max(10, this.width() - 1);
    this.write(CLEAR_LINE + (text.length > room ? `${text.slice(0, room - 1)}…` : text));
  }
}
