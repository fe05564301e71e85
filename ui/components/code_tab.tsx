import { signal } from "@preact/signals";
import { source, type TargetCode, targetCode } from "../state/source.ts";
import { CodeView } from "./code_view.tsx";
import { CopyButton } from "./copy_button.tsx";
import { Segmented } from "./segmented.tsx";

const TARGETS: Readonly<Record<TargetCode["target"], { label: string; use: string }>> = {
  js: { label: "JavaScript", use: "run by serial, async, threads and processes" },
  wasm: { label: "WAT", use: "run by wasm and wasm-threads; this is its text form" },
  wgsl: { label: "WGSL", use: "run by webgpu, in f32" },
};
const OPTIONS = Object.entries(TARGETS).map(([value, { label }]) => ({ value: value as TargetCode["target"], label }));

const chosen = signal<TargetCode["target"]>("js");

/** What the compiler makes of the text in the editor, for each target. */
export function CodeTab() {
  if (source.value.state === "invalid") {
    return <p class="empty">There is no code while the text has an error: {source.value.diagnostic.message}</p>;
  }
  const shown = targetCode.value.find((code) => code.target === chosen.value)!;
  return (
    <>
      <div class="code-bar">
        <Segmented
          label="Target"
          name="target"
          options={OPTIONS}
          selected={chosen.value}
          onSelect={(target) => chosen.value = target}
        />
        <span class="muted code-use">{TARGETS[shown.target].use}</span>
        <CopyButton text={() => shown.text}>Copy</CopyButton>
      </div>
      {shown.unsupported
        ? <p class="empty">{shown.unsupported}</p>
        : <CodeView key={shown.target} target={shown.target} text={shown.text} />}
    </>
  );
}
