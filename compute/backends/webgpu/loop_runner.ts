import {
  bindLoop,
  LANES,
  type LoopBinding,
  MOST_TURNS,
  pairReader,
  partialWords,
  tileLength,
  type TileNote,
  type TileRange,
  type WgslLoop,
  writeTiles,
} from "../../codegen/wgsl/mod.ts";
import { UnsupportedError } from "../../errors.ts";
import { type Accumulator, accumulatorOf } from "./accumulate.ts";
import type { GpuTimes } from "../backend.ts";
import type { GpuSession, Shader } from "./session.ts";
import { addTimes, NO_TIME } from "./timestamps.ts";

/** Workgroups of one dispatch, at most: the least that every device allows. */
const MOST_TILES = 65535;

/** Of shorter dispatches much is the way there and back. */
const WORTH_NOTING_MS = 15;

/** How much longer a run must last for other sizes of workgroups to be tried, which have to be compiled. */
const LONG_MS = 5000;

/** What is asked of a loop, as in `LoopRequest`. */
export interface LoopRun {
  readonly loop: WgslLoop;
  readonly start: number;
  readonly count: number;
  readonly captures: readonly number[];
  /** Whether to tell the dispatches' times. */
  readonly profile?: boolean;
}

/** What is left of a loop: iterations cut into tiles of one length, or the partials of tiles, in order. */
type Part = Omit<TileRange, "first" | "tiles"> | Words;

type Words = Uint32Array<ArrayBuffer>;

/**
 * Runs one loop, a dispatch at a time. Each tile's bits, and the order of adding, are the same however it is cut. A tile
 * that its shader couldn't finish is run in parts, of one iteration for each invocation.
 */
export class LoopRunner {
  readonly #gpu: GpuSession;
  readonly #request: LoopRun;
  readonly #shader: Shader;
  readonly #binding: LoopBinding;
  readonly #totals: readonly Accumulator[];
  readonly #mostTiles: number;
  /** What is left, in order; the first has iterations. */
  readonly #parts: Part[];
  /** Iterations that are done. */
  #done = 0;
  #times = NO_TIME;

  private constructor(gpu: GpuSession, request: LoopRun, shader: Shader, mostTiles: number) {
    const { loop, start, count, captures } = request;
    this.#gpu = gpu;
    this.#request = request;
    this.#shader = shader;
    this.#binding = bindLoop(loop.inputs, captures);
    this.#totals = loop.reductions.map(accumulatorOf);
    this.#mostTiles = mostTiles;
    const length = tileLength(count, loop.notes.includes("finished") ? "looping" : "plain");
    this.#parts = count > 0 ? [{ start, count, length }] : [];
  }

  /**
   * Readies a loop: compiles its shader, unless that was done before.
   *
   * @param mostTiles How many tiles a dispatch may have.
   */
  static async create(gpu: GpuSession, request: LoopRun, mostTiles = MOST_TILES): Promise<LoopRunner> {
    return new LoopRunner(gpu, request, await gpu.shader(request.loop), mostTiles);
  }

  /** Whether tiles are left. */
  get more(): boolean {
    return this.#parts.length > 0;
  }

  /** The share of the iterations that is done. */
  get progress(): number {
    return this.#done / this.#request.count;
  }

  /** The times of the dispatches so far; to be asked for in the request. */
  get times(): GpuTimes {
    return this.#times;
  }

