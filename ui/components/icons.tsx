/** Small drawings, in the colour of the text beside them. */
import type { ComponentChildren } from "preact";

function Icon({ children }: { readonly children: ComponentChildren }) {
  return (
    <svg
      class="icon"
      width="16"
      height="16"
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      stroke-width="1.5"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      {children}
    </svg>
  );
}

export const RunIcon = () => (
  <Icon>
    <path d="M4.5 2.8v10.4L13 8z" fill="currentColor" />
  </Icon>
);
export const StopIcon = () => (
  <Icon>
    <rect x="3.5" y="3.5" width="9" height="9" rx="1" fill="currentColor" />
  </Icon>
);
export const SystemIcon = () => (
  <Icon>
    <rect x="2" y="2.5" width="12" height="8.5" rx="1.5" />
    <path d="M5.5 13.5h5" />
  </Icon>
);
export const LightIcon = () => (
  <Icon>
    <circle cx="8" cy="8" r="3" />
    <path d="M8 1.5v1M8 13.5v1M1.5 8h1M13.5 8h1M3.4 3.4l.7.7M11.9 11.9l.7.7M3.4 12.6l.7-.7M11.9 4.1l.7-.7" />
  </Icon>
);
export const DarkIcon = () => (
  <Icon>
    <path d="M13.5 9.6A6 6 0 0 1 6.4 2.5a6 6 0 1 0 7.1 7.1z" />
  </Icon>
);
export const HistoryIcon = () => (
  <Icon>
    <path d="M2.5 8a5.5 5.5 0 1 1 1.6 3.9M2.5 12.5V9.3h3.2M8 5v3.2l2 1.3" />
  </Icon>
);
export const LinkIcon = () => (
  <Icon>
    <path d="M6.8 9.2a2.6 2.6 0 0 0 3.7 0l2.2-2.2a2.6 2.6 0 0 0-3.7-3.7l-.8.8M9.2 6.8a2.6 2.6 0 0 0-3.7 0L3.3 9a2.6 2.6 0 0 0 3.7 3.7l.8-.8" />
  </Icon>
);
export const WarningIcon = () => (
  <Icon>
    <path d="M8 2 14.5 13.5h-13zM8 6.5v3M8 11.7v.1" />
  </Icon>
);

/** Three lanes of different length: the same work, faster and faster. */
export const Logo = () => (
  <svg class="logo" width="26" height="26" viewBox="0 0 32 32" aria-hidden="true">
    <path d="M4 8h24" stroke="var(--target-js)" stroke-width="4" stroke-linecap="round" />
    <path d="M4 16h15" stroke="var(--target-wasm)" stroke-width="4" stroke-linecap="round" />
    <path d="M4 24h7" stroke="var(--target-wgsl)" stroke-width="4" stroke-linecap="round" />
  </svg>
);
