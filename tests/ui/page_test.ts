/** The page as its visitors use it: Chromium, the real server, real measurements. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Page } from "playwright-core";
import { findBarriers } from "./axe.ts";
import { browserTest, type OpenPage, openPage, startServer, type TestServer } from "./browser.ts";

/** Few and small measurements. */
const QUICK = "#n=1e4&backends=serial%2Cwasm";

const rowOf = (page: Page, backend: string) =>
  page.locator(".results-table tbody tr").filter({ has: page.getByRole("rowheader", { name: backend }) }).first();
/** A backend's chip among those of the server or of this browser. */
const chipOf = (page: Page, place: "Server" | "This browser", name: string) =>
  page.getByRole("group", { name: new RegExp(`^${place}`) }).getByRole("button", { name, exact: true });
const runButton = (page: Page) => page.getByRole("button", { name: /^Run/ });
const ended = (page: Page, phase: "done" | "stopped" | "failed" = "done") => page.locator(`.phase-${phase}`).waitFor();
const editor = (page: Page, label: RegExp = /^(Integrand|Kernel):/) => page.getByRole("textbox", { name: label });

async function typeKernel(page: Page, text: string): Promise<void> {
  await editor(page).click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.press("Delete");
  await page.keyboard.insertText(text);
}

type Step = (
  open: (fragment?: string, options?: Parameters<typeof openPage>[2]) => Promise<OpenPage>,
  server: TestServer,
) => Promise<void>;

