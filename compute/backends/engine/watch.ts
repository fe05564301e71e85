/**
 * What sequential loops call now and then that keep the calling thread busy, which hears no signal meanwhile: the run at
 * hand says what is to be done.
 */
export class Watch {
  /** Of the run at hand; it may throw, to end the run. */
  current?: () => void;

  readonly look = (): void => this.current?.();
}
