/** This browser as a place to measure in: its machine, its backends, and the worker in which it measures. */
import { computed, signal } from "@preact/signals";
import {
  type BackendDescription,
  type CompareControl,
  type CompareRequest,
  type ComparisonReport,
  createCompareWorker,
  describeBrowser,
  type Environment,
} from "../../compute/compare/mod.ts";

export const browserEnvironment = signal<Environment | null>(null);
export const browserBackends = signal<readonly BackendDescription[]>([]);
/** Why its worker could not be asked, if so. */
export const browserError = signal<string | null>(null);

export const browserMachine = computed(() => ({
  cores: browserEnvironment.value?.cores ?? 1,
  knownBackends: browserBackends.value.map((backend) => backend.name),
  availableBackends: browserBackends.value.filter((backend) => backend.available).map((backend) => backend.name),
}));

const worker = createCompareWorker(
  new URL("../../compute/compare/worker.ts", import.meta.url),
  describeBrowser(navigator),
);

/** For how long the page waits, in ms: a GPU's driver may hang. */
const PATIENCE = 10_000;

/** Asks what this browser has, once. */
export async function loadBrowser(): Promise<void> {
  const late = setTimeout(() => {
    browserError.value =
      "This browser has not said what it has: its GPU's driver may hang. The server measures all the same.";
  }, PATIENCE);
  try {
    const [environment, backends] = await Promise.all([worker.environment(), worker.backends()]);
    browserEnvironment.value = environment;
    browserBackends.value = backends;
    browserError.value = null;
  } catch (error) {
    browserError.value = (error as Error).message;
  } finally {
    clearTimeout(late);
  }
}

/** Compares in this browser. */
export function compareHere(request: CompareRequest, control: CompareControl): Promise<ComparisonReport> {
  return worker.compare(request, control);
}
