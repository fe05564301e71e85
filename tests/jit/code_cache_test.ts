import { assert, assertEquals } from "@std/assert";
import { compileWasm } from "../../compute/codegen/wasm/mod.ts";
import { CodeCache } from "../../compute/jit/code_cache.ts";
import { integrate, jit } from "../../compute/mod.ts";
import { compile } from "../../compute/pipeline.ts";

const named = (x: string, options = {}) =>
  compile({ kernel: `(${x}, n) => { let s = 0; for (const k of prange(n)) s += k * ${x}; return s; }` }, options);

Deno.test("kernels of one structure share one module, whatever their names", () => {
  const cache = new CodeCache();
  const [one, other] = ["x", "y"].map((name) => cache.share(named(name)));
  assert(one === other);
  assert(compileWasm(one.wasm) === compileWasm(other.wasm));
  assert(cache.share(named("x")) === one);
});

Deno.test("kernels of other flags have code of their own, in whatever order the flags are given", () => {
  const cache = new CodeCache();
  const strict = cache.share(named("x"));
  const flags = cache.share(named("x", { fastmath: ["nsz", "contract"] }));
  assert(strict !== flags);
  assert(strict !== cache.share(named("x", { fastmath: true })));
  assert(flags === cache.share(named("x", { fastmath: new Set(["contract", "nsz"]) })));
});

Deno.test("the least recently used is forgotten first", () => {
  const cache = new CodeCache(2);
  const kernels = [1, 2, 3].map((c) => compile({ expr: `x + ${c}` }));
  const again = (c: number) => compile({ expr: `x + ${c}` });
  const first = cache.share(kernels[0]);
  const second = cache.share(kernels[1]);
  assert(cache.share(again(1)) === first);
  cache.share(kernels[2]);
  assert(cache.share(again(1)) === first);
  assert(cache.share(again(2)) !== second);
});

Deno.test("a kernel that shares code still shows its own text", () => {
  const [one, other] = ["width", "height"].map((name) =>
    jit(`(${name}, n) => { let s = 0; for (const k of prange(n)) s += k * ${name}; return s; }`)
  );
  assertEquals(one(2, 10), other(2, 10));
  assert(one.inspect().js.includes("width") && other.inspect().js.includes("height"));
  assert(one.inspect().ir.includes("width") && !other.inspect().wat.includes("width"));
});

Deno.test("integrals of one structure are the same to the last bit", () => {
  assertEquals(integrate("x*x + 1", 0, 1, { n: 1000 }), integrate((t) => t * t + 1, 0, 1, { n: 1000 }));
});
