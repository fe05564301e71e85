/**
 * Copies a text. Pages that are served without TLS to other machines have no `navigator.clipboard`; there the old way
 * through a selection works.
 *
 * @throws {Error} If the browser refuses.
 */
export async function copyText(text: string): Promise<void> {
  if (navigator.clipboard) return await navigator.clipboard.writeText(text);
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "visually-hidden";
  document.body.append(field);
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  if (!copied) throw new Error("the browser does not let this page copy");
}
