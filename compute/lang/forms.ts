/** What a text is read as, and which names it may use, for messages. */
export interface Form {
  readonly name: string;
  /** What it should look like. */
  readonly shape: string;
  /** Which names it sees. */
  readonly sees: string;
  /** Whether ^ is taken as the bitwise operation that it is, and not as a power written wrongly. */
  readonly bitwise?: true;
}

/** The three forms of text. */
export const FORMS = {
  integrand: {
    name: "integrand",
    shape: "one expression in x, for example cos(x) or exp(-x*x) * sin(3*x)",
    sees: "an integrand is written in x",
  },
  kernel: {
    name: "kernel",
    shape: "a function, for example (a: number, b: number, n: number) => { ... }",
    sees: "a kernel sees its parameters and variables, what is written beside it, and Math; pass it what else it needs",
    bitwise: true,
  },
  constant: {
    name: "number",
    shape: "a number or a constant expression, for example 1e6 or pi/2",
    sees: "numbers are written with digits, pi, e and Math's functions",
  },
} as const satisfies Record<string, Form>;
