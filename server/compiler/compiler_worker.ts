/** The thread that compiles and checks, so that no kernel's text can hold up the server's event loop. */
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

/** The part of a worker's global scope that is used here. */
interface WorkerScope {
  onmessage: (event: MessageEvent<Question>) => void;
  postMessage(answer: Answer): void;
}

const scope = globalThis as unknown as WorkerScope;
scope.onmessage = ({ data }) => scope.postMessage(answer(data));
scope.postMessage({ ready: true });
