import { assert, assertEquals } from "@std/assert";
import { compile } from "../../compute/pipeline.ts";

const costs = (body: string, fastmath = false) => {
  const { js, wasm } = compile({ kernel: `(n) => { let s = 0; ${body} return s; }` }, { fastmath });
  return { js: js.costs, wasm: wasm.costs };
};

Deno.test("each loop has its own cost, a branch counts with both sides", () => {
  const { js } = costs("for (const i of prange(n)) s += i; for (const i of prange(n)) s += i < 5 ? i * i : i + 1;");
  assertEquals(js, [1, 4]);
});

Deno.test("dividing and functions that are called cost more than adding", () => {
  const [cheap] = costs("for (const i of prange(n)) s += i + 1;").js;
  const [division] = costs("for (const i of prange(n)) s += i / 3;").js;
  const [call] = costs("for (const i of prange(n)) s += Math.sin(i);").js;
  assert(cheap < division && division < call);
});

Deno.test("what functions are expanded to is counted, less where fastmath reduces it", () => {
  const loop = "for (const i of prange(n)) s += Math.cos(i * 1e-3);";
  assert(costs(loop, true).wasm[0] < costs(loop).wasm[0]);
});

Deno.test("the body that serves near a strip's centre is what is counted, where there is one", () => {
  const { wasm } = costs("for (const i of prange(n)) s += Math.atan(Math.sqrt(2 + i * 1e-9));", true);
  const { wasm: exact } = costs("for (const i of prange(n)) s += Math.atan(Math.sqrt(2 + i * 1e-9));");
  assert(wasm[0] < exact[0] / 2);
});

Deno.test("a loop that does nothing costs something", () => {
  assertEquals(costs("for (const i of prange(n)) {}").js, [1]);
});
