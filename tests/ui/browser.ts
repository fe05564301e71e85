/** The page in a real browser, before a real server. */
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { fileURLToPath } from "node:url";
import { findBrowser } from "../../server/setup/mod.ts";

const MAIN = fileURLToPath(new URL("../../server/main.ts", import.meta.url));
/** As root in a container Chromium has no sandbox, and little shared memory. Its GPU is SwiftShader, in software. */
const CHROMIUM_FLAGS = [
  "--no-sandbox",
  "--disable-dev-shm-usage",
  "--enable-unsafe-webgpu",
  "--use-webgpu-adapter=swiftshader",
];

const found = await findBrowser();

/**
 * Defines a test that needs a browser: without one it is skipped by a name that says so, but fails where CI=true.
 *
 * @param name What holds.
 * @param test Is given the browser.
 */
export function browserTest(name: string, test: (browser: Browser, context: Deno.TestContext) => Promise<void>): void {
  const required = Deno.env.get("CI") === "true";
  Deno.test({
    name: found ? name : `${name} (${required ? "" : "skipped: "}no Chromium: install it, or set CHROMIUM to its path)`,
    ignore: !found && !required,
    fn: async (context) => {
      if (!found) throw new Error("no Chromium: install it, or set CHROMIUM to its path");
      const browser = await chromium.launch({ executablePath: found, args: CHROMIUM_FLAGS });
      try {
        await test(browser, context);
      } finally {
        await browser.close();
      }
    },
    // Playwright keeps a few timers and streams of its own until the process ends.
    sanitizeOps: false,
    sanitizeResources: false,
  });
}

/** A server of its own on a free port, with an empty history. */
export interface TestServer extends AsyncDisposable {
  /** With a slash at its end. */
  readonly url: string;
}

/** Starts the server as people do, and waits until it says where it is. */
export async function startServer(): Promise<TestServer> {
  const data = await Deno.makeTempDir({ prefix: "lanes-" });
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", MAIN, "--port", "0", "--data", data],
    env: { LANES_NO_INSTALL: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let said = "";
  let url: string | undefined;
  while (!url) {
    const { done, value } = await reader.read();
    if (done) throw new Error(`the server ended at once, having said: ${said}`);
    said += value;
    url = said.match(/http:\/\/\S+\//)?.[0];
  }
  return {
    url,
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await reader.cancel();
      await child.status;
      await Deno.remove(data, { recursive: true });
    },
  };
}

/** A page with all that its console complained of. */
export interface OpenPage extends AsyncDisposable {
  readonly page: Page;
  /** Errors and warnings of the console, refused by the security policy or thrown; to be empty in the end. */
  readonly complaints: string[];
}

/** Opens an address in a window of its own, and waits until the backends of the server and the browser are shown. */
export async function openPage(
  browser: Browser,
  address: string,
  options: BrowserContextOptions = {},
): Promise<OpenPage> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.goto(address);
  for (const place of [/^Server/, /^This browser/]) {
    await page.getByRole("group", { name: place }).locator(".chip").first().waitFor();
  }
  return { page, complaints, [Symbol.asyncDispose]: () => context.close() };
}
