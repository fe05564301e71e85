/** A task that does nothing: its answer says that a worker has started. */
export function idle(): void {}
