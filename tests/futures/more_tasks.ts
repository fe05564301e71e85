/** A second module of tasks. */
export function shout(text: string): string {
  return text.toUpperCase();
}
