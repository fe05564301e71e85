/** The lecture's programs, in its order: the only list of them. */
import { lesson as countdown } from "./countdown.ts";
import { lesson as daemon } from "./daemon.ts";
import { lesson as executor } from "./executor.ts";
import { lesson as future } from "./future.ts";
import * as integrate from "./integrate.ts";
import { lesson as jit } from "./jit.ts";
import * as joblib from "./joblib.ts";
import { lesson as join } from "./join.ts";
import type { Lesson } from "./lesson.ts";
import { lesson as masterAndWorkers } from "./master_and_workers.ts";
import { lesson as names } from "./names.ts";
import { lesson as ponger } from "./ponger.ts";
import { lesson as sharedCounter } from "./shared_counter.ts";
import { lesson as terminate } from "./terminate.ts";
import { lesson as twoWays } from "./two_ways.ts";

export type { Lesson, LessonOptions } from "./lesson.ts";

export const LESSONS: readonly Lesson[] = [
  countdown,
  twoWays,
  names,
  join,
  daemon,
  terminate,
  sharedCounter,
  masterAndWorkers,
  executor,
  future,
  integrate.serial,
  integrate.threads,
  integrate.compiled,
  integrate.processes,
  ponger,
  joblib.basics,
  joblib.threads,
  joblib.processes,
  jit,
];
