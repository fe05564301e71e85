import { bindLoop, type LoopBinding, tileLength, type WgslLoop, writeTiles } from "../../codegen/wgsl/mod.ts";
import { type Accumulator, accumulatorOf } from "./accumulate.ts";
import type { GpuSession, Shader } from "./session.ts";

/** Workgroups of one dispatch, at most: the least that every device allows. */
const MOST_TILES = 65535;

/** What is asked of a loop, as in `LoopRequest`. */
export interface LoopRun {
  readonly loop: WgslLoop;
  readonly start: number;
  readonly count: number;
  readonly captures: readonly number[];
}

/** Runs one loop, a dispatch at a time. Each tile's bits, and the order of adding, are the same however it is cut. */
export class LoopRunner {
  readonly #gpu: GpuSession;
  readonly #request: LoopRun;
  readonly #shader: Shader;
  readonly #binding: LoopBinding;
  readonly #totals: readonly Accumulator[];
  readonly #mostTiles: number;
  readonly #length: number;
  readonly #tiles: number;
  #done = 0;

  private constructor(gpu: GpuSession, request: LoopRun, shader: Shader, mostTiles: number) {
    const { loop, count, captures } = request;
    this.#gpu = gpu;
    this.#request = request;
    this.#shader = shader;
    this.#binding = bindLoop(loop.inputs, captures);
    this.#totals = loop.reductions.map(accumulatorOf);
    this.#mostTiles = mostTiles;
    this.#length = tileLength(count);
    this.#tiles = Math.ceil(count / this.#length);
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
    return this.#done < this.#tiles;
  }

  /** The share of the tiles that is done. */
  get progress(): number {
    return this.#done / this.#tiles;
  }

  /** Runs as many of the next tiles as a dispatch should take. */
  async dispatch(): Promise<void> {
    const { loop, start, count } = this.#request;
    const { pace } = this.#shader;
    const tiles = Math.min(this.#mostTiles, this.#tiles - this.#done, Math.ceil(pace.next() / this.#length));
    const words = new Uint32Array(tiles * loop.tileWords);
    writeTiles({ start, count, first: this.#done, tiles }, this.#binding.columns, loop.tileWords, words.buffer);
    const started = performance.now();
    const partials = await this.#run(this.#shader, words, tiles);
    if (loop.mayBeUnsure) await this.#runUnsure(words, partials);
    pace.note(tiles * this.#length, performance.now() - started);
    const stride = this.#stride;
    for (let tile = 0; tile < tiles; tile++) {
      this.#totals.forEach((total, r) => {
        total.add(partials[tile * stride + 2 * r], partials[tile * stride + 2 * r + 1]);
      });
    }
    this.#done += tiles;
  }

  /** What the reductions add up to, initial values left out. */
  values(): Float64Array {
    return Float64Array.from(this.#totals, (total, r) => total.value() * this.#binding.corrections[r]);
  }

  /** Words of one tile's partials. */
  get #stride(): number {
    return 2 * this.#totals.length + (this.#request.loop.mayBeUnsure ? 2 : 0);
  }

  async #run(shader: Shader, tiles: Uint32Array<ArrayBuffer>, count: number): Promise<Float32Array> {
    const { parameters } = this.#binding;
    const bytes = count * this.#stride * Float32Array.BYTES_PER_ELEMENT;
    return new Float32Array(await this.#gpu.run({ shader, parameters, tiles, count, bytes }));
  }

  /** Runs the tiles that a shader was unsure of again, thoroughly, and puts their partials in place. */
  async #runUnsure(tiles: Uint32Array<ArrayBuffer>, partials: Float32Array): Promise<void> {
    const { loop } = this.#request;
    const stride = this.#stride;
    const notes = new Uint32Array(partials.buffer);
    const unsure: number[] = [];
    for (let tile = 0; tile * stride < notes.length; tile++) {
      if (notes[(tile + 1) * stride - 2] !== 0) unsure.push(tile);
    }
    if (unsure.length === 0) return;
    const again = new Uint32Array(unsure.length * loop.tileWords);
    unsure.forEach((tile, k) => {
      again.set(tiles.subarray(tile * loop.tileWords, (tile + 1) * loop.tileWords), k * loop.tileWords);
    });
    const sure = await this.#run(await this.#gpu.shader(loop, true), again, unsure.length);
    unsure.forEach((tile, k) => partials.set(sure.subarray(k * stride, (k + 1) * stride), tile * stride));
  }
}
