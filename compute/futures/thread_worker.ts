/** The entry point of a pool's threads. */
import { joinProgram } from "../threading/mod.ts";
import { CallServer } from "./call_server.ts";
import { claim } from "./claims.ts";
import { parkThread } from "./park.ts";
import type { FromWorker, ToWorker } from "./protocol.ts";
import { Memberships } from "./team_member.ts";

/** The part of a worker's global scope that is used here; Deno's two kinds of worker and the browsers' have it. */
interface ThreadScope {
  postMessage(message: unknown): void;
  addEventListener(type: string, listener: (event: MessageEvent & PromiseRejectionEvent) => void): void;
  close(): void;
}

/** The first message: the words that the pool and this thread share. */
export interface Welcome {
  readonly type: "welcome";
  readonly words: Int32Array;
  /** The slots of the calls that are sent ahead; null where memory can't be shared. */
  readonly claims: Int32Array | null;
  /** What the threads of the program have in common, if so. */
  readonly program: Int32Array | null;
  /** Whether it may spin a little before it sleeps. */
  readonly spins: boolean;
}

function serveThread(scope: ThreadScope): void {
  const post = (message: FromWorker) => scope.postMessage(message);
  let claims: Int32Array | null = null;
  const calls = new CallServer("thread", post, (slot, id) => claim(claims!, slot, id));
  const memberships = new Memberships();
  let words: Int32Array | null = null;
  let spins = false;
  let received = 0;
  let joining = 0;

  /** Sleeps, if all there is to wait for are a team's runs and messages. */
  const park = () => {
    if (words && memberships.size > 0 && calls.calls === 0 && joining === 0) {
      parkThread(words, received, () => memberships.work(), spins);
    }
  };

  const handlers: { [T in ToWorker["type"]]: (message: Extract<ToWorker, { type: T }>) => void | Promise<void> } = {
    call: (message) => calls.call(message),
    calls: async (message) => {
      for (const answered of message.calls.map((call) => calls.call(call))) await answered;
    },
    abort: ({ id }) => calls.abort(id),
    join: async (message) => {
      joining++;
      await calls.answer(message.id, () => memberships.join(message));
      joining--;
    },
    leave: ({ team }) => memberships.leave(team),
    exit: () => {
      words = null;
      post({ type: "bye" });
      scope.close();
    },
  };

  scope.addEventListener("message", async ({ data }: MessageEvent<ToWorker | Welcome>) => {
    if (data.type === "welcome") {
      ({ words, claims, spins } = data);
      if (data.program) joinProgram(data.program);
      return;
    }
    received++;
    await (handlers[data.type] as (message: ToWorker) => void | Promise<void>)(data);
    park();
  });

  // What a task leaves behind and then fails must not end the thread, let alone the program.
  for (const type of ["error", "unhandledrejection"]) {
    scope.addEventListener(type, (event) => {
      event.preventDefault();
      console.error("Exception in a pool's thread:", (event as unknown as ErrorEvent).error ?? event.reason);
    });
  }
}

serveThread(globalThis as unknown as ThreadScope);
