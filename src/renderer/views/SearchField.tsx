import { type RefObject, useEffect } from 'react';
import { Icon } from './Icon';

/** A field to search what is on screen. A slash or ⌘F leads to it, Esc empties it, the arrow down leads into the list. */
export function SearchField({
  label,
  value,
  field,
  onChange,
  onDown,
}: {
  readonly label: string;
  readonly value: string;
  readonly field: RefObject<HTMLInputElement | null>;
  readonly onChange: (value: string) => void;
  readonly onDown: () => void;
}) {
  useSearchKeys(field);
  return (
    <label className="find">
      <Icon name="search" size={12} />
      <input
        ref={field}
        type="search"
        aria-label={label}
        title={`${label} (⌘F)`}
        placeholder={label}
        spellCheck={false}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            if (value === '') event.currentTarget.blur();
            onChange('');
          } else if (event.key === 'ArrowDown' || event.key === 'Enter') onDown();
          else return;
          event.preventDefault();
        }}
      />
    </label>
  );
}

function useSearchKeys(field: RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const isFind = (event.metaKey || event.ctrlKey) && event.key.toLowerCase() === 'f';
      const isSlash = event.key === '/' && !event.metaKey && !event.ctrlKey && !isTyping(event.target);
      // A sheet over the window makes the page inert.
      if (!(isFind || isSlash) || field.current?.closest('[inert]')) return;
      event.preventDefault();
      field.current?.focus();
      field.current?.select();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [field]);
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input:not([type="checkbox"]), textarea, select') !== null;
}
