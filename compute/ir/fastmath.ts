/**
 * What each flag allows, beyond IEEE 754: numba's names, which are LLVM's. The meanings are those of Lanes: everything
 * that a flag does here is told here.
 */
export const FASTMATH_FLAGS = {
  nnan:
    "NaN is taken not to occur: x - x is 0, x === x is true, Math.min may be the cheap one (with nsz), and guards " +
    "that only NaN would fail are dropped",
  ninf:
    "infinities are taken not to occur: comparisons with them are decided, and guards that only they would fail are " +
    "dropped",
  nsz: "the sign of a zero result may be lost: x + 0 is x, -(x - y) is y - x, and with nnan x * 0 is 0",
  arcp:
    "a division may be a multiplication by the reciprocal, up to 1 ULP off: by constants, and by what doesn't vary " +
    "within a loop",
  contract: "a product and a sum may be one fused multiply-add, rounded once, where the machine has it",
  afn: "functions may be up to 4 ULP off and lose the sign of zero: shorter polynomials, more powers as products",
  reassoc: "sums and products may be regrouped: constants are joined, with ninf what multiplies all terms of a sum " +
    "multiplies the sum, and, with afn, sin, cos, exp and their kin of an argument affine in the index are split into a " +
    "strip's value and a table",
} as const;

/** A flag; `fast` is all of them. */
export type FastmathFlag = keyof typeof FASTMATH_FLAGS | "fast";

/** Which liberties arithmetic may take. */
export type Fastmath = Readonly<Record<keyof typeof FASTMATH_FLAGS, boolean>>;

/** How an author says it: all, none, or some flags. */
export type FastmathOption = boolean | readonly FastmathFlag[] | ReadonlySet<FastmathFlag>;

const names = Object.keys(FASTMATH_FLAGS) as (keyof Fastmath)[];

const withFlags = (allowed: (name: keyof Fastmath) => boolean): Fastmath =>
  Object.freeze(Object.fromEntries(names.map((name) => [name, allowed(name)])) as Record<keyof Fastmath, boolean>);

/**
 * Reads the option.
 *
 * @param nearest Finds the known name that a misspelt one most likely stands for, for the message.
 * @throws {TypeError} If it is neither a boolean nor a list or set of texts.
 * @throws {RangeError} If there is no flag of a name.
 */
export function fastmathOf(
  option: FastmathOption = false,
  nearest: (name: string, known: readonly string[]) => string | undefined = () => undefined,
): Fastmath {
  if (typeof option === "boolean") return withFlags(() => option);
  if (!Array.isArray(option) && !(option instanceof Set)) {
    throw new TypeError(`fastmath is true, false, or a list or set of flags, not of type ${typeof option}`);
  }
  const flags: ReadonlySet<unknown> = new Set(option);
  const known = [...names, "fast"];
  for (const flag of flags) {
    if (known.includes(flag as string)) continue;
    const near = nearest(String(flag), known);
    const hint = near ? `did you mean ${near}?` : `there are ${known.join(", ")}`;
    throw new RangeError(`there is no fastmath flag ${JSON.stringify(flag) ?? String(flag)}: ${hint}`);
  }
  return withFlags((name) => flags.has(name) || flags.has("fast"));
}

/** The flags that are set, in the order of `FASTMATH_FLAGS`. */
export function flagsOf(fastmath: Fastmath): (keyof Fastmath)[] {
  return names.filter((name) => fastmath[name]);
}
