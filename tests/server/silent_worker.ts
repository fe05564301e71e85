/** Stands for a compiling thread that is busy for good: it says that it hears, and answers nothing. */
postMessage({ ready: true });
