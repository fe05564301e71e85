/** The lines of a text that is being written, and names for what it declares. */
export class Lines {
  readonly #lines: string[] = [];
  #indent = 1;
  #names = 0;

  add(text: string): void {
    this.#lines.push("  ".repeat(this.#indent) + text);
  }

  /** Writes lines one level further in, between a head and a closing line. */
  block(head: string, write: () => void, close = "}"): void {
    this.add(head);
    this.#inside(write);
    this.add(close);
  }

  /** Writes a branch, and the other one if there is any. */
  branches(condition: string, then: () => void, otherwise?: () => void): void {
    this.block(`if (${condition}) {`, then, otherwise ? "} else {" : "}");
    if (!otherwise) return;
    this.#inside(otherwise);
    this.add("}");
  }

  #inside(write: () => void): void {
    this.#indent++;
    write();
    this.#indent--;
  }

  /** A name that is not taken yet. */
  name(stem: string): string {
    return `${stem}${this.#names++}`;
  }

  toString(): string {
    return this.#lines.join("\n");
  }
}
