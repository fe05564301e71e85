import { importForTask } from "./importing.ts";

/**
 * A function as it is told to another thread or process: not as code but by reference, the module that exports it and
 * its name there, as Python's pickle does. The other side imports the module and looks the name up.
 */
export interface TaskReference<Args extends unknown[] = unknown[], R = unknown> {
  /** The URL of the module. */
  readonly module: string;
  /** The exported name. */
  readonly name: string;
  /** If there, the export is a function that makes the function, of these arguments. */
  readonly made?: readonly unknown[];
  /** Never there: carries the function's type. */
  readonly type?: (...args: Args) => R;
}

/** A task and what to call it with. */
export interface Call<R = unknown> {
  // deno-lint-ignore no-explicit-any
  readonly task: TaskReference<any, R>;
  readonly args: readonly unknown[];
}

/** Any function, by its parameters and result. */
// deno-lint-ignore no-explicit-any
export type AnyFunction = (...args: any[]) => unknown;

/** Arguments as they are given to an executor: for a function, the reference to one. */
export type Sendable<Args extends unknown[]> = {
  [K in keyof Args]: Args[K] extends (...args: infer P) => infer R ? TaskReference<P, Awaited<R>> : Args[K];
};

/** What `task()` makes: a class, so that a reference among arguments is known from other records. */
class Reference implements TaskReference {
  declare readonly made?: readonly unknown[];

  constructor(readonly module: string, readonly name: string, made?: readonly unknown[]) {
    if (made) this.made = made;
  }
}

/** Under this name, a function such as a kernel says how it is made on another thread. */
export const TASK: unique symbol = Symbol("task");

/** A function that knows how it is made on another thread: a kernel, whose text is all there is to it. */
export interface Portable<Args extends unknown[] = never[], R = unknown> {
  (...args: Args): R;
  readonly [TASK]: TaskReference;
}

/** The "module" of JavaScript's own functions. */
export const MATH_MODULE = "Math";

/**
 * Refers to an exported function, so that an executor can run it.
 *
 * Threads and processes share no functions, and a function's text is not the function: it lacks what is around it. So
 * what travels is where to find it, the module and the exported name, and the other side imports it. Whether it is
 * there is checked at the call: an error of the call's future says what is missing.
 *
 * A kernel alone is its text, for it can use nothing from around it. It needs no module: `task(kernel)`, and the other
 * side compiles it anew.
 *
 * @param module The `import.meta` of the module that exports it, or its `url`.
 * @param exported The function, exported under its own name; or the name, as code that a bundler renames must give it.
 * @returns The reference, typed like the function. Given as an argument of a call, it arrives as the function.
 * @throws {TypeError} If the function has no name; if a function is given without its module, and is no kernel.
 *
 * @example
 * ```ts
 * import { task } from "lanes/threading";
 *
 * export function square(x: number): number {
 *   return x * x;
 * }
 *
 * console.log(task(import.meta, square).name); // square
 * ```
 */
export function task<F extends AnyFunction>(
  module: string | URL | ImportMeta,
  exported: F | string,
): TaskReference<Parameters<F>, Awaited<ReturnType<F>>>;
/** As above, of a kernel. */
export function task<Args extends unknown[], R>(kernel: Portable<Args, R>): TaskReference<Args, Awaited<R>>;
export function task(module: string | URL | ImportMeta | Portable, exported?: AnyFunction | string): TaskReference {
  if (typeof module === "function") return kernelTask(module);
  if (exported === undefined) {
    throw new TypeError("a task needs the exported function, or its name: write task(import.meta, f)");
  }
  const name = typeof exported === "string" ? exported : exported.name;
  if (name === "") {
    throw new TypeError("a task needs a function with a name: export it, and give it by its exported name");
  }
  return new Reference(typeof module === "object" && "url" in module ? module.url : String(module), name);
}

function kernelTask(kernel: Portable): TaskReference {
  if (kernel[TASK]) return kernel[TASK];
  throw new TypeError(
    `${kernel.name || "the function"} is no kernel, so that its module is needed: export it, and write ` +
      `task(import.meta, ${kernel.name || "f"})`,
  );
}

/** Refers to a function that an exported one makes; for the `TASK` of kernels and their like. */
export function madeTask(module: string, name: string, made: readonly unknown[]): TaskReference {
  return new Reference(module, name, made);
}

/** Makes of a reference that was received, and so is a plain record, one that `isTask` knows. */
export function reviveTask({ module, name, made }: TaskReference): TaskReference {
  return new Reference(module, name, made);
}

/**
 * Checks that what is to be called elsewhere is a reference.
 *
 * @param what What it is called in the message.
 * @throws {TypeError} If it is anything else, saying how to make one.
 */
export function checkTask(task: unknown, what: string): void {
  if (typeof task === "function") {
    const name = task.name || "f";
    const how = TASK in task ? `task(${name})` : `task(import.meta, ${name}), with ${name} exported`;
    throw new TypeError(`${what} is given by reference, as functions can't travel: write ${how}`);
  }
  const { module, name } = (task ?? {}) as Partial<TaskReference>;
  if (typeof module === "string" && typeof name === "string") return;
  throw new TypeError(`${what} is what task() makes of an exported function: not ${String(task)}`);
}

/**
 * Refers to a function of `Math`, which no module exports.
 *
 * @param f Such as `Math.cos`.
 * @returns The reference, or null if it is no function of `Math`.
 */
export function mathTask<F extends AnyFunction>(f: F): TaskReference<Parameters<F>, ReturnType<F>> | null {
  const own = (Math as unknown as Record<string, unknown>)[f.name] === f;
  return own ? new Reference(MATH_MODULE, f.name) as TaskReference<Parameters<F>, ReturnType<F>> : null;
}

/** Whether a value is a reference that `task()` made. */
export function isTask(value: unknown): value is TaskReference {
  return value instanceof Reference;
}

/**
 * Imports what a task refers to.
 *
 * @throws {TypeError} If the module can't be imported, or exports no function of that name.
 */
export async function resolveTask(task: TaskReference): Promise<AnyFunction> {
  let exports: Record<string, unknown>;
  try {
    exports = task.module === MATH_MODULE ? Math : await importForTask(task.module);
  } catch (error) {
    throw new TypeError(`the task ${task.name} can't be found: its module ${task.module} can't be imported`, {
      cause: error,
    });
  }
  const exported = exports[task.name];
  const found = task.made && typeof exported === "function" ? await exported(...task.made) : exported;
  if (typeof found !== "function") {
    const hint = found === undefined
      ? `exports no ${task.name}: export the function`
      : `exports it, but as no function`;
    throw new TypeError(`the task ${task.name} can't be found: ${task.module} ${hint}`);
  }
  return found as AnyFunction;
}
