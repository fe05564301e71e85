/** How long code that shares its thread with an event loop computes before the loop may turn, in ms. */
export const SLICE_MS = 10;

/**
 * How often a turn waits for a timer on Deno. After `setImmediate` its scheduler looks for I/O and other threads'
 * messages only every 31st or 61st turn: a cancelling message came 300 ms late (measured, Deno 2.9). A timer costs 1 to
 * 2 ms.
 */
const IO_TURN_MS = 70;
let lastIoTurn = -Infinity;

/**
 * Lets the event loop turn: timers, messages and I/O that are due come first, or soon.
 *
 * `setTimeout` alone is no choice: it lasts 1 ms, in browsers 4 ms where nested.
 */
export function nextTurn(): Promise<void> {
  const { setImmediate } = globalThis as { setImmediate?: (callback: () => void) => unknown };
  return new Promise((resolve) => {
    if (setImmediate) {
      const now = performance.now();
      if (now - lastIoTurn < IO_TURN_MS) {
        setImmediate(resolve);
      } else {
        lastIoTurn = now;
        setTimeout(resolve, 0);
      }
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