  /**
   * Runs as many of the next tiles as a dispatch should take.
   *
   * @throws {UnsupportedError} If one iteration takes more turns of its loops than the GPU does.
   */
  async dispatch(): Promise<void> {
    const { loop } = this.#request;
    const { pace } = this.#shader;
    const part = this.#parts.shift() as Exclude<Part, Words>;
    const { start, count, length } = part;
    const tiles = Math.min(this.#mostTiles, Math.ceil(count / length), Math.ceil(pace.next() / length));
    const words = new Uint32Array(tiles * loop.tileWords);
    writeTiles({ ...part, first: 0, tiles }, this.#binding, loop.tileWords, words.buffer);
    const isLong = pace.msFor(count) > LONG_MS && !loop.notes.includes("finished");
    const together = this.#gpu.workgroups.next(isLong ? this : null);
    const shader = together === 1 ? this.#shader : await this.#gpu.shader(loop, { together });
    const started = performance.now();
    const partials = await this.#run(shader, words, tiles);
    const ms = performance.now() - started;
    if (isLong && ms > WORTH_NOTING_MS) this.#gpu.workgroups.note(together, tiles * length / ms);
    await this.#runUnsure(words, partials);
    const next: Part[] = [];
    let [done, from] = [Math.min(count, tiles * length), 0];
    for (const tile of this.#noted("finished", 0, partials)) {
      const divided = this.#divide({
        start: start + tile * length,
        count: Math.min(length, count - tile * length),
        length,
      });
      next.push(partials.subarray(from * this.#stride, tile * this.#stride), divided);
      done -= divided.count;
      from = tile + 1;
    }
    next.push(partials.subarray(from * this.#stride));
    if (count > tiles * length) next.push({ start: start + tiles * length, count: count - tiles * length, length });
    this.#parts.unshift(...next);
    this.#addReady();
    this.#done += done;
    pace.note(done, performance.now() - started);
  }

  /** What the reductions add up to, initial values left out. */
  values(): Float64Array {
    return Float64Array.from(this.#totals, (total, r) => total.value() * this.#binding.corrections[r]);
  }

  /** Adds the partials that come before all iterations that are left. */
  #addReady(): void {
    const { inputs, pairWords } = this.#request.loop;
    for (let [part] = this.#parts; part instanceof Uint32Array; [part] = this.#parts) {
      const pairAt = pairReader(inputs.precision, part);
      for (let at = 0; at < part.length; at += this.#stride) {
        this.#totals.forEach((total, r) => total.add(...pairAt(at + pairWords * r)));
      }
      this.#parts.shift();
    }
  }

  /** A tile in the smallest parts. */
  #divide({ start, count, length }: Exclude<Part, Words>): Exclude<Part, Words> {
    if (length > LANES) return { start, count, length: LANES };
    throw new UnsupportedError(
      "webgpu: an iteration of prange takes more turns of the loops inside of it than the GPU does at a time, at most " +
        `${MOST_TURNS}. A condition may never become false, or not in ${this.#request.loop.inputs.precision}; else share the turns out among more ` +
        "iterations, or choose another backend",
    );
  }

  /** Words of one tile's partials. */
  get #stride(): number {
    return partialWords(this.#request.loop);
  }

  /** The tiles of which the shader noted 0 or 1. */
  #noted(note: TileNote, which: 0 | 1, words: Words): number[] {
    const { notes, pairWords } = this.#request.loop;
    const place = notes.indexOf(note);
    if (place < 0) return [];
    const stride = this.#stride;
    const tiles = Array.from({ length: words.length / stride }, (_, tile) => tile);
    return tiles.filter((tile) => words[tile * stride + pairWords * this.#totals.length + place] === which);
  }

  async #run(shader: Shader, tiles: Uint32Array<ArrayBuffer>, count: number): Promise<Words> {
    const { parameters } = this.#binding;
    const { profile, loop } = this.#request;
    const groups = Math.ceil(count / shader.together);
    // The last workgroup's empty tiles, if any, have no iterations.
    const all = groups * shader.together;
    const padded = all === count ? tiles : new Uint32Array(all * loop.tileWords);
    if (padded !== tiles) padded.set(tiles);
    const bytes = all * this.#stride * Uint32Array.BYTES_PER_ELEMENT;
    const { partials, times } = await this.#gpu.run({
      shader,
      parameters,
      tiles: padded,
      count: groups,
      bytes,
      profile,
    });
    if (times) this.#times = addTimes(this.#times, times);
    return new Uint32Array(partials, 0, count * this.#stride);
  }

  /** Runs the tiles that a shader was unsure of again, thoroughly, and puts their partials in place. */
  async #runUnsure(tiles: Uint32Array<ArrayBuffer>, partials: Words): Promise<void> {
    const { loop } = this.#request;
    const stride = this.#stride;
    const unsure = this.#noted("unsure", 1, partials);
    if (unsure.length === 0) return;
    const again = new Uint32Array(unsure.length * loop.tileWords);
    unsure.forEach((tile, k) => {
      again.set(tiles.subarray(tile * loop.tileWords, (tile + 1) * loop.tileWords), k * loop.tileWords);
    });
    const sure = await this.#run(await this.#gpu.shader(loop, { thorough: true }), again, unsure.length);
    unsure.forEach((tile, k) => partials.set(sure.subarray(k * stride, (k + 1) * stride), tile * stride));
  }
}
