import type { OperationName, Parallel, Region } from "../ir/mod.ts";

/** What operations cost that take longer than an addition: dividers serve one vector at a time. */
const OPERATION_COSTS: Readonly<Partial<Record<OperationName, number>>> = { div: 8, sqrt: 8 };

/** What a call of a function costs that is not expanded. */
const CALL_COST = 64;

/** Turns that a sequential loop is taken to take: how many is known only when it runs. */
const TYPICAL_TURNS = 100;

/**
 * Estimates what an iteration of a loop costs: in operations, of which compiled code does some ten in a nanosecond.
 *
 * @param loop The loop as code is generated from it: a kernel and a target decide, and nothing else.
 */
export function costOf(loop: Parallel): number {
  // Where the near body doesn't serve, blocks last longer than planned.
  return Math.max(1, costOfRegion((loop.near ?? loop).body));
}

/** Both branches of an `if` count, as both are computed where lanes differ. */
function costOfRegion(region: Region): number {
  let cost = 0;
  for (const instruction of region.instructions) {
    switch (instruction.kind) {
      case "operation":
        cost += OPERATION_COSTS[instruction.operation] ?? 1;
        break;
      case "call":
        cost += CALL_COST;
        break;
      case "if":
        cost += costOfRegion(instruction.then) + costOfRegion(instruction.otherwise);
        break;
      case "loop":
        cost += TYPICAL_TURNS * (costOfRegion(instruction.test) + costOfRegion(instruction.body));
        break;
      case "guard":
      case "parallel":
        break;
    }
  }
  return cost;
}
