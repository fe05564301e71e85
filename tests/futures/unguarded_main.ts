/** A program that starts threads whenever it is imported, by its own threads too. */
import { task, ThreadPoolExecutor } from "../../compute/futures/mod.ts";

export function twice(x: number): number {
  return 2 * x;
}

await using pool = new ThreadPoolExecutor({ maxWorkers: 2 });
console.log(await pool.submit(task(import.meta, twice), 21));
