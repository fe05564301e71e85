/** How long code that shares its thread with an event loop computes before the loop may turn, in ms. */
export const SLICE_MS = 10;

/**
 * Lets the event loop turn: timers, messages and I/O that are due come first.
 *
 * `setTimeout` is no choice: browsers make nested ones last 4 ms.
 */
export function nextTurn(): Promise<void> {
  const { setImmediate } = globalThis as { setImmediate?: (callback: () => void) => unknown };
  return new Promise((resolve) => {
    if (setImmediate) {
      setImmediate(resolve);
      return;
    }
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
