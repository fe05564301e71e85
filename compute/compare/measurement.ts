import type { Backend, GpuTimes, Precision, PreparedKernel, RunControl } from "../backends/backend.ts";
import { abortError, UnsupportedError } from "../errors.ts";
import { compile, type CompiledKernel } from "../pipeline.ts";
import type { Clock } from "../timeit/mod.ts";
import { RunLimit, TimeLimitError } from "./run_limit.ts";
import type { CompareEvent, CompareRequest, OtherRow, RowKey } from "./types.ts";

/** What all rows of a comparison share. */
export interface MeasurementContext {
  readonly request: CompareRequest;
  readonly clock: Clock;
  /** The clock's smallest step in ms. */
  readonly resolutionMs: number;
  readonly signal?: AbortSignal;
  readonly emit: (event: CompareEvent) => void;
}

/** The kernel as one row runs it. */
export interface MeasuredKernel {
  readonly compiled: CompiledKernel;
  /** One number for each parameter. */
  readonly args: readonly number[];
}

type Phase = (CompareEvent & { readonly type: "progress" })["phase"];

/** Runs expected to take less block the thread, being measured at their fastest; so a cancelling message waits less. */
const LONGEST_BLOCKING_MS = 60;
/** A sample of several runs blocks the thread for at most this long. */
const LONGEST_BATCH_MS = 40;
/** A sample takes at least this long, and at least so many steps of the clock. */
const SHORTEST_SAMPLE_MS = 1;
const SHORTEST_SAMPLE_STEPS = 100;
/** So that a long measuring time doesn't end in thousands of samples. */
const MOST_SAMPLES = 100;
/** Compilers of JavaScript and WebAssembly replace their first code within this time. */
const WARM_UP_MS = 100;
const WARM_UP_RUNS = 3;
const LONGEST_WARM_UP_MS = 2 * WARM_UP_MS;
/** A first run this long needs no warming up, and is itself the first sample. */
const LONG_RUN_MS = 1000;
/** After this long a row has fewer samples than asked for, rather than keeping all waiting. */
const SAMPLING_BUDGET_MS = 10_000;
const PROGRESS_EVERY_MS = 50;
/** How long the event loop may go without a turn. */
const TURN_EVERY_MS = 8;

/**
 * One row being measured: opened (compiled, run for the first time, warmed up), then sampled until it has enough. What
 * goes wrong ends the row, not the comparison.
 */
export class RowMeasurement {
  /** Time per run in ms, in order. */
  readonly samplesMs: number[] = [];
  readonly notes: string[] = [];
  /** Runs in each sample. */
  loops = 1;
  coldMs = 0;
  value = NaN;
  precision: Exclude<Precision, "auto"> = "f64";
  /** Where a GPU's time went, run by run, but for those sampled. */
  readonly gpuMs: GpuTimes[] = [];
  kernel?: MeasuredKernel;

  #prepared?: PreparedKernel;
  #ended?: Omit<OtherRow, keyof RowKey>;
  #stopped = false;
  #blocking = false;
  #runMs = 0;
  #spentMs = 0;
  #lastTurn = 0;
  #lastProgress = { phase: "", at: -Infinity };

  constructor(readonly key: RowKey, readonly backend: Backend, private readonly context: MeasurementContext) {}

  /** Why there is nothing to show, where there is nothing. */
  get failure(): OtherRow | undefined {
    return this.#ended && { ...this.key, ...this.#ended };
  }

  /** Whether all samples are taken, or no more can be. */
  get finished(): boolean {
    const { runs, minTime } = this.context.request;
    if (this.#ended || this.#stopped) return true;
    const { length } = this.samplesMs;
    if (length >= runs && this.#measuredMs >= minTime * 1000) return true;
    return length > 0 && this.#spentMs + this.#runMs * this.loops > this.#budgetMs;
  }

  get #measuredMs(): number {
    return this.samplesMs.reduce((sum, sample) => sum + sample, 0) * this.loops;
  }

  get #limitMs(): number {
    return this.context.request.timeLimit * 1000;
  }

  get #budgetMs(): number {
    return Math.min(this.#limitMs, Math.max(SAMPLING_BUDGET_MS, this.context.request.minTime * 1000));
  }

  /** How many samples are to be taken, as far as one can tell. */
  get #plannedSamples(): number {
    const { runs, minTime } = this.context.request;
    const sampleMs = this.#runMs * this.loops;
    const wanted = Math.max(runs, sampleMs > 0 ? Math.ceil(minTime * 1000 / sampleMs) : runs);
    return sampleMs > 0 ? Math.max(1, Math.min(wanted, Math.floor(this.#budgetMs / sampleMs))) : wanted;
  }

  /**
   * Starts what the backend needs, compiles the kernel from its text, runs it once, checks the value and warms up.
   *
   * @param check Says what is wrong with a value, or undefined.
   */
  async open(check: (row: RowMeasurement) => string | undefined): Promise<void> {
    await this.#attempt(async () => {
      const { request, clock } = this.context;
      this.#progress("compiling", 0);
      const availability = await this.backend.available();
      if (!availability.available) return this.#end("skipped", availability.reason);
      // The CPU computes in f64 only, whatever the GPU is asked for.
      const precision = this.backend.target === "wgsl" ? request.precision : "auto";
      const options = { jobs: this.key.jobs ?? 1, precision };
      await this.backend.warmUp(options);
      this.context.signal?.throwIfAborted();

      const start = clock();
      const compiled = compile(request.source, { fastmath: request.fastmath });
      this.#prepared = await this.backend.prepare(compiled, options);
      const values: Readonly<Record<string, number>> = { ...request.args, n: this.key.n };
      this.kernel = { compiled, args: compiled.kernel.parameters.map(({ name }) => values[name]) };
      const compileMs = clock() - start;
      const { ms, value } = await this.#time(1, "warming up");
      this.coldMs = compileMs + ms;
      this.precision = this.#prepared.precision;
      this.value = value;
      const wrong = check(this);
      if (wrong) return this.#end("failed", wrong);

      this.#runMs = ms;
      if (ms >= LONG_RUN_MS) return this.#keep(ms);
      await this.#warmUp();
      this.#progress("ready", 0);
    });
  }

