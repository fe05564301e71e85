/** A comparison's results as text: wording, CSV and Markdown, alike in the terminal and on the page. */
export { toCsv } from "./csv.ts";
export { toMarkdown } from "./markdown.ts";
export {
  count,
  errorVsSerial,
  gpuTimes,
  machine,
  medianWithInterval,
  rowName,
  sparkline,
  speedup,
  timePerLoop,
  verdict,
} from "./wording.ts";
