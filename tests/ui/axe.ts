import type { Page } from "playwright-core";

const AXE = new URL(import.meta.resolve("axe-core"));

interface AxeReport {
  readonly violations: readonly {
    readonly id: string;
    readonly help: string;
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
  }[];
}

/**
 * Looks for barriers on the page as it stands, once colours have ceased to change.
 *
 * @returns A line for each; none if axe-core finds nothing.
 */
export async function findBarriers(page: Page): Promise<string[]> {
  // Through the debugger, which the page's security policy doesn't bind.
  await page.evaluate(await Deno.readTextFile(AXE));
  await page.evaluate("Promise.allSettled(document.getAnimations().map((animation) => animation.finished))");
  const report = await page.evaluate<AxeReport>("axe.run(document, { resultTypes: ['violations'] })");
  return report.violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${help}: ${html} ${failureSummary ?? ""}`)
  );
}
