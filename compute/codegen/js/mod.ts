import type { Code, Target } from "../target.ts";

export type JsCode = Code;

export const jsTarget: Target<JsCode> = {
  name: "js",
  generate() {
    throw new Error("not written yet");
  },
};
