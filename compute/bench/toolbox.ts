/**
 * Times the toolbox's own costs (a task, a lock, an item of a queue) beside CPython's, measured in the same run and in
 * turns: `deno task bench:toolbox`.
 */
import { ProcessPoolExecutor, task, ThreadPoolExecutor } from "../futures/mod.ts";
import { delayed, Parallel } from "../joblib/mod.ts";
import { Queue } from "../queue/mod.ts";
import { Lock } from "../threading/mod.ts";
import { exitWith, flag, one, optionLines, positiveInteger, readCommandLine } from "./command_line.ts";
import { layOut } from "./table.ts";
import { consume, nothing } from "./toolbox_tasks.ts";

/** One of the toolbox's costs. */
interface Figure {
  /** By which CPython's script calls it, too. */
  readonly id: string;
  readonly title: string;
  readonly unit: "a second" | "µs";
  /** What it is meant to reach: rates at least that, times at most. */
  readonly aim: number;
  measure(): Promise<number>;
}

const MODULE = new URL("./toolbox_tasks.ts", import.meta.url);
const NOTHING = task(MODULE, nothing);
const CONSUME = task(MODULE, consume);

async function perSecond(count: number, run: () => void | Promise<void>): Promise<number> {
  const start = performance.now();
  await run();
  return count / (performance.now() - start) * 1000;
}

async function calls(pool: ThreadPoolExecutor | ProcessPoolExecutor, count: number): Promise<void> {
  for (const future of Array.from({ length: count }, () => pool.submit(NOTHING))) await future;
}

async function ratedCalls(pool: ThreadPoolExecutor | ProcessPoolExecutor): Promise<number> {
  const [warmUp, count] = [1000, 10_000];
  await calls(pool, warmUp);
  return await perSecond(count, () => calls(pool, count));
}

const FIGURES: readonly Figure[] = [
  {
    id: "threads",
    title: "ThreadPoolExecutor, empty tasks",
    unit: "a second",
    aim: 20_000,
    async measure() {
      await using pool = new ThreadPoolExecutor({ maxWorkers: 2 });
      return await ratedCalls(pool);
    },
  },
  {
    id: "processes",
    title: "ProcessPoolExecutor, empty tasks",
    unit: "a second",
    aim: 4000,
    async measure() {
      await using pool = new ProcessPoolExecutor({ maxWorkers: 2 });
      return await ratedCalls(pool);
    },
  },
  {
    id: "lock",
    title: "Lock, acquire and release",
    unit: "a second",
    aim: 10_000_000,
    measure() {
      const lock = new Lock();
      const count = 5_000_000;
      return perSecond(count, () => {
        for (let k = 0; k < count; k++) {
          lock.acquire();
          lock.release();
        }
      });
    },
  },
  {
    id: "queue",
    title: "Queue between two threads, numbers",
    unit: "a second",
    aim: 500_000,
    async measure() {
      const queue = new Queue<number>();
      const count = 500_000;
      await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
      await pool.submit(CONSUME, queue.share(), 0);
      return await perSecond(count, async () => {
        const sum = pool.submit(CONSUME, queue.share(), count);
        for (let k = 0; k < count; k++) queue.put(k);
        await sum;
      });
    },
  },
  {
    id: "joblib",
    title: "joblib threading, an empty task",
    unit: "µs",
    aim: 20,
    async measure() {
      const count = 10_000;
      await using parallel = Parallel({ nJobs: 2, backend: "threading" });
      const loop = async (length: number) => void await parallel(Array.from({ length }, () => delayed(NOTHING)()));
      await loop(1000);
      return 1e6 / await perSecond(count, () => loop(count));
    },
  },
  {
    id: "start",
    title: "First task of a pool that was warmed up",
    unit: "µs",
    aim: 1000,
    async measure() {
      await using pool = new ThreadPoolExecutor({ maxWorkers: 2 });
      await pool.grow(2, NOTHING);
      return 1e6 / await perSecond(1, async () => void await pool.submit(NOTHING));
    },
  },
];

const OPTIONS = [
  one("rounds", "N", "how often each is measured, of which the best counts (default 5)"),
  one("python", "FILE", "the CPython to measure beside (default /usr/bin/python3)"),
  flag("json", "print the figures as JSON"),
  flag("help", "print this"),
];

/** Measures CPython once; null if it isn't there. */
async function measurePeer(python: string): Promise<Record<string, number> | null> {
  const script = new URL("./toolbox_peer.py", import.meta.url);
  try {
    const { success, stdout, stderr } = await new Deno.Command(python, { args: [decodeURIComponent(script.pathname)] })
      .output();
    if (success) return JSON.parse(new TextDecoder().decode(stdout));
    console.error(`${python} failed: ${new TextDecoder().decode(stderr).trim().split("\n").at(-1)}`);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return null;
}

/** The better of two figures. */
function better({ unit }: Figure, left: number | undefined, right: number): number {
  if (left === undefined) return right;
  return unit === "µs" ? Math.min(left, right) : Math.max(left, right);
}

/** Measures all figures in turns. */
async function measure(rounds: number, python: string) {
  const best = { lanes: new Map<string, number>(), cpython: new Map<string, number>() };
  for (let round = 0; round < rounds; round++) {
    const peer = await measurePeer(python);
    for (const figure of FIGURES) {
      const { id } = figure;
      best.lanes.set(id, better(figure, best.lanes.get(id), await figure.measure()));
      if (peer && id in peer) best.cpython.set(id, better(figure, best.cpython.get(id), peer[id]));
    }
  }
  return FIGURES.map(({ id, title, unit, aim }) => {
    const lanes = best.lanes.get(id)!;
    return { id, title, unit, aim, lanes, cpython: best.cpython.get(id) ?? null, met: meets(unit, aim, lanes) };
  });
}

function meets(unit: Figure["unit"], aim: number, figure: number): boolean {
  return unit === "µs" ? figure <= aim : figure >= aim;
}

function write(figure: number | null, unit: string): string {
  if (figure === null) return "";
  const digits = figure < 100 ? 1 : 0;
  return `${figure.toLocaleString("en", { maximumFractionDigits: digits, minimumFractionDigits: digits })} ${unit}`;
}

async function main(args: readonly string[]): Promise<number> {
  const line = readCommandLine(args, OPTIONS, "give options only");
  if (line.flag("help")) {
    console.log(
      `deno task bench:toolbox: what tasks, locks and queues cost, beside CPython\n\n${optionLines(OPTIONS)}`,
    );
    return 0;
  }
  const rounds = positiveInteger("rounds", line.one("rounds") ?? "5");
  const rows = await measure(rounds, line.one("python") ?? "/usr/bin/python3");
  if (line.flag("json")) {
    console.log(JSON.stringify(rows, null, 2));
    return 0;
  }
  const column = (title: string, cells: string[], key = false) =>
    ({ title, align: key ? "left" : "right", cells, key }) as const;
  const columns = [
    column("", rows.map(({ title }) => title), true),
    column("Lanes", rows.map(({ lanes, unit }) => write(lanes, unit))),
    column("CPython", rows.map(({ cpython, unit }) => write(cpython, unit))),
    column("aim", rows.map(({ aim, unit, met }) => `${write(aim, unit)} ${met ? "✓" : "✗"}`)),
  ];
  console.log(layOut(columns, 120).flat().join("\n"));
  return 0;
}

if (import.meta.main) await exitWith(main);
