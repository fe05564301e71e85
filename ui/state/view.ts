/** What is looked at: the tab of the results, and on a phone which half of the page. */
import { computed, signal } from "@preact/signals";
import { distinct } from "../results/rows.ts";
import { shownRun } from "./run.ts";

export const resultTabs = ["Speed", "Scaling", "Accuracy", "Code", "Environment"] as const;
export type ResultTab = (typeof resultTabs)[number];

/** Scaling is there when several n or jobs were run. */
export const visibleTabs = computed<readonly ResultTab[]>(() => {
  const rows = shownRun.value?.view.rows ?? [];
  const scales = distinct(rows, "n").length > 1 || distinct(rows, "jobs").length > 1;
  return resultTabs.filter((tab) => tab !== "Scaling" || scales);
});

const chosenTab = signal<ResultTab | null>(null);

/** Until one is chosen: the generated code before the first run, the speed from then on. */
export const resultTab = computed<ResultTab>(() => {
  const chosen = chosenTab.value;
  if (chosen && visibleTabs.value.includes(chosen)) return chosen;
  return shownRun.value ? "Speed" : "Code";
});

export function showTab(tab: ResultTab): void {
  chosenTab.value = tab;
}

/** On a narrow screen one of these is shown; on a wide one both are. */
export const halves = ["Code", "Results"] as const;
export type Half = (typeof halves)[number];
export const half = signal<Half>("Code");
