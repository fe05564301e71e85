/** What a lesson may be given. */
export interface LessonOptions {
  /** How long a tick of a lesson that counts is, in ms; the lecture's, and the default, is a second. */
  readonly tickMs?: number;
}

/** A small program of the lecture, runnable. */
export interface Lesson {
  readonly title: string;
  /** What there is to see, in a sentence or two. */
  readonly about: string;
  /** Whether it starts processes, which a browser can't. */
  readonly needsProcesses?: boolean;
  /** @returns What it printed, a line each. */
  run(options?: LessonOptions): Promise<string[]>;
}
