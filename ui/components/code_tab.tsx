import { signal } from "@preact/signals";
import { shownPrecision, type Target, targetCode } from "../state/source.ts";
import { CodeView } from "./code_view.tsx";
import { CopyButton } from "./copy_button.tsx";
import { Segmented } from "./segmented.tsx";

const TARGETS: Readonly<Record<Target, { label: string; use: () => string }>> = {
  js: { label: "JavaScript", use: () => "run by serial, async, threads and processes" },
  wasm: { label: "WAT", use: () => "run by wasm and wasm-threads; this is its text form" },
  wgsl: { label: "WGSL", use: () => `run by webgpu, in ${shownPrecision.value}` },
};
const OPTIONS = Object.entries(TARGETS).map(([value, { label }]) => ({ value: value as Target, label }));

const chosen = signal<Target>("js");

/** What the compiler makes of the text in the editor, for each target. */
export function CodeTab() {
  const target = chosen.value;
  const code = targetCode[target].value;
  if (!code) return <p class="empty">There is no code while the text has an error.</p>;
  return (
    <>
      <div class="code-bar">
        <Segmented
          label="Target"
          name="target"
          options={OPTIONS}
          selected={target}
          onSelect={(next) => chosen.value = next}
        />
        <span class="muted code-use">{TARGETS[target].use()}</span>
        <CopyButton text={() => code.text}>Copy</CopyButton>
      </div>
      {code.unsupported
        ? <p class="empty">{code.unsupported}</p>
        : <CodeView key={target} target={target} text={code.text} />}
    </>
  );
}
