import { bold, cyan, dim, green, red, yellow } from "@std/fmt/colors.js";

type Paint = (text: string) => string;

/** How text stands out; in plain text, not at all. */
export interface Style {
  readonly strong: Paint;
  readonly faint: Paint;
  readonly good: Paint;
  readonly bad: Paint;
  readonly warning: Paint;
  readonly hint: Paint;
}

const plain: Paint = (text) => text;

/** Colours for a terminal. */
export const colourful: Style = { strong: bold, faint: dim, good: green, bad: red, warning: yellow, hint: cyan };

/** For files, pipes, and where NO_COLOR asks for it. */
export const colourless: Style = {
  strong: plain,
  faint: plain,
  good: plain,
  bad: plain,
  warning: plain,
  hint: plain,
};
