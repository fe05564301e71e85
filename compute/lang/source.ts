import { KernelSyntaxError, type Span } from "../errors.ts";
import type { Form } from "./forms.ts";
import type { Message } from "./messages.ts";

/** The text being compiled: it makes the errors that point into it. */
export class Source {
  constructor(readonly text: string, readonly form: Form) {}

  /**
   * Rejects the text.
   *
   * @param at What is wrong with it.
   * @param message Why, and what to write instead.
   * @throws {KernelSyntaxError} Always.
   */
  reject(at: Span, message: Message): never {
    throw new KernelSyntaxError(message.message, this.text, { start: at.start, end: at.end }, message.hint);
  }
}
