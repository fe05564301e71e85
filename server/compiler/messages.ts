/** What the server and its compiling thread say to each other. */
import type { CheckContext, CheckedRequest } from "../../compute/compare/mod.ts";
import type { CompileRequest, CompileResponse, RunRequest } from "../api_types.ts";

export interface Calls {
  compile: { question: CompileRequest; answer: CompileResponse };
  check: { question: { request: RunRequest; context: CheckContext }; answer: CheckedRequest };
}

export type CallName = keyof Calls;

export type Question = {
  [Name in CallName]: { readonly id: number; readonly call: Name; readonly question: Calls[Name]["question"] };
}[CallName];

/** The first says that the thread has loaded, and hears. */
export type Answer =
  | { readonly ready: true }
  | { readonly id: number; readonly answer: Calls[CallName]["answer"] }
  | { readonly id: number; readonly error: unknown };