const steps: Readonly<Record<string, Step>> = {
  async "the first screen shows the integral of pi, and runs nothing"(open, server) {
    await using opened = await open();
    const { page, complaints } = opened;
    assertEquals(await editor(page).innerText(), "4/(1+x*x)");
    assertEquals([await page.locator("#from").inputValue(), await page.locator("#to").inputValue()], ["0", "1"]);
    await page.getByRole("img", { name: /^f\(x\)/ }).waitFor();
    await page.getByRole("textbox", { name: "Generated JavaScript" }).getByText("function integrate").waitFor();
    assertEquals(await (await fetch(`${server.url}api/runs`)).json(), { runs: [] });
    assertEquals(await findBarriers(page), []);
    assertEquals(complaints, []);
  },

  async "Ctrl+Enter measures, and results stream in to a verdict"(open) {
    await using opened = await open(QUICK);
    const { page, complaints } = opened;
    await editor(page).click();
    await page.keyboard.press("Control+Enter");
    await ended(page);
    assertMatch(await page.locator(".verdict").innerText(), /serial/);
    assertMatch(await rowOf(page, "serial").innerText(), /3\.14169265192/);
    assertMatch(await rowOf(page, "wasm").innerText(), /3\.14169265/);
    await page.getByRole("img", { name: /^Time per run/ }).waitFor();
    await page.getByText("As %timeit tells it").click();
    const lines = await page.locator(".timeit-lines dd").allInnerTexts();
    assertEquals(lines.length, 2);
    for (const line of lines) {
      assertMatch(line, /^\S+ \S+ ± \S+ \S+ per loop \(mean ± std\. dev\. of \d+ runs?, [\d,]+ loops? each\)/);
    }
    await page.getByRole("tab", { name: "Accuracy" }).click();
    await page.getByRole("img", { name: /^Distance from the serial value/ }).waitFor();
    assertEquals(await findBarriers(page), []);
    assertEquals(complaints, []);
  },

  async "old results are said to be old once an input changes, and their inputs come back"(open) {
    await using opened = await open(QUICK);
    const { page } = opened;
    await runButton(page).click();
    await ended(page);
    assertEquals(await page.getByText("Inputs changed").count(), 0);
    await page.locator("#n").fill("2e4");
    await page.getByText("Inputs changed").waitFor();
    assertEquals(await findBarriers(page), []);
    await page.getByRole("button", { name: "Restore those inputs" }).click();
    assertEquals(await page.locator("#n").inputValue(), "1e4");
    assertEquals(await page.getByText("Inputs changed").count(), 0);
  },

  async "a mistake is underlined at its column, explained, and a click away"(open) {
    await using opened = await open();
    const { page, complaints } = opened;
    await typeKernel(page, "4/(1+x*why)");
    await page.locator(".cm-lintRange-error").waitFor();
    assertEquals(await page.locator(".cm-lintRange-error").innerText(), "why");
    assertMatch(await page.locator("#source-message").innerText(), /Line 1, column 8: .*why/);
    assert(await runButton(page).isDisabled());
    assertEquals(await findBarriers(page), []);
    await page.getByRole("button", { name: "Line 1, column 8" }).click();
    await page.keyboard.insertText("x+");
    assertEquals(await editor(page).innerText(), "4/(1+x*x+why)");
    await typeKernel(page, "x");
    await page.locator("#source-message").waitFor({ state: "detached" });
    assert(await runButton(page).isEnabled());
    assertEquals(complaints, []);
  },

  async "a wrong number is told beside its field"(open) {
    await using opened = await open();
    const { page } = opened;
    for (
      const [field, text, message] of [["n", "0", /at least 1/], ["from", "pi/", /Column/], [
        "jobs",
        "0",
        /at least 1/,
      ]] as const
    ) {
      const before = await page.locator(`#${field}`).inputValue();
      await page.locator(`#${field}`).fill(text);
      assertMatch(await page.locator(`#${field}-message`).innerText(), message);
      assert(await runButton(page).isDisabled());
      await page.locator(`#${field}`).fill(before);
    }
    assert(await runButton(page).isEnabled());
  },

  async "Escape stops a run, and what was measured stays"(open) {
    await using opened = await open("#n=3e8&backends=serial");
    const { page } = opened;
    await runButton(page).click();
    await page.getByText("so far").waitFor();
    await page.keyboard.press("Escape");
    await ended(page, "stopped");
    assertMatch(await rowOf(page, "serial").innerText(), /[\d.]+ m?s/);
    assert(await runButton(page).isEnabled());
  },

  async "a run behind another says its place, and goes on when the other ends"(open, server) {
    await using opened = await open(QUICK);
    const { page } = opened;
    const body = JSON.stringify({ expr: "x", from: 0, to: 1, n: 1e9, backends: ["serial"] });
    const headers = { "content-type": "application/json" };
    const first = await (await fetch(`${server.url}api/runs`, { method: "POST", headers, body })).json();
    await runButton(page).click();
    await page.getByRole("heading", { name: "Queued: position 1." }).waitFor();
    await (await fetch(`${server.url}api/runs/${first.id}`, { method: "DELETE" })).body?.cancel();
    await ended(page);
    assertMatch(await rowOf(page, "wasm").innerText(), /3\.14169265/);
  },

  async "a link brings someone else to the same inputs, and runs nothing"(open, server) {
    await using opened = await open();
    const { page } = opened;
    await typeKernel(page, "sin(x) + 1");
    await page.locator("#to").fill("pi");
    await page.getByRole("checkbox", { name: /fastmath/ }).check();
    await chipOf(page, "Server", "threads").click();
    await page.waitForURL(/expr=sin.*to=pi.*fastmath=1.*backends=/);
    const before = await (await fetch(`${server.url}api/runs`)).json();
    await using other = await open(new URL(page.url()).hash);
    assertEquals(await editor(other.page).innerText(), "sin(x) + 1");
    assertEquals(await other.page.locator("#to").inputValue(), "pi");
    assert(await other.page.getByRole("checkbox", { name: /fastmath/ }).isChecked());
    const chip = chipOf(other.page, "Server", "threads");
    assertEquals(await chip.getAttribute("aria-pressed"), "false");
    assertEquals(await (await fetch(`${server.url}api/runs`)).json(), before);
  },

  async "a kernel with parameters of its own is previewed, asked for them, and run"(open) {
    await using opened = await open(QUICK);
    const { page, complaints } = opened;
    await page.getByRole("radio", { name: "Kernel" }).check();
    await page.getByRole("img", { name: /^Value against n/ }).waitFor();
    await typeKernel(
      page,
      "(n: number, scale: number) => { let s = 0; for (const i of prange(n)) { s += scale; } return s; }",
    );
    await page.getByLabel("scale").fill("2**-1");
    await runButton(page).click();
    await ended(page);
    assertMatch(await rowOf(page, "wasm").innerText(), /\b5000\b/);
    assertEquals(complaints, []);
  },

  async "several n and jobs give a row each, and the scaling charts"(open) {
    await using opened = await open("#n=1e3%2C1e4&jobs=1%2C2&backends=serial%2Cthreads");
    const { page } = opened;
    await runButton(page).click();
    await ended(page);
    assertEquals(await page.locator(".results-table tbody tr").count(), 6);
    await page.getByRole("tab", { name: "Scaling" }).click();
    await page.getByRole("img", { name: /^Time against n/ }).waitFor();
    assertEquals(await page.getByRole("img", { name: /^Speedup against jobs/ }).count(), 2);
    assertEquals(await findBarriers(page), []);
  },

  async "every target's code is shown"(open) {
    await using opened = await open("#expr=cos%28x%29");
    const { page } = opened;
    for (
      const [target, label, text] of [
        ["JavaScript", "Generated JavaScript", "Math.cos"],
        ["WAT", "Generated WAT", "(module"],
        ["WGSL", "Generated WGSL", "fn "],
      ]
    ) {
      await page.getByRole("radio", { name: target }).check();
      await page.getByRole("textbox", { name: label }).getByText(text).first().waitFor();
    }
    assertEquals(await findBarriers(page), []);
  },

  async "a run of the history opens with its inputs"(open) {
    await using opened = await open(`${QUICK}&expr=x*x`);
    const { page } = opened;
    await runButton(page).click();
    await ended(page);
    await using later = await open();
    await later.page.getByRole("button", { name: "History of runs" }).click();
    await later.page.getByRole("button", { name: /^x\*x/ }).first().waitFor();
    assertEquals(await findBarriers(later.page), []);
    await later.page.getByRole("button", { name: /^x\*x/ }).first().click();
    await ended(later.page);
    assertEquals(await editor(later.page).innerText(), "x*x");
    assertMatch(await rowOf(later.page, "serial").innerText(), /0\.33328/);
  },

  async "a reload shows the run again, under way or done"(open) {
    await using opened = await open("#n=3e8&backends=serial");
    const { page, complaints } = opened;
    await runButton(page).click();
    await page.getByText("so far").waitFor();
    await page.reload();
    await page.getByRole("button", { name: "Stop" }).click();
    await ended(page, "stopped");
    assertEquals(await page.getByText("Inputs changed").count(), 0);
    await page.locator("#n").fill("2e4");
    await page.waitForURL(/n=2e4/);
    await page.reload();
    await page.getByText("Inputs changed").waitFor();
    assertEquals(await page.locator("#n").inputValue(), "2e4");
    assertEquals(complaints, []);
  },

  async "results are copied as Markdown, CSV and JSON"(open) {
    await using opened = await open(QUICK, { permissions: ["clipboard-read", "clipboard-write"] });
    const { page } = opened;
    await runButton(page).click();
    await ended(page);
    const copied = async (format: string) => {
      const button = page.getByRole("button", { name: format, exact: true });
      const element = await button.elementHandle();
      await button.click();
      await page.waitForFunction((button) => button?.textContent === "Copied", element);
      return await page.evaluate<string>("navigator.clipboard.readText()");
    };
    assertMatch(await copied("Markdown"), /\| wasm \| {2}\| 10000 \|/);
    assertMatch(await copied("CSV"), /^backend,n,jobs,/);
    assertEquals(JSON.parse(await copied("JSON")).results.length, 2);
  },

  async "the theme is chosen, followed and kept"(open) {
    await using opened = await open("", { colorScheme: "light" });
    const { page } = opened;
    const background = () => page.evaluate<string>("getComputedStyle(document.body).backgroundColor");
    const light = await background();
    await page.getByRole("radio", { name: "Dark theme" }).check();
    const dark = await background();
    assert(dark !== light, dark);
    assertEquals(await findBarriers(page), []);
    await page.reload();
    await page.locator(".chip").first().waitFor();
    assertEquals(await background(), dark);
    await page.getByRole("radio", { name: "Theme of the system" }).check();
    assertEquals(await background(), light);
  },

  async "Tab leaves the editor, and arrows go through the tabs"(open) {
    await using opened = await open();
    const { page } = opened;
    await editor(page).click();
    await page.keyboard.press("Tab");
    assertEquals(await page.evaluate<string>("document.activeElement.id"), "from");
    await page.getByRole("tab", { name: "Code" }).focus();
    await page.keyboard.press("ArrowRight");
    assertEquals(await page.evaluate<string>("document.activeElement.textContent"), "Environment");
    assertEquals(await page.getByRole("tab", { name: "Environment" }).getAttribute("aria-selected"), "true");
  },

  async "on a phone Code and Results take turns, and nothing is cut off"(open) {
    for (const width of [390, 320]) {
      await using opened = await open(QUICK, { viewport: { width, height: 700 }, hasTouch: true, isMobile: true });
      const { page, complaints } = opened;
      const excess = () => page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
      assertEquals(await excess(), 0);
      assert(await runButton(page).isVisible());
      assertEquals(await page.locator(".results-pane").isVisible(), false);
      await runButton(page).tap();
      await ended(page);
      assertEquals(await page.locator(".code-pane").isVisible(), false);
      assertEquals(await excess(), 0);
      for (const tab of ["Accuracy", "Code", "Environment"]) {
        await page.getByRole("tab", { name: tab }).tap();
        assertEquals(await excess(), 0);
      }
      assert(await runButton(page).isVisible());
      assertEquals(await findBarriers(page), []);
      await page.getByRole("button", { name: "Code", exact: true }).tap();
      await editor(page).waitFor();
      assertEquals(complaints, []);
    }
  },

  async "a backend that is not available is shown, says why, and can't be chosen"(open) {
    await using opened = await open();
    const { page } = opened;
    await page.route("**/api/backends", async (route) => {
      const answer = await (await route.fetch()).json();
      const reason = "no adapter: install a driver";
      const backends = answer.backends.map((backend: { name: string }) =>
        backend.name === "webgpu" ? { ...backend, available: false, reason } : backend
      );
      await route.fulfill({ json: { backends } });
    });
    await page.reload();
    const chip = chipOf(page, "Server", "webgpu");
    await page.locator("#server-why-webgpu").getByText("no adapter: install a driver").waitFor();
    await chip.click({ force: true });
    assertEquals([await chip.getAttribute("aria-disabled"), await chip.getAttribute("aria-pressed")], [
      "true",
      "false",
    ]);
    assertEquals(await findBarriers(page), []);
  },

  async "a broken connection is said, and the results follow"(open) {
    await using opened = await open(QUICK);
    const { page } = opened;
    let refusals = 1;
    await page.route("**/events", (route) => refusals-- > 0 ? route.abort() : route.continue());
    await runButton(page).click();
    await page.getByText("The connection is lost").waitFor();
    await ended(page);
    assertEquals(await page.getByText("The connection is lost").count(), 0);
    assertMatch(await rowOf(page, "wasm").innerText(), /3\.14169265/);
  },

  async "a refusal is said where Run was pressed, and gone with the next change"(open) {
    await using opened = await open(QUICK);
    const { page } = opened;
    const error = { code: "queue_full", message: "the queue is full: try again in a minute" };
    await page.route("**/api/runs", (route) => route.fulfill({ status: 429, json: { error } }));
    await runButton(page).click();
    await page.getByRole("alert").getByText(error.message).waitFor();
    await page.locator("#n").fill("1e3");
    assertEquals(await page.getByRole("alert").count(), 0);
  },
};

browserTest("the page", async (browser, context) => {
  await using server = await startServer();
  for (const [name, step] of Object.entries(steps)) {
    await context.step({
      name,
      fn: () => step((fragment = "", options) => openPage(browser, server.url + fragment, options), server),
      sanitizeOps: false,
      sanitizeResources: false,
    });
  }
});
