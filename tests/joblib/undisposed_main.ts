/** A program that disposes of nothing. */
import { mathTask } from "../../compute/futures/mod.ts";
import { delayed, Parallel } from "../../compute/joblib/mod.ts";

const sqrt = delayed(mathTask(Math.sqrt)!);
for (const backend of ["threading", "loky"] as const) {
  console.log(String(await Parallel({ nJobs: 2, backend })([1, 4, 9].map((x) => sqrt(x)))));
}
