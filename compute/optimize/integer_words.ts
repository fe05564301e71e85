import {
  type If,
  isValue,
  type Kernel,
  type Loop,
  type Parallel,
  type Region,
  RegionBuilder,
  someInstruction,
  type Value,
} from "../ir/mod.ts";
import { LoopWords, takesWord } from "./loop_words.ts";
import type { Pass } from "./pass.ts";
import { Rewriter } from "./rewriter.ts";

/**
 * For numbers that hold integers to less than 2^53, as f32 does to 2^24: computes the 32-bit words of integers with integers. The words
 * of i * 100 + j follow from those of i and j; what branches and sequential loops yield, they yield as words too. Exact
 * as long as f64 is, to 2^53; beyond, a product keeps its lower digits where f64 would round it.
 */
export const integerWords: Pass = {
  name: "integer words",
  run: (kernel: Kernel, { digits }) =>
    digits < 53 && someInstruction(kernel.body, takesWord) ? new WordRewriter().kernel(kernel) : kernel,
};

class WordRewriter extends Rewriter {
  #words: LoopWords | null = null;

  override parallel(loop: Parallel, into: RegionBuilder): Parallel {
    if (loop.fallback || loop.strip || !someInstruction(loop.body, takesWord)) return super.parallel(loop, into);
    const words = new LoopWords(loop, into, (value) => this.read(value));
    this.#words = words;
    const { instructions, results } = this.region(loop.body);
    this.#words = null;
    return { ...this.loopHeader(loop), body: { instructions: [...words.ofIndex, ...instructions], results } };
  }

  override instructions(region: Region, into: RegionBuilder): void {
    const words = this.#words;
    if (!words) return super.instructions(region, into);
    for (const instruction of region.instructions) {
      if (takesWord(instruction)) {
        this.replace(instruction, words.word(instruction.operation, instruction.operands[0]));
        continue;
      }
      super.instructions({ instructions: [instruction], results: [] }, into);
      if (isValue(instruction)) words.define(instruction, into);
    }
  }

  /** Lets the branches yield words beside the numbers. */
  override if(instruction: If, into: RegionBuilder): readonly Value[] {
    const words = this.#words;
    if (!words) return super.if(instruction, into);
    const chosen = words.yieldedFor(instruction.results);
    const [then, otherwise] = [instruction.then, instruction.otherwise].map((branch) => {
      const region = this.region(branch);
      return {
        ...region,
        results: [...region.results, ...chosen.map(({ k, half }) => words.word(half, branch.results[k]))],
      };
    });
    const results = chosen.map(({ k, half }) => words.result(half, instruction.results[k]));
    const condition = this.read(instruction.condition);
    into.add({ ...instruction, condition, then, otherwise, results: [...instruction.results, ...results] });
    words.takeFrom(instruction.results, into);
    return instruction.results;
  }

  /** Lets a sequential loop carry words beside the numbers. */
  override loop(instruction: Loop, into: RegionBuilder): readonly Value[] {
    const words = this.#words;
    if (!words) return super.loop(instruction, into);
    const chosen = words.yieldedFor(instruction.carried);
    const initial = chosen.map(({ k, half }) => words.word(half, instruction.initial[k]));
    const carried = chosen.map(({ k, half }) => words.parameter(half, instruction.carried[k]));
    const first = new RegionBuilder();
    words.takeFrom(instruction.carried, first);
    const test = this.region(instruction.test);
    const body = this.region(instruction.body);
    const next = chosen.map(({ k, half }) => words.word(half, instruction.body.results[k]));
    const results = chosen.map(({ k, half }) => words.result(half, instruction.results[k]));
    into.add({
      ...instruction,
      initial: [...instruction.initial.map((value) => this.read(value)), ...initial],
      carried: [...instruction.carried, ...carried],
      test: { ...test, instructions: [...first.finish([]).instructions, ...test.instructions] },
      body: { ...body, results: [...body.results, ...next] },
      results: [...instruction.results, ...results],
    });
    words.takeFrom(instruction.results, into);
    return instruction.results;
  }
}
