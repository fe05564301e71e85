/** The page where it measures in the browser too: Chromium, with SwiftShader as its GPU. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Page } from "playwright-core";
import { findBarriers } from "./axe.ts";
import { browserTest, openPage, startServer } from "./browser.ts";

const runButton = (page: Page) => page.getByRole("button", { name: /^Run/ });

browserTest("the server and this browser measure one after the other, each with its own baseline", async (browser) => {
  await using server = await startServer();
  const fragment = "#n=1e4&backends=serial%2Cwasm&here=serial%2Cthreads%2Cwasm%2Cwasm-threads%2Cwebgpu";
  await using opened = await openPage(browser, server.url + fragment);
  const { page, complaints } = opened;
  await runButton(page).click();
  const regions = (kind: string) =>
    ["Server", "This browser"].map((name) => page.getByRole("region", { name: `${kind}: ${name}` }));
  const [serverVerdict, verdictHere] = regions("Verdict");
  await verdictHere.locator(".phase-waiting").waitFor();
  await verdictHere.locator(".phase-done").waitFor();
  assertEquals(await serverVerdict.locator(".phase-done").count(), 1);
  const [onServer, here] = regions("Measured");
  const rowsOf = {
    server: { table: onServer, backends: ["serial", "wasm"] },
    here: { table: here, backends: ["serial", "threads", "wasm", "wasm-threads", "webgpu"] },
  };
  for (const { table, backends } of Object.values(rowsOf)) {
    const rows = await table.locator(".results-table tbody tr").allInnerTexts();
    assertEquals(rows.length, backends.length);
    for (const [k, backend] of backends.entries()) {
      assert(rows[k].startsWith(backend), rows[k]);
      assertMatch(rows[k], /3\.14169/);
      assertEquals(rows[k].includes("baseline"), backend === "serial");
    }
  }
  assertMatch(await here.locator(".gpu-times").innerText(), /^webgpu: .*shaders/);
  await page.getByRole("tab", { name: "Environment" }).click();
  assertMatch(await page.getByRole("region", { name: "This browser", exact: true }).innerText(), /software adapter/);
  assertEquals(await findBarriers(page), []);
  assertEquals(complaints, []);
});

browserTest("Escape stops what this browser measures too", async (browser) => {
  await using server = await startServer();
  await using opened = await openPage(browser, `${server.url}#n=3e8&backends=serial&here=serial`);
  const { page } = opened;
  await runButton(page).click();
  await page.getByText("so far").waitFor();
  await page.keyboard.press("Escape");
  await page.locator(".phase-stopped").nth(1).waitFor();
  assert(await runButton(page).isEnabled());
  await page.locator("#n").fill("1e4");
  await runButton(page).click();
  await page.locator(".phase-done").nth(1).waitFor();
});
