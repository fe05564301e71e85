/** Milliseconds for which events are gathered, so that a burst of them is drawn once. */
const BATCH_DELAY = 40;

/** Gathers what comes in bursts. */
export interface Batch<T> {
  add(item: T): void;
  /** Delivers at once what there is. */
  flush(): void;
}

/** Makes a batch that is delivered some 40 ms after its first item. */
export function createBatch<T>(deliver: (items: readonly T[]) => void): Batch<T> {
  let items: T[] = [];
  let pending: ReturnType<typeof setTimeout> | undefined;
  const flush = () => {
    clearTimeout(pending);
    pending = undefined;
    const gathered = items;
    items = [];
    if (gathered.length > 0) deliver(gathered);
  };
  return {
    add(item) {
      items.push(item);
      pending ??= setTimeout(flush, BATCH_DELAY);
    },
    flush,
  };
}
