import { EditorState, type Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { editorTheme } from "./theme.ts";

/**
 * Puts an editor into an element. It lives in a shadow root, where CodeMirror's styles are constructed style sheets:
 * in the document they would be inline ones, which the page's content security policy forbids.
 *
 * @param host An empty element.
 * @param doc The text.
 * @param extensions What it can do; its looks are added.
 * @returns The editor; the caller destroys it.
 */
export function mountEditor(host: HTMLElement, doc: string, extensions: readonly Extension[]): EditorView {
  const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
  return new EditorView({
    root,
    parent: root,
    state: EditorState.create({ doc, extensions: [editorTheme, extensions] }),
  });
}