  /** Takes one sample. */
  async sample(): Promise<void> {
    await this.#attempt(async () => {
      await this.#turn();
      const { ms, value } = await this.#time(this.loops, "measuring");
      if (!Object.is(value, this.value)) return this.#end("failed", `gave ${this.value} first and ${value} later`);
      this.#keep(ms / this.loops);
    });
  }

  /** Releases the prepared kernel. */
  async close(): Promise<void> {
    const prepared = this.#prepared;
    this.#prepared = undefined;
    try {
      await prepared?.[Symbol.asyncDispose]();
    } catch {
      // A backend that broke is already reported.
    }
  }

  #keep(ms: number): void {
    this.samplesMs.push(ms);
    this.context.emit({ type: "sample", row: this.key, ms });
    this.#progress("measuring", 0);
  }

  /** Runs until compilers have settled and the number of runs in a sample is found. */
  async #warmUp(): Promise<void> {
    const { clock, resolutionMs, request } = this.context;
    const wantedMs = Math.max(
      SHORTEST_SAMPLE_MS,
      SHORTEST_SAMPLE_STEPS * resolutionMs,
      request.minTime * 1000 / MOST_SAMPLES,
    );
    const start = clock();
    for (let batch = 1; !this.#stopped; batch++) {
      this.#blocking = this.#prepared!.runSync !== undefined && this.#runMs < LONGEST_BLOCKING_MS;
      const { ms } = await this.#time(this.loops, "warming up");
      this.#runMs = ms / this.loops;
      const sampleMs = this.#blocking ? Math.min(wantedMs, LONGEST_BATCH_MS) : wantedMs;
      const growth = Math.min(10, sampleMs / Math.max(ms, resolutionMs));
      const elapsed = clock() - start;
      const settled = growth < 1.5 && elapsed >= WARM_UP_MS && batch >= WARM_UP_RUNS;
      if (settled || elapsed >= LONGEST_WARM_UP_MS) break;
      this.loops = Math.max(1, Math.ceil(this.loops * growth));
      await this.#turn();
    }
    this.#blocking = this.#blocking && this.#runMs < LONGEST_BLOCKING_MS;
  }

  /** Runs the kernel so many times, in the fastest way that leaves the row able to stop. */
  async #time(loops: number, phase: Phase): Promise<{ ms: number; value: number }> {
    const { clock, signal } = this.context;
    const prepared = this.#prepared!, { args } = this.kernel!;
    signal?.throwIfAborted();
    let value = NaN, ms: number;
    if (this.#blocking) {
      const start = clock();
      for (let k = 0; k < loops; k++) value = prepared.runSync!(args).value;
      ms = clock() - start;
    } else {
      using limit = new RunLimit(this.#limitMs, this.#spentMs, this.context);
      const control: RunControl = {
        signal: limit.signal,
        profile: phase !== "measuring",
        look: () => limit.look(),
        onProgress: (fraction) => {
          this.#progress(phase, fraction);
          if (this.samplesMs.length === 0) limit.judge(fraction);
        },
      };
      const start = clock();
      for (let k = 0; k < loops; k++) {
        const { value: outcome, timings } = await prepared.run(args, control);
        value = outcome;
        if (timings?.gpu) this.gpuMs.push(timings.gpu);
      }
      ms = clock() - start;
    }
    this.#spentMs += ms;
    return { ms, value };
  }

  async #turn(): Promise<void> {
    const { clock, signal } = this.context;
    if (clock() - this.#lastTurn >= TURN_EVERY_MS) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      this.#lastTurn = clock();
    }
    signal?.throwIfAborted();
  }

  async #attempt(action: () => Promise<void>): Promise<void> {
    const { signal } = this.context;
    try {
      signal?.throwIfAborted();
      await action();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (signal?.aborted) this.#stop("cancelled", abortError(signal.reason).message);
      else if (error instanceof TimeLimitError) this.#stop("timeout", message);
      else this.#end(error instanceof UnsupportedError ? "skipped" : "failed", message || "it gave no reason");
    }
  }

  /** Ends early; samples that there are stay. */
  #stop(status: OtherRow["status"], reason: string): void {
    this.#stopped = true;
    if (this.samplesMs.length === 0) this.#end(status, reason);
    else this.notes.push(`stopped early: ${reason}`);
  }

  #end(status: OtherRow["status"], reason: string): void {
    this.#ended = { status, reason };
  }

  #progress(phase: Phase, fraction: number): void {
    const now = this.context.clock();
    if (phase === this.#lastProgress.phase && now - this.#lastProgress.at < PROGRESS_EVERY_MS) return;
    this.#lastProgress = { phase, at: now };
    const samples = this.#plannedSamples, sample = this.samplesMs.length;
    this.context.emit({ type: "progress", row: this.key, phase, fraction, sample: Math.min(sample, samples), samples });
  }
}
