/** Words that generated JavaScript can't or mustn't use as names: reserved ones, and globals that it reads. */
const RESERVED = new Set(
  ("arguments await break case catch class const continue debugger default delete do else enum eval export extends " +
    "false finally for function if implements import in instanceof interface let new null package private protected " +
    "public return static super switch this throw true try typeof var void while with yield async of undefined NaN " +
    "Infinity Math Float64Array BigInt DataView ArrayBuffer Object").split(" "),
);

const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$]{0,63}$/u;

/** Hands out identifiers that are valid, unique within one piece of generated code, and close to the source's own. */
export class Names {
  #taken: Set<string>;

  /** @param reserved Names that the generated code uses itself. */
  constructor(reserved: Iterable<string> = []) {
    this.#taken = new Set([...RESERVED, ...reserved]);
  }

  /**
   * @param wanted The source's name, if any. Used only if it is an identifier: raw text never becomes code.
   * @param otherwise The name to start from where there is none.
   */
  unique(wanted: string | undefined, otherwise = "t"): string {
    const base = wanted !== undefined && IDENTIFIER.test(wanted) ? wanted : otherwise;
    let name = base;
    for (let k = 2; this.#taken.has(name); k++) name = /\d$/.test(base) ? `${base}_${k}` : `${base}${k}`;
    this.#taken.add(name);
    return name;
  }

  /** Prints a block of its own: the names that it takes can be taken again after it. */
  block<T>(print: () => T): T {
    const outside = new Set(this.#taken);
    const printed = print();
    this.#taken = outside;
    return printed;
  }
}
