import { type Connection, Pipe, Process } from "../../compute/multiprocessing/mod.ts";
import { task } from "../../compute/threading/mod.ts";
import type { Lesson } from "./lesson.ts";

/** Answers each message, until the other end is closed. */
export async function ponger(connection: Connection, answer: string): Promise<void> {
  for await (const message of connection) connection.send(`${message} ${answer}`);
}

export const lesson: Lesson = {
  title: "Ponger",
  about: "A process shares nothing with the one that started it; a pipe connects them.",
  needsProcesses: true,
  async run() {
    const [here, there] = Pipe();
    const process = new Process({ target: task(import.meta, ponger), args: [there, "pong"] });
    process.start();
    const lines: string[] = [];
    for (const message of ["ping", "ping again"]) {
      here.send(message);
      lines.push(String(await here.recvAsync()));
    }
    here.close();
    await process.joinAsync();
    return [...lines, `exit code ${process.exitCode}`];
  },
};
