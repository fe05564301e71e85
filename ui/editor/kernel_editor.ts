/** The editor that kernels are written in. */
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { javascript } from "@codemirror/lang-javascript";
import { bracketMatching, indentOnInput } from "@codemirror/language";
import { lintKeymap, setDiagnostics } from "@codemirror/lint";
import type { Extension } from "@codemirror/state";
import { EditorView, highlightSpecialChars, keymap, lineNumbers } from "@codemirror/view";
import type { Diagnostic } from "../../compute/errors.ts";
import { completeMath } from "./completions.ts";

interface KernelEditorOptions {
  /** What a screen reader calls it. */
  readonly label: string;
  /** The id of the element that says how to use it, or what is wrong. */
  readonly lineNumbers: boolean;
  readonly onChange: (text: string) => void;
}

/** What the editor can do. Tab is left out on purpose: it leaves the editor, for those who have no mouse. */
export function kernelEditor({ label, lineNumbers: numbered, onChange }: KernelEditorOptions): Extension[] {
  return [
    numbered ? lineNumbers() : [],
    history(),
    highlightSpecialChars(),
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    autocompletion({ override: [completeMath], icons: false }),
    javascript({ typescript: true }),
    keymap.of([...closeBracketsKeymap, ...completionKeymap, ...lintKeymap, ...historyKeymap, ...defaultKeymap]),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ "aria-label": label, autocapitalize: "off", spellcheck: "false" }),
    EditorView.updateListener.of((change) => {
      if (change.docChanged) onChange(change.state.doc.toString());
    }),
  ];
}

/** Underlines what is wrong; nothing, if nothing is. */
export function showDiagnostic(view: EditorView, diagnostic: Diagnostic | null): void {
  const length = view.state.doc.length;
  const marks = diagnostic === null ? [] : [{
    from: Math.min(diagnostic.span.start, length),
    to: Math.min(Math.max(diagnostic.span.end, diagnostic.span.start + 1), length),
    severity: "error" as const,
    message: diagnostic.hint ? `${diagnostic.message}. ${diagnostic.hint}` : diagnostic.message,
  }];
  view.dispatch(setDiagnostics(view.state, marks));
}

/** Replaces the text, if it differs. */
export function replaceText(view: EditorView, text: string): void {
  const current = view.state.doc.toString();
  if (current !== text) view.dispatch({ changes: { from: 0, to: current.length, insert: text } });
}

/** Puts the cursor at an offset, and the keyboard into the editor. */
export function goTo(view: EditorView, offset: number): void {
  view.dispatch({ selection: { anchor: Math.min(offset, view.state.doc.length) }, scrollIntoView: true });
  view.focus();
}
