import { type KeyboardEvent, useRef } from 'react';

/** One of a few views, drawn like `Segments`: arrows go from one to the next. The panel's id is `<id>-panel`. */
export function Tabs<Value extends string>({
  id,
  label,
  choices,
  value,
  onChange,
}: {
  readonly id: string;
  readonly label: string;
  readonly choices: readonly { readonly value: Value; readonly words: string }[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}) {
  const tabs = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const at = choices.findIndex((choice) => choice.value === value);
    const next = choices[(at + step + choices.length) % choices.length];
    if (step === 0 || next === undefined) return;
    event.preventDefault();
    onChange(next.value);
    tabs.current?.querySelectorAll<HTMLElement>('[role="tab"]')[choices.indexOf(next)]?.focus();
  };
  return (
    <div ref={tabs} className="switch" role="tablist" aria-label={label} onKeyDown={onKeyDown}>
      {choices.map((choice) => (
        <button
          key={choice.value}
          type="button"
          role="tab"
          id={`${id}-${choice.value}`}
          className="switch-tab"
          aria-selected={choice.value === value}
          aria-controls={`${id}-panel`}
          tabIndex={choice.value === value ? 0 : -1}
          onClick={() => onChange(choice.value)}
        >
          {choice.words}
        </button>
      ))}
    </div>
  );
}
