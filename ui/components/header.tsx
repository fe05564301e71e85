import { shareLink } from "../state/address.ts";
import { theme, themes } from "../state/theme.ts";
import { CopyButton } from "./copy_button.tsx";
import { HistoryMenu } from "./history_menu.tsx";
import { DarkIcon, LightIcon, LinkIcon, Logo, SystemIcon } from "./icons.tsx";
import { Segmented } from "./segmented.tsx";

const THEME_LOOKS = {
  system: { label: "Theme of the system", icon: <SystemIcon /> },
  light: { label: "Light theme", icon: <LightIcon /> },
  dark: { label: "Dark theme", icon: <DarkIcon /> },
} as const;

/** The name of the place, and what concerns all of it. */
export function Header() {
  return (
    <header class="header">
      <h1>
        <Logo />
        Lanes
      </h1>
      <p class="tagline">One numeric kernel, run every way a computer can</p>
      <div class="header-tools">
        <HistoryMenu />
        <CopyButton text={shareLink} class="button quiet" label="Copy link">
          <LinkIcon />
          <span class="wide-only">Copy link</span>
        </CopyButton>
        <Segmented
          label="Theme"
          name="theme"
          options={themes.map((value) => ({ value, ...THEME_LOOKS[value] }))}
          selected={theme.value}
          onSelect={(chosen) => theme.value = chosen}
        />
      </div>
    </header>
  );
}
