/** What can be shared: it is disposed of in the end, and replaced if it broke. */
export interface Shareable extends AsyncDisposable {
  readonly broken: boolean;
}

/**
 * Something slow to start that several users share: made for the first of them, disposed of after the last, and made
 * anew should one come after that, or should it have broken.
 */
export class SharedResource<T extends Shareable> {
  readonly #create: () => T;
  readonly #users = new Set<unknown>();
  #resource: T | null = null;

  constructor(create: () => T) {
    this.#create = create;
  }

  /** The resource, from now on also used by `user`. */
  acquire(user: unknown): T {
    this.#users.add(user);
    if (this.#resource?.broken) {
      // Nothing of it is of use, or waits for anything.
      void this.#resource[Symbol.asyncDispose]();
      this.#resource = null;
    }
    return this.#resource ??= this.#create();
  }

  /** Ends a user's use; does nothing for one that isn't. */
  async release(user: unknown): Promise<void> {
    if (!this.#users.delete(user) || this.#users.size > 0) return;
    const resource = this.#resource;
    this.#resource = null;
    await resource?.[Symbol.asyncDispose]();
  }
}
