import type { Kernel } from "../../ir/mod.ts";
import { costOf } from "../cost.ts";
import { type BlockCode, parallelLoops, type Target } from "../target.ts";
import { printDriver } from "./driver.ts";
import { printLoops } from "./loops.ts";
import { printKernel } from "./text.ts";
export { printDriver } from "./driver.ts";
export { instantiateDriver, instantiateJs } from "./instantiate.ts";

/** A kernel as JavaScript: `text` for people, `loops` for `instantiateJs`. */
export interface JsCode extends BlockCode {
  readonly loops: string;
}

/** The kernel as the author wrote it: exact arithmetic in index order, `Math` for the functions. */
export const jsTarget: Target<JsCode> = {
  name: "js",
  generate: (kernel: Kernel): JsCode => ({
    text: printKernel(kernel),
    driver: printDriver(kernel),
    costs: parallelLoops(kernel).map(costOf),
    loops: printLoops(kernel),
  }),
};
