import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { constants, mathFunctions } from "../../compute/math/mod.ts";

const functions: readonly Completion[] = [...mathFunctions.values()].filter((record) => record.callable).map((
  record,
) => ({
  label: record.name,
  type: "function",
  detail: `(${["x", "y", "z"].slice(0, record.arity).join(", ")})`,
}));
const named: readonly Completion[] = [...constants].map(([name, value]) => ({
  label: name,
  type: "constant",
  detail: String(value).slice(0, 8),
}));
const options: readonly Completion[] = [
  ...functions,
  ...named,
  { label: "pi", type: "constant", detail: "3.141592" },
  { label: "prange", type: "function", detail: "(n)" },
];

/** Offers the mathematical functions and constants that kernels know, from the second letter on. */
export function completeMath(context: CompletionContext): CompletionResult | null {
  const word = context.matchBefore(/[A-Za-z]\w*/);
  if (!word || (word.to - word.from < 2 && !context.explicit)) return null;
  return { from: word.from, options: [...options], validFor: /^\w*$/ };
}
