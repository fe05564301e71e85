import { distinct, notesOf, okRows } from "../results/rows.ts";
import type { RunView } from "../state/run_view.ts";
import { WarningIcon } from "./icons.tsx";

/** What a person should know of some rows, below the table; open at once where a value is not finite. */
export function Notes({ view }: { readonly view: RunView }) {
  const rows = okRows(view);
  const notes = notesOf(rows, distinct(view.rows, "jobs").length > 1);
  if (notes.length === 0) return null;
  return (
    <details class="notes" open={rows.some((row) => typeof row.value === "string")}>
      <summary>
        <WarningIcon />
        {notes.length} {notes.length === 1 ? "note" : "notes"}
      </summary>
      <ul>
        {notes.map(({ note, of }) => (
          <li key={note}>
            <b>{of}</b>: {note}
          </li>
        ))}
      </ul>
    </details>
  );
}
