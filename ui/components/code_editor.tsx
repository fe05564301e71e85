import type { EditorView } from "@codemirror/view";
import { useEffect, useRef } from "preact/hooks";
import { goTo, kernelEditor, replaceText, showDiagnostic } from "../editor/kernel_editor.ts";
import { mountEditor } from "../editor/mount.ts";
import { inputs, update } from "../state/inputs.ts";
import { source } from "../state/source.ts";

const LABELS = { expr: "Integrand: an expression in x", kernel: "Kernel: a function in TypeScript" } as const;

/** The editor with what is wrong below it; clicking that leads to the place. */
export function CodeEditor() {
  const { mode } = inputs.value;
  const text = inputs.value[mode];
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const current = source.value;
  // An error is spoken of only while the text is the one that has it.
  const diagnostic = current.state === "invalid" && current.mode === mode && current.text === text
    ? current.diagnostic
    : null;

  useEffect(() => {
    const created = mountEditor(
      host.current!,
      inputs.peek()[mode],
      kernelEditor({
        label: LABELS[mode],
        lineNumbers: mode === "kernel",
        onChange: (changed) => update({ [mode]: changed }),
      }),
    );
    view.current = created;
    return () => created.destroy();
  }, [mode]);
  // The text of now, not of this render: a key may have come in between, and would be lost.
  useEffect(() => replaceText(view.current!, inputs.peek()[mode]), [text, mode]);
  useEffect(() => showDiagnostic(view.current!, diagnostic), [diagnostic, mode]);

  return (
    <div class={`editor editor-${mode}`}>
      <div ref={host} class={diagnostic ? "editor-frame bad" : "editor-frame"} />
      {diagnostic && (
        <p class="message bad" id="source-message">
          <button type="button" class="link" onClick={() => goTo(view.current!, diagnostic.span.start)}>
            Line {diagnostic.line}, column {diagnostic.column}
          </button>
          : {diagnostic.message}
          {diagnostic.hint && <span class="hint">{diagnostic.hint}</span>}
        </p>
      )}
    </div>
  );
}
