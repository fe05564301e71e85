/** A worker that breaks at its first message, for tests. */
globalThis.addEventListener("message", () => {
  throw new Error("out of luck");
});
