/** The thread that compiles and checks, so that no kernel's text can hold up the server's event loop. */
/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />
import { checkRequest } from "../../compute/compare/mod.ts";
import { compileSource } from "./compile_source.ts";
import type { Answer, Question } from "./messages.ts";

function answer(question: Question): Answer {
  const { id } = question;
  try {
    switch (question.call) {
      case "compile":
        return { id, answer: compileSource(question.question) };
      case "check":
        return { id, answer: checkRequest(question.question.request, question.question.context) };
    }
  } catch (error) {
    return { id, error };
  }
}

self.onmessage = ({ data }: MessageEvent<Question>) => self.postMessage(answer(data));
self.postMessage({ ready: true } satisfies Answer);
