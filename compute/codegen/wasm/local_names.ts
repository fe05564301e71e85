import type { Local } from "./syntax.ts";

/** Gives the locals of one function unique names. */
export function nameLocals(locals: readonly Local[]): Map<Local, string> {
  const taken = new Set<string>();
  /** How often each name was wanted: the number to try next. */
  const wanted = new Map<string, number>();
  return new Map(locals.map((local) => {
    const suffix = local.suffix ?? "";
    // Only letters and digits are kept.
    const base = local.name.replace(/\W/g, "_") || "t";
    let number = wanted.get(base + suffix) ?? 1;
    let name = base + suffix;
    while (taken.has(name)) name = `${base}_${++number}${suffix}`;
    wanted.set(base + suffix, number);
    taken.add(name);
    return [local, name];
  }));
}
