/** What the server bounds, since kernels come from strangers. */
export interface Limits {
  /** Bytes of a request's body. */
  readonly bodyBytes: number;
  /** Characters of a kernel or an integrand. */
  readonly sourceLength: number;
  /** Ms that compiling may take. */
  readonly compileMs: number;
  readonly maxN: number;
  /** Rows of a run: backends times n times jobs. */
  readonly maxRows: number;
  /** Seconds that a row may take. */
  readonly rowSeconds: number;
  /** Seconds that a whole run may take. */
  readonly runSeconds: number;
  /** Ms that a run may take to stop when told to; what measures is ended by force then. */
  readonly stopMs: number;
  /** Runs that wait, of everybody and of one address. */
  readonly queueLength: number;
  readonly queuedPerAddress: number;
  /** Requests per second that an address may make for long, and how many at once. */
  readonly rates: Readonly<Record<RateName, { readonly perSecond: number; readonly burst: number }>>;
  /** Runs kept; older ones are deleted when new ones come. */
  readonly runsKept: number;
}

/** Requests that are limited, each by itself. */
export type RateName = "compile" | "run" | "other";

/** Sized for a small public machine; generous for a person, tight for a script. */
export const DEFAULT_LIMITS: Limits = {
  bodyBytes: 256 * 1024,
  sourceLength: 20_000,
  compileMs: 5_000,
  maxN: 1e12,
  maxRows: 500,
  rowSeconds: 10,
  runSeconds: 600,
  stopMs: 5_000,
  queueLength: 100,
  queuedPerAddress: 20,
  rates: {
    compile: { perSecond: 10, burst: 60 },
    run: { perSecond: 0.5, burst: 30 },
    other: { perSecond: 50, burst: 300 },
  },
  runsKept: 2_000,
};
