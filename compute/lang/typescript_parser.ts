import { Parser } from "acorn";
import { tsPlugin } from "@sveltejs/acorn-typescript";

/** Thrown when a text would take forever to parse. Not a SyntaxError: the plug-in takes those for a wrong guess. */
export class ParseBudgetExceeded extends Error {
  override readonly name = "ParseBudgetExceeded";
}

type Tokenizer = new (...args: never[]) => { readonly input: string; nextToken(): void };

/** Tokens read per character of text, at most. Ordinary text takes less than one. */
const TOKENS_PER_CHARACTER = 10;
const TOKENS_ALWAYS = 10_000;

/**
 * acorn with TypeScript's syntax. To tell a type from an expression the plug-in guesses and goes back, which takes
 * exponential time in texts such as `a?(b):c=>a?(b):c=> ...`; so the tokens that it reads are counted.
 */
export const TypeScriptParser: typeof Parser = Parser.extend(
  tsPlugin() as unknown as (Base: typeof Parser) => typeof Parser,
  (Base) => {
    class Budgeted extends (Base as unknown as Tokenizer) {
      #tokens = 0;

      override nextToken(): void {
        if (++this.#tokens > TOKENS_ALWAYS + TOKENS_PER_CHARACTER * this.input.length) {
          throw new ParseBudgetExceeded("this text takes too long to parse");
        }
        super.nextToken();
      }
    }
    return Budgeted as unknown as typeof Parser;
  },
);
