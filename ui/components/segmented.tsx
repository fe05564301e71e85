import type { ComponentChildren } from "preact";

interface SegmentedProps<T extends string> {
  readonly label: string;
  /** The name that the radio buttons share. */
  readonly name: string;
  readonly options: readonly { readonly value: T; readonly label: string; readonly icon?: ComponentChildren }[];
  readonly selected: T;
  readonly onSelect: (value: T) => void;
}

/** A choice of one among a few, side by side. */
export function Segmented<T extends string>({ label, name, options, selected, onSelect }: SegmentedProps<T>) {
  return (
    <div class="segmented" role="radiogroup" aria-label={label}>
      {options.map((option) => (
        <label key={option.value} title={option.icon ? option.label : undefined}>
          <input
            type="radio"
            name={name}
            checked={option.value === selected}
            onChange={() => onSelect(option.value)}
          />
          <span>
            {option.icon}
            <span class={option.icon ? "visually-hidden" : undefined}>{option.label}</span>
          </span>
        </label>
      ))}
    </div>
  );
}
