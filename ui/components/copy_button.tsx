import { useEffect, useState } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { copyText } from "../clipboard.ts";

interface CopyButtonProps {
  /** Makes the text when it is asked for. */
  readonly text: () => string;
  readonly children: ComponentChildren;
  readonly class?: string;
  /** What a screen reader calls it, where the content is not enough. */
  readonly label?: string;
}

/** How long the button says that it copied, in ms. */
const SAID_FOR = 1600;

/** A button that copies a text, and says so. */
export function CopyButton({ text, children, label, class: className = "button quiet" }: CopyButtonProps) {
  const [said, setSaid] = useState<string | null>(null);
  useEffect(() => {
    if (said === null) return;
    const timer = setTimeout(() => setSaid(null), SAID_FOR);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = () => copyText(text()).then(() => setSaid("Copied"), () => setSaid("Not allowed to copy"));
  return <button type="button" class={className} aria-label={said ?? label} onClick={copy}>{said ?? children}</button>;
}
