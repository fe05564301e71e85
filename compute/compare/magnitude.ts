import {
  constant,
  type Instruction,
  interpret,
  isValue,
  type Kernel,
  type Parallel,
  parameter,
  type Reduction,
  type Region,
  RegionBuilder,
  type Value,
} from "../ir/mod.ts";

/** Iterations of each loop that are looked at. */
const SAMPLES = 1024;

/**
 * Estimates how large a kernel's value would be if none of the terms of its sums cancelled: the scale that rounding
 * errors are to be held against. An integral of sin over a whole period is 0, but its error is not measured by that.
 *
 * @param kernel A kernel as lowered, without guards and strips.
 * @param args One number for each parameter.
 * @returns The estimate, from 1024 iterations of each loop; NaN where the kernel can't be evaluated.
 */
export function magnitude(kernel: Kernel, args: readonly number[]): number {
  try {
    return Math.abs(interpret({ ...kernel, body: rewriteBody(kernel.body) }, args));
  } catch {
    return NaN;
  }
}

function rewriteBody(body: Region): Region {
  const builder = new RegionBuilder();
  for (const instruction of body.instructions) {
    if (instruction.kind === "parallel") addSampledLoop(builder, instruction);
    else if (instruction.kind === "if") {
      builder.add({
        ...instruction,
        then: rewriteBody(instruction.then),
        otherwise: rewriteBody(instruction.otherwise),
      });
    } else if (instruction.kind === "loop") builder.add({ ...instruction, body: rewriteBody(instruction.body) });
    else builder.add(instruction);
  }
  return builder.finish(body.results);
}

/** Runs at most `SAMPLES` iterations, spread evenly over the loop's, each standing for its share. */
function addSampledLoop(builder: RegionBuilder, loop: Parallel): void {
  const count = builder.operation("sub", [loop.stop, loop.start]);
  const samples = builder.operation("min", [count, constant(SAMPLES)]);
  const share = builder.operation("div", [count, samples]);
  const sample = parameter("sample");
  const head = new RegionBuilder();
  const offset = head.operation("floor", [head.operation("mul", [sample, share])]);
  const index = head.operation("add", [loop.start, offset]);
  const chains = new Map(loop.reductions.map((reduction) => [reduction.carried as Value, reduction]));
  const replaced = new Map<Value, Value>([[loop.index, index]]);
  const body = withoutCancellation(loop.body, replaced, chains, share, head);
  builder.add({ ...loop, index: sample, start: constant(0), stop: samples, body });
}

/** Copies a region, adding the absolute value of what it adds to a sum or takes from it. */
function withoutCancellation(
  region: Region,
  replaced: Map<Value, Value>,
  chains: Map<Value, Reduction>,
  share: Value,
  builder = new RegionBuilder(),
): Region {
  const now = (value: Value) => replaced.get(value) ?? value;
  for (const instruction of region.instructions) {
    const copy = copyOf(instruction, replaced, chains, share);
    if (instruction.kind === "operation" && copy.kind === "operation") {
      const carried = instruction.operands.find((operand) => chains.has(operand));
      const reduction = carried && chains.get(carried)!;
      const term = instruction.operands.find((operand) => operand !== carried);
      if (reduction) chains.set(instruction, reduction);
      if (reduction?.kind === "sum" && term && ["add", "sub"].includes(instruction.operation)) {
        const size = builder.operation("mul", [builder.operation("abs", [now(term)]), share]);
        replaced.set(instruction, builder.operation("add", [now(carried!), size]));
        continue;
      }
    }
    builder.add(copy);
    if (isValue(instruction)) replaced.set(instruction, copy as Value);
  }
  return builder.finish(region.results.map(now));
}

function copyOf(
  instruction: Instruction,
  replaced: Map<Value, Value>,
  chains: Map<Value, Reduction>,
  share: Value,
): Instruction {
  const now = (value: Value) => replaced.get(value) ?? value;
  switch (instruction.kind) {
    case "operation":
    case "call":
      return { ...instruction, operands: instruction.operands.map(now) };
    case "guard":
      return { ...instruction, condition: now(instruction.condition) };
    case "if": {
      const then = withoutCancellation(instruction.then, replaced, chains, share);
      const otherwise = withoutCancellation(instruction.otherwise, replaced, chains, share);
      instruction.results.forEach((result, k) => {
        const reduction = chains.get(instruction.then.results[k]);
        if (reduction) chains.set(result, reduction);
      });
      return { ...instruction, condition: now(instruction.condition), then, otherwise };
    }
    case "loop": {
      const { initial, carried, results } = instruction;
      initial.forEach((value, k) => {
        const reduction = chains.get(value);
        if (reduction) [carried[k], results[k]].forEach((other) => chains.set(other, reduction));
      });
      const test = withoutCancellation(instruction.test, replaced, chains, share);
      const body = withoutCancellation(instruction.body, replaced, chains, share);
      return { ...instruction, initial: initial.map(now), test, body };
    }
    case "parallel":
      throw new Error("a parallel loop is inside another");
  }
}
