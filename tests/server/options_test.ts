import { assertEquals, assertThrows } from "@std/assert";
import { parseOptions, type ServeOptions, UsageError } from "../../server/options.ts";

const DEFAULTS: ServeOptions = { host: "127.0.0.1", port: 8000, data: "data", origins: [] };

const READINGS: [string[], Record<string, string>, Partial<ServeOptions>][] = [
  [[], {}, {}],
  [["--host", "0.0.0.0", "--port", "81", "--data", "/d"], {}, { host: "0.0.0.0", port: 81, data: "/d" }],
  [["--port=0"], { PORT: "90", HOST: "::1" }, { host: "::1", port: 0 }],
  [[], { PORT: "90", HOST: "" }, { port: 90 }],
  [["--origin", "https://lanes.example/x", "--origin", "http://b:1"], {}, {
    origins: ["https://lanes.example", "http://b:1"],
  }],
];

for (const [args, environment, expected] of READINGS) {
  Deno.test(`options: ${args.join(" ") || "none"} with ${JSON.stringify(environment)}`, () => {
    assertEquals(parseOptions(args, (name) => environment[name]), { ...DEFAULTS, ...expected });
  });
}

const MISTAKES: [string[], Record<string, string>, string][] = [
  [["--port", "x"], {}, "--port must be"],
  [["--port", "65536"], {}, "--port must be"],
  [["--port", ""], {}, "--port must be"],
  [[], { PORT: "-1" }, "PORT must be"],
  [["--prot", "1"], {}, "--prot"],
  [["extra"], {}, "extra"],
  [["--host"], {}, "--host"],
  [["--origin", "lanes.example"], {}, "--origin must be"],
];

for (const [args, environment, message] of MISTAKES) {
  Deno.test(`options refused: ${args.join(" ")} ${JSON.stringify(environment)}`, () => {
    assertThrows(() => parseOptions(args, (name) => environment[name]), UsageError, message);
  });
}

Deno.test("options: help", () => assertEquals(parseOptions(["--help"], () => undefined), null));
