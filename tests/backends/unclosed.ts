/** A program that uses every backend and closes none. */
import { createBackends } from "../../compute/backends/mod.ts";
import { compile } from "../../compute/pipeline.ts";

for (const backend of createBackends()) {
  if (!(await backend.available()).available) continue;
  const prepared = await backend.prepare(compile({ expr: "cos(x)" }), { jobs: 2, precision: "auto" });
  await prepared.run([0, 1, 200_000]);
  prepared.runSync?.([0, 1, 200_000]);
}
console.log("done");
