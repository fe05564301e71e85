/** This thread's number, once it was asked for or given: the thread's own state, like its stack. */
let own = 0;

/**
 * A number that tells this thread from all others: not 0, the same for as long as the thread lives. It is drawn by lot
 * from 2³² numbers, as threads come from anywhere and have no common place to count.
 */
export function getIdent(): number {
  if (own === 0) own = newIdent();
  return own;
}

/** Draws a number for a thread. */
export function newIdent(): number {
  const drawn = new Int32Array(1);
  while (drawn[0] === 0) crypto.getRandomValues(drawn);
  return drawn[0];
}

/** For the entry point of threads: the number that this thread was given by who started it. */
export function setIdent(ident: number): void {
  own = ident;
}
