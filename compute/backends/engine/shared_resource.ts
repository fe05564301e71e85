/**
 * Something slow to start that several users share: made for the first of them, disposed of after the last, and made
 * anew should one come after that.
 */
export class SharedResource<T extends AsyncDisposable> {
  readonly #create: () => T;
  readonly #users = new Set<unknown>();
  #resource: T | null = null;

  constructor(create: () => T) {
    this.#create = create;
  }

  /** The resource, from now on also used by `user`. */
  acquire(user: unknown): T {
    this.#users.add(user);
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
