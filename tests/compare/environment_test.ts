import { assert, assertEquals } from "@std/assert";
import { describeBrowser, withGpu } from "../../compute/compare/mod.ts";
import { describeDeno } from "../../compute/compare/environment_deno.ts";
import { interpretedBackend } from "./interpreted_backend.ts";

Deno.test("browsers are told apart by their user agents", () => {
  const agents: [string, string, string][] = [
    [
      "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
      "Chrome 142",
      "Linux",
    ],
    [
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0",
      "Edge 141",
      "Windows",
    ],
    ["Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:145.0) Gecko/20100101 Firefox/145.0", "Firefox 145", "macOS"],
    [
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1",
      "Safari 18",
      "iOS",
    ],
    ["something else", "a browser", "unknown"],
  ];
  for (const [userAgent, browser, os] of agents) {
    const environment = describeBrowser({ userAgent, hardwareConcurrency: 8 });
    assertEquals([environment.browser, environment.os, environment.cores], [browser, os, 8]);
  }
});

Deno.test("this machine is described without guessing", () => {
  const environment = describeDeno();
  assertEquals([environment.deno, environment.v8], [Deno.version.deno, Deno.version.v8]);
  assert(environment.cores >= 1 && environment.os.includes(Deno.build.arch));
});

Deno.test("the GPU has the name that its backend gives", async () => {
  const environment = describeDeno();
  const gpu = (availability: Awaited<ReturnType<ReturnType<typeof interpretedBackend>["available"]>>) =>
    interpretedBackend("webgpu", { target: "wgsl", available: () => Promise.resolve(availability) });
  assertEquals((await withGpu(environment, [gpu({ available: true, detail: "llvmpipe" })])).gpu, "llvmpipe");
  assertEquals((await withGpu(environment, [gpu({ available: false, reason: "none" })])).gpu, null);
  assertEquals((await withGpu(environment, [])).gpu, null);
});
