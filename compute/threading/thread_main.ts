/** The entry point of threads. */
import { setCurrentThread } from "./current_thread.ts";
import { setOwnHandle } from "./identity.ts";
import { childrenClosed, childrenReleased, type FromThread, type StartMessage } from "./launch.ts";
import { enter, FINISHED, RUNNING } from "./life.ts";
import { joinProgram } from "./program.ts";
import { recordError } from "./remote_error.ts";
import { resolveTask, reviveTask, type TaskReference } from "./task_reference.ts";
import { Thread } from "./thread.ts";

/** The part of a worker's global scope that is used here; Deno's two kinds of worker and the browsers' have it. */
interface ThreadScope {
  postMessage(message: FromThread): void;
  addEventListener(
    type: string,
    listener: (event: MessageEvent<StartMessage> & ErrorEvent & PromiseRejectionEvent) => void,
    options?: { once: boolean },
  ): void;
  close(): void;
}

function serveThread(scope: ThreadScope): void {
  const tellError = (error: unknown) => scope.postMessage({ type: "error", error: recordError(error) });

  scope.addEventListener("message", async ({ data }) => {
    const { words } = data.handle;
    setOwnHandle(data.handle);
    joinProgram(data.program);
    // Who exits in the middle of its work has finished, too.
    scope.addEventListener("unload", () => enter(words, FINISHED));
    try {
      const thread = await createThread(data);
      setCurrentThread(thread);
      enter(words, RUNNING);
      await thread.run();
    } catch (error) {
      tellError(error);
    }
    scope.postMessage({ type: "finished" });
    enter(words, FINISHED);
    await childrenReleased();
    scope.postMessage({ type: "released" });
    await childrenClosed();
    scope.postMessage({ type: "closing" });
    scope.close();
  }, { once: true });

  // What the function leaves behind and then fails must not end the program.
  scope.addEventListener("error", (event) => {
    event.preventDefault();
    tellError(event.error ?? event.message);
  });
  scope.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    tellError(event.reason);
  });
}

/** Makes the object whose `run` is the thread's work. */
async function createThread({ handle, target, args, references, subclass }: StartMessage): Promise<Thread> {
  const given = [...args];
  for (const index of references) given[index] = reviveTask(given[index] as TaskReference);
  const options = { handle, target: target ?? undefined, args: given };
  if (!subclass) return new Thread(options);
  const found = await resolveTask(subclass);
  if (!(found.prototype instanceof Thread)) {
    throw new TypeError(`the thread ${handle.name} can't run: ${subclass.name} of ${subclass.module} is no Thread`);
  }
  // The base class's part is made anew; of the subclass's part, what was sent.
  return Object.assign(Reflect.construct(Thread, [options], found), subclass.fields);
}

serveThread(globalThis as unknown as ThreadScope);
