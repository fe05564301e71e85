import type { Code, Target } from "../target.ts";

export type WgslCode = Code;

export const wgslTarget: Target<WgslCode> = {
  name: "wgsl",
  generate() {
    throw new Error("not written yet");
  },
};
