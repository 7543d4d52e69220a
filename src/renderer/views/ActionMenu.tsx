import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';

/** A button with a few actions below it. Arrows go through them, Esc closes, and the focus comes back. */
export function ActionMenu({
  label,
  subject,
  disabled,
  actions,
  onChoose,
}: {
  readonly label: string;
  /** What the actions are about, for those who do not see the line it stands on. */
  readonly subject: string;
  readonly disabled: boolean;
  readonly actions: readonly { readonly key: string; readonly title: string }[];
  readonly onChoose: (key: string) => void;
}) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  const id = useId();
  useEffect(() => {
    if (!open) return;
    menu.current?.showPopover();
    menu.current?.querySelector('button')?.focus();
  }, [open]);
  const close = (): void => {
    setOpen(false);
    button.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const items = [...(menu.current?.querySelectorAll('button') ?? [])];
    const at = items.findIndex((item) => item === document.activeElement);
    const go = (index: number): void => items[(index + items.length) % items.length]?.focus();
    if (event.key === 'ArrowDown') go(at + 1);
    else if (event.key === 'ArrowUp') go(at - 1);
    else if (event.key === 'Home') go(0);
    else if (event.key === 'End') go(items.length - 1);
    else if (event.key === 'Escape' || event.key === 'Tab') close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <span className="action-menu">
      <button
        ref={button}
        type="button"
        className="button small"
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        aria-label={`${label} ${subject}`}
        disabled={disabled}
        onClick={() => setOpen(true)}
      >
        {label}
      </button>
      {open && (
        <div
          ref={menu}
          id={id}
          role="menu"
          aria-label={subject}
          className="menu"
          // In the top layer, so that no scrolling list cuts it off; a click elsewhere closes it.
          popover="auto"
          onToggle={(event) => {
            if (event.newState === 'closed') setOpen(false);
          }}
          onKeyDown={onKeyDown}
        >
          {actions.map(({ key, title }) => (
            <button
              key={key}
              type="button"
              role="menuitem"
              className="menu-item"
              tabIndex={-1}
              onClick={() => {
                close();
                onChoose(key);
              }}
            >
              {title}
            </button>
          ))}
        </div>
      )}
    </span>
  );
}
