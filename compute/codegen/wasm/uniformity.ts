import { type Loop, type Parallel, parametersOf, type Region, someInstruction, type Value } from "../../ir/mod.ts";

/**
 * The values that may differ between the iterations of a parallel loop. All others are uniform: what is defined outside,
 * what is made of that, and what sequential loops carry whose iterations all take the same turns, such as those over the
 * terms of a series. Undefined where there are no such loops: invariants have left the body.
 */
export function varyingIn({ index, reductions, body, fallback, strip }: Parallel): ReadonlySet<Value> | undefined {
  if (!someInstruction(body, ({ kind }) => kind === "loop")) return undefined;
  const varying = new Set<Value>([index, ...reductions.map(({ carried }) => carried)]);
  if (strip) parametersOf(strip).forEach((parameter) => varying.add(parameter));
  for (const region of [body, fallback]) if (region) note(region, varying);
  return varying;
}

function note({ instructions }: Region, varying: Set<Value>): void {
  const anyVaries = (values: readonly Value[]) => values.some((value) => varying.has(value));
  for (const one of instructions) {
    switch (one.kind) {
      case "operation":
      case "call":
        if (anyVaries(one.operands)) varying.add(one);
        break;
      case "if":
        note(one.then, varying);
        note(one.otherwise, varying);
        // Those of uniform conditions would be uniform, but are not worth to be told apart.
        one.results.forEach((result) => varying.add(result));
        break;
      case "loop":
        noteLoop(one, varying);
        break;
      case "guard":
      case "parallel":
        break;
    }
  }
}

/** What a loop carries is taken for uniform until it turns out not to be, or lanes to be done at turns of their own. */
function noteLoop({ initial, carried, test, body, results }: Loop, varying: Set<Value>): void {
  initial.forEach((value, k) => varying.has(value) && varying.add(carried[k]));
  for (let before = -1; before < varying.size;) {
    before = varying.size;
    note(test, varying);
    note(body, varying);
    const ends = varying.has(test.results[0]);
    carried.forEach((parameter, k) => {
      if (ends || varying.has(body.results[k])) varying.add(parameter);
    });
  }
  carried.forEach((parameter, k) => varying.has(parameter) && varying.add(results[k]));
}
