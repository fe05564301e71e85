import { javascript } from "@codemirror/lang-javascript";
import { wast } from "@codemirror/lang-wast";
import { EditorState } from "@codemirror/state";
import { EditorView, lineNumbers } from "@codemirror/view";
import { useEffect, useRef } from "preact/hooks";
import { replaceText } from "../editor/kernel_editor.ts";
import { mountEditor } from "../editor/mount.ts";
import { wgsl } from "../editor/wgsl.ts";
import type { Target } from "../state/source.ts";

const LANGUAGES = { js: javascript, wasm: wast, wgsl } as const;
const LABELS = { js: "Generated JavaScript", wasm: "Generated WAT", wgsl: "Generated WGSL" } as const;

/** Generated code, coloured, to be read and selected. */
export function CodeView({ target, text }: { readonly target: Target; readonly text: string }) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  useEffect(() => {
    const created = mountEditor(host.current!, text, [
      LANGUAGES[target](),
      lineNumbers(),
      EditorState.readOnly.of(true),
      EditorView.editable.of(false),
      EditorView.contentAttributes.of({ "aria-label": LABELS[target], "aria-readonly": "true", tabindex: "0" }),
    ]);
    view.current = created;
    return () => created.destroy();
  }, [target]);
  useEffect(() => replaceText(view.current!, text), [text]);
  return <div ref={host} class="code-view" />;
}
