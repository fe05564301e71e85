export { type Ending, RunStore, type StoredEvent } from "./run_store.ts";
