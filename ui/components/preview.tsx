import { useRef } from "preact/hooks";
import { PreviewChart } from "../charts/preview_chart.tsx";
import { formatTick } from "../format.ts";
import { type Preview, preview } from "../state/preview.ts";

/** A chart of what is in the editor, without running it. */
export function PreviewPanel() {
  // While the next expression is half typed, the last curve stays, dimmed.
  const kept = useRef<Preview | null>(null);
  const shown = preview.value ?? kept.current;
  kept.current = shown;
  if (!shown) return null;
  const { samples } = shown;
  const gap = samples.find((sample) => !Number.isFinite(sample.y));
  const last = samples[samples.length - 1];
  return (
    <div class={preview.value ? "preview" : "preview stale"}>
      {shown.kind === "curve"
        ? <PreviewChart caption="f(x), and the area that is summed" samples={samples} />
        : (
          <PreviewChart
            caption={`Value against n: ${Number(last.y.toPrecision(8))} at n = ${last.x}`}
            samples={samples}
            logarithmic
            target={shown.exact}
          />
        )}
      {gap && (
        <p class="message warn">
          Not finite at {shown.kind === "curve" ? "x" : "n"} = {formatTick(Number(gap.x.toPrecision(4)))}:{" "}
          {String(gap.y)}.
        </p>
      )}
    </div>
  );
}
