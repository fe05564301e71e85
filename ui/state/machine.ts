/** What the server says of itself: its machine and its backends. */
import { computed, signal } from "@preact/signals";
import type { Environment } from "../../compute/compare/types.ts";
import type { BackendInfo } from "../../server/api_types.ts";
import { getBackends, getEnvironment } from "../api/client.ts";

export const environment = signal<Environment | null>(null);
export const backends = signal<readonly BackendInfo[]>([]);
/** Why the server could not be asked, if so. */
export const machineError = signal<string | null>(null);

export const machine = computed(() => ({
  cores: environment.value?.cores ?? 1,
  knownBackends: backends.value.map((backend) => backend.name),
  availableBackends: backends.value.filter((backend) => backend.available).map((backend) => backend.name),
}));

/** Asks the server about its machine, once. */
export async function loadMachine(): Promise<void> {
  try {
    [environment.value, backends.value] = await Promise.all([getEnvironment(), getBackends()]);
    machineError.value = null;
  } catch (error) {
    machineError.value = (error as Error).message;
  }
}
