/** What other languages and notations call Math's functions and constants. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ["ln", "log"],
  ["lg", "log10"],
  ["tg", "tan"],
  ["arcsin", "asin"],
  ["arccos", "acos"],
  ["arctan", "atan"],
  ["arctan2", "atan2"],
  ["arsinh", "asinh"],
  ["arcosh", "acosh"],
  ["artanh", "atanh"],
  ["fabs", "abs"],
  ["sgn", "sign"],
  ["ceiling", "ceil"],
  ["power", "pow"],
  ["π", "pi"],
  ["inf", "Infinity"],
  ["nan", "NaN"],
]);

/**
 * Finds the known name that a misspelt one most likely stands for.
 *
 * @param name What was written.
 * @param known The names that it may stand for.
 * @returns The nearest by edits (case apart), or undefined where none is near.
 */
export function nearestName(name: string, known: Iterable<string>): string | undefined {
  const names = [...known];
  const alias = ALIASES.get(name.toLowerCase());
  if (alias && names.includes(alias)) return alias;
  const limit = name.length < 3 ? 1 : name.length < 6 ? 2 : 3;
  let best: { name: string; distance: number } | undefined;
  for (const candidate of names) {
    if (Math.abs(candidate.length - name.length) > limit) continue;
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance <= limit && distance < candidate.length && distance < (best?.distance ?? Infinity)) {
      best = { name: candidate, distance };
    }
  }
  return best?.name;
}

/** The number of insertions, deletions, replacements and swaps of neighbours between two words. */
export function editDistance(from: string, to: string): number {
  let previous: number[] = [];
  let current = Array.from({ length: to.length + 1 }, (_, k) => k);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      next[j] = Math.min(current[j] + 1, next[j - 1] + 1, current[j - 1] + (from[i - 1] === to[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]) {
        next[j] = Math.min(next[j], previous[j - 2] + 1);
      }
    }
    [previous, current] = [current, next];
  }
  return current[to.length];
}
