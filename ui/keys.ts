import { runAndShow } from "./components/run_bar.tsx";
import { active, stop } from "./state/run.ts";

/** Ctrl or Cmd with Enter runs; Escape stops. Before the editor sees them, which has meanings of its own for both. */
export function followKeys(): void {
  addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      event.stopPropagation();
      runAndShow();
    } else if (event.key === "Escape" && active.value && !document.querySelector(":popover-open")) {
      event.preventDefault();
      event.stopPropagation();
      void stop();
    }
  }, { capture: true });
}
