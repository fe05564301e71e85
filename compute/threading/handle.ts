/**
 * Checks that what a `from` is given is a handle of its kind: whatever else is taken for one would be a lock that nobody
 * else holds.
 *
 * @param handle What is given.
 * @param kinds The kinds that will do.
 * @returns The handle.
 * @throws {TypeError} If it isn't one of them.
 */
export function checkHandle<H extends { readonly kind: string }>(handle: H, ...kinds: H["kind"][]): H {
  const kind = (handle as H | null | undefined)?.kind;
  if (kind !== undefined && kinds.includes(kind)) return handle;
  if (typeof kind === "string") throw new TypeError(`the handle is one of a ${kind}: use ${kind}.from`);
  throw new TypeError(`${kinds[0]}.from needs the handle of a ${kinds[0]}, as its share() makes it`);
}

/**
 * Refuses arguments that would arrive as empty objects: of a lock, a queue and their like, the handle is sent.
 *
 * @throws {TypeError} If there is one among them.
 */
export function refuseUnshared(args: readonly unknown[]): void {
  for (const [index, arg] of args.entries()) {
    if (typeof arg !== "object" || arg === null || typeof (arg as { share?: unknown }).share !== "function") continue;
    const { name } = arg.constructor;
    const which = args.length > 1 ? `argument ${index}` : "what is sent";
    throw new TypeError(
      `${which} is a ${name}, which can't be copied: give its share(), and make ${name}.from(handle) of it there`,
    );
  }
}
