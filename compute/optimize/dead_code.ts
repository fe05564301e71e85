import {
  isValue,
  type Kernel,
  type Loop,
  type Near,
  type Parallel,
  readBy,
  type Region,
  someInstruction,
  type Strip,
  type Value,
} from "../ir/mod.ts";
import type { Pass } from "./pass.ts";

/**
 * Removes what nothing uses. Nothing in a kernel has side effects but guards, which stay, and parallel loops, which
 * check their bounds.
 */
export const deadCodeElimination: Pass = {
  name: "dead code elimination",
  run: (kernel: Kernel) => ({ ...kernel, body: sweep(kernel.body, new Set()) }),
};

/** Copies a region without what is unused, walking backwards; `used` gathers what it reads from around it. */
function sweep(region: Region, used: Set<Value>): Region {
  region.results.forEach((value) => used.add(value));
  const kept: Region["instructions"][number][] = [];
  for (const instruction of region.instructions.toReversed()) {
    if (isValue(instruction)) {
      if (!used.has(instruction)) continue;
      instruction.operands.forEach((operand) => used.add(operand));
      kept.push(instruction);
    } else if (instruction.kind === "if") {
      const wanted = instruction.results.map((result) => used.has(result));
      const branches = [instruction.then, instruction.otherwise];
      if (!wanted.includes(true) && !branches.some(hasEffects)) continue;
      const keep = <T>(values: readonly T[]) => values.filter((_, k) => wanted[k]);
      const [then, otherwise] = branches.map((branch) => sweep({ ...branch, results: keep(branch.results) }, used));
      used.add(instruction.condition);
      kept.push({ ...instruction, then, otherwise, results: keep(instruction.results) });
    } else if (instruction.kind === "loop") {
      if (!instruction.results.some((result) => used.has(result)) && !hasEffects(instruction.body)) continue;
      kept.push(sweepSequential(instruction, used));
    } else if (instruction.kind === "parallel") {
      kept.push(sweepLoop(instruction, used));
    } else {
      used.add(instruction.condition);
      kept.push(instruction);
    }
  }
  return { ...region, instructions: kept.reverse() };
}

/** What is carried is kept if it is used after the loop, or makes what is kept. */
function sweepSequential(loop: Loop, used: Set<Value>): Loop {
  let wanted = loop.results.map((result) => used.has(result));
  for (;;) {
    const inside = new Set<Value>();
    const keep = <T>(values: readonly T[]) => values.filter((_, k) => wanted[k]);
    const body = sweep({ ...loop.body, results: keep(loop.body.results) }, inside);
    const test = sweep(loop.test, inside);
    const needed = loop.carried.map((parameter, k) => wanted[k] || inside.has(parameter));
    if (needed.every((is, k) => is === wanted[k])) {
      inside.forEach((value) => used.add(value));
      keep(loop.initial).forEach((value) => used.add(value));
      const [initial, carried, results] = [keep(loop.initial), keep(loop.carried), keep(loop.results)];
      return { ...loop, initial, carried, test, body, results };
    }
    wanted = needed;
  }
}

function sweepLoop(loop: Parallel, used: Set<Value>): Parallel {
  const body = sweep(loop.body, used);
  const fallback = loop.fallback && sweep(loop.fallback, used);
  const strip = loop.strip && sweepStrip(loop.strip, used);
  const near = loop.near && sweepNear(loop.near, used);
  readBy(loop).forEach((value) => used.add(value));
  return { ...loop, body, ...(fallback && { fallback }), ...(strip && { strip }), ...(near && { near }) };
}

function sweepNear(near: Near, used: Set<Value>): Near {
  // Its own set: the two bodies share instructions, but not what they read of their strips.
  const own = new Set<Value>();
  const body = sweep(near.body, own);
  const strip = sweepStrip(near.strip, own);
  own.forEach((value) => used.add(value));
  return { strip, body };
}

function sweepStrip(strip: Strip, used: Set<Value>): Strip {
  const entry = strip.entries.map((parameter) => used.has(parameter));
  const invariant = strip.invariants.map((parameter) => used.has(parameter));
  const { tables, header } = strip;
  return {
    ...strip,
    entries: strip.entries.filter((_, k) => entry[k]),
    invariants: strip.invariants.filter((_, k) => invariant[k]),
    tables: sweep({ ...tables, results: tables.results.filter((_, k) => entry[k]) }, used),
    header: sweep({ ...header, results: header.results.filter((_, k) => invariant[k]) }, used),
  };
}

function hasEffects(region: Region): boolean {
  return someInstruction(region, ({ kind }) => kind === "guard" || kind === "parallel");
}
