import { Queue, type QueueHandle } from "../../compute/queue/mod.ts";

/** What threads print, in one place: lines put by any of them, in the order of putting. */
export class Lines {
  readonly #queue: Queue<string>;

  /** @param handle Another's, to print to the same lines. */
  constructor(handle?: QueueHandle) {
    this.#queue = handle ? Queue.from<string>(handle) : new Queue<string>();
  }

  /** Makes a handle, for the arguments of threads. */
  share(): QueueHandle {
    return this.#queue.share();
  }

  print(line: string): void {
    this.#queue.put(line);
  }

  /** Takes the lines that were printed. */
  take(): string[] {
    const lines: string[] = [];
    while (!this.#queue.empty()) lines.push(this.#queue.getNowait());
    return lines;
  }
}
