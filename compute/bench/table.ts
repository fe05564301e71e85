/** One column of a table for reading. */
export interface Column {
  readonly title: string;
  readonly align: "left" | "right";
  /** One text for each row. */
  readonly cells: readonly string[];
  /** Repeated at the left of each part of a table that was split. */
  readonly key?: boolean;
  /** Left out where it would need a part of its own. */
  readonly optional?: boolean;
  /** Adds colour to a padded cell. */
  readonly paint?: (text: string, row: number) => string;
}

const GAP = "  ";

const widthOf = (column: Column) => Math.max(column.title.length, ...column.cells.map((cell) => cell.length));
const lineWidth = (columns: readonly Column[]) =>
  columns.reduce((sum, column) => sum + widthOf(column), GAP.length * (columns.length - 1));

/**
 * Lays out columns as text. Where the width doesn't do, the columns go on in a further part below, with the key columns
 * repeated and without the rows that have nothing there.
 *
 * @param columns In order of importance, key columns first.
 * @param width Characters in a line.
 * @param paintTitle Adds colour to a title.
 * @returns The lines of each part.
 */
export function layOut(columns: readonly Column[], width: number, paintTitle = (text: string) => text): string[][] {
  const keys = columns.filter((column) => column.key);
  const parts: Column[][] = [];
  // Obligatory columns are placed first, so that an optional one only takes room that is left.
  const placed = [...columns].filter((column) => !column.key).sort((left, right) =>
    Number(left.optional ?? false) - Number(right.optional ?? false)
  );
  for (const column of placed) {
    const part = parts.find((part) => lineWidth([...keys, ...part, column]) <= width);
    if (part) part.push(column);
    else if (!column.optional || parts.length === 0) parts.push([column]);
  }
  const inOrder = (part: Column[]) => columns.filter((column) => column.key || part.includes(column));
  return parts.map((part, k) => linesOf(inOrder(part), k > 0, paintTitle));
}

function linesOf(columns: readonly Column[], skipEmpty: boolean, paintTitle: (text: string) => string): string[] {
  const pad = (text: string, column: Column) =>
    column.align === "left" ? text.padEnd(widthOf(column)) : text.padStart(widthOf(column));
  const title = columns.map((column) => paintTitle(pad(column.title, column))).join(GAP);
  const filled = (row: number) => columns.some((column) => !column.key && column.cells[row] !== "");
  const shown = columns[0].cells.map((_, row) => row).filter((row) => !skipEmpty || filled(row));
  const rows = shown.map((row) =>
    columns.map((column) => {
      const cell = pad(column.cells[row], column);
      return column.paint ? column.paint(cell, row) : cell;
    }).join(GAP)
  );
  return [title, ...rows].map((line) => line.trimEnd());
}

/** Breaks a text into lines at spaces; the second and further ones are indented. */
export function wrap(text: string, width: number, indent = ""): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line.trim() && line.length + 1 + word.length > width) {
      lines.push(line);
      line = indent + word;
    } else line = lines.length === 0 && line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
