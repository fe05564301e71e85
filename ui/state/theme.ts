/** Light, dark, or as the system has it; kept on this machine. */
import { effect, signal } from "@preact/signals";

export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

const STORAGE_KEY = "lanes-theme";

export const theme = signal<Theme>("system");

/** Applies the kept theme, and each choice from now on. */
export function followTheme(): void {
  const kept = themes.find((name) => name === localStorage.getItem(STORAGE_KEY));
  if (kept) theme.value = kept;
  effect(() => {
    document.documentElement.dataset.theme = theme.value;
    if (theme.value === "system") localStorage.removeItem(STORAGE_KEY);
    else localStorage.setItem(STORAGE_KEY, theme.value);
  });
}
