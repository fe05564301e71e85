import type { FunctionNode, Variable } from "./syntax.ts";

/** `prange` under whatever name, or another import, which is known so that its use can be explained. */
export interface Import {
  readonly kind: "prange" | "import";
  readonly name: string;
}

export type Binding = Variable | FunctionNode | Import;

/** The names of one block and, by its parent, of the blocks around it. */
export class Scope {
  readonly #bindings = new Map<string, Binding>();

  constructor(
    readonly parent: Scope | null,
    /** The function whose block this is; null at the top level. */
    readonly owner: FunctionNode | null,
  ) {}

  /** Adds a name; the parser has refused duplicates. */
  declare(binding: Binding): void {
    this.#bindings.set(binding.name, binding);
  }

  /** What a name means here, if the text gives it a meaning. */
  find(name: string): Binding | undefined {
    return this.#bindings.get(name) ?? this.parent?.find(name);
  }

  /** All names that the text declares and that are visible here. */
  *names(): Iterable<string> {
    yield* this.#bindings.keys();
    if (this.parent) yield* this.parent.names();
  }
}
