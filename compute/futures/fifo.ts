/** First in, first out; an array's own `shift` takes time in proportion to its length. */
export class Fifo<T> {
  #items: T[] = [];
  #first = 0;

  get length(): number {
    return this.#items.length - this.#first;
  }

  push(item: T): void {
    this.#items.push(item);
  }

  /** Puts items before the first. */
  unshift(items: readonly T[]): void {
    this.#items = [...items, ...this.drain()];
  }

  /** The first item, which stays. */
  peek(): T | undefined {
    return this.#items[this.#first];
  }

  /** Removes the first item. */
  drop(): void {
    this.#first++;
    if (this.#first * 2 < this.#items.length) return;
    this.#items = this.#items.slice(this.#first);
    this.#first = 0;
  }

  /** Removes all items. */
  drain(): T[] {
    const items = this.#items.slice(this.#first);
    this.#items = [];
    this.#first = 0;
    return items;
  }
}
