import { type RefObject, useEffect } from 'react';

/** ⌘F, and a slash where nothing is being typed, lead to the search field of a page. */
export function useSearchKeys(page: RefObject<HTMLElement | null>, field: RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const isFind = (event.metaKey || event.ctrlKey) && event.key.toLowerCase() === 'f';
      const isSlash = event.key === '/' && !event.metaKey && !event.ctrlKey && !isTyping(event.target);
      const { current } = field;
      // A sheet over the window makes the page inert.
      if (!(isFind || isSlash) || current === null || page.current?.closest('[inert]')) return;
      event.preventDefault();
      current.focus();
      current.select();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [page, field]);
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input:not([type="checkbox"]), textarea, select') !== null;
}
