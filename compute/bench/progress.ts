import type { CompareEvent, RowKey } from "../compare/mod.ts";

/** Redrawing more often would cost time and flicker. */
const REDRAW_MS = 100;
const CLEAR_LINE = "\r\x1b[2K";

/** One line on a terminal that tells how far a comparison is. */
export class ProgressLine {
  #drawn = -Infinity;
  #row?: RowKey;
  readonly #done = new Map<string, string>();

  /**
   * @param write Writes to the terminal.
   * @param width Characters in a line.
   */
  constructor(private readonly write: (text: string) => void, private readonly width: () => number) {}

  /** Takes note of an event. */
  show(event: CompareEvent): void {
    if (event.type !== "progress") return;
    const { row, phase, fraction, sample, samples } = event;
    const name = `${row.backend}${row.jobs === undefined ? "" : ` ${row.jobs}`}`;
    const share = fraction > 0 ? ` ${Math.floor(fraction * 100)} %` : "";
    const text = phase === "measuring" ? `${name} ${sample}/${samples}${share}` : `${name}: ${phase}${share}`;
    if (this.#row?.n !== row.n) this.#done.clear();
    this.#row = row;
    // While rows are sampled in turns, all of them are shown; before that, only the one being opened.
    if (phase === "measuring") this.#done.set(name, text);
    else this.#done.delete(name);
    this.#draw(phase === "measuring" && fraction === 0 ? [...this.#done.values()].join("  ") : text);
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
