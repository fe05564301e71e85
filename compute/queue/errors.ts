/** A queue has no place for another item. */
export class Full extends Error {
  override readonly name = "Full";
}

/** A queue has no item. */
export class Empty extends Error {
  override readonly name = "Empty";
}

/** A queue was shut down: nothing can be put, and, once it is drained, nothing got. */
export class ShutDown extends Error {
  override readonly name = "ShutDown";
}
