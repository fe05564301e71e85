import type { ComponentChildren } from "preact";

interface TabsProps<T extends string> {
  readonly label: string;
  /** Makes the ids of tabs and panel unique. */
  readonly id: string;
  readonly tabs: readonly T[];
  readonly selected: T;
  readonly onSelect: (tab: T) => void;
}

const STEPS: Readonly<Record<string, (index: number, count: number) => number>> = {
  ArrowRight: (index, count) => (index + 1) % count,
  ArrowLeft: (index, count) => (index + count - 1) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
};

/** A row of tabs; arrow keys go from one to the next. */
export function Tabs<T extends string>({ label, id, tabs, selected, onSelect }: TabsProps<T>) {
  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    const next = tabs[step(tabs.indexOf(selected), tabs.length)];
    onSelect(next);
    document.getElementById(tabId(id, next))?.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label={label} onKeyDown={onKeyDown}>
      {tabs.map((tab) => (
        <button
          key={tab}
          type="button"
          role="tab"
          id={tabId(id, tab)}
          aria-selected={tab === selected}
          aria-controls={panelId(id)}
          tabIndex={tab === selected ? 0 : -1}
          onClick={() => onSelect(tab)}
        >
          {tab}
        </button>
      ))}
    </div>
  );
}

/** What the selected tab shows. */
export function TabPanel({ id, tab, children }: {
  readonly id: string;
  readonly tab: string;
  readonly children: ComponentChildren;
}) {
  return (
    <div class="tab-panel" role="tabpanel" id={panelId(id)} aria-labelledby={tabId(id, tab)} tabIndex={0}>
      {children}
    </div>
  );
}

const tabId = (id: string, tab: string) => `${id}-tab-${tab.toLowerCase()}`;
const panelId = (id: string) => `${id}-panel`;
