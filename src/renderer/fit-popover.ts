import { type RefObject, useEffect } from 'react';

/**
 * Makes the popover's window exactly as high as what it shows.
 *
 * Electron lets the page of a window resize it; a browser tab, as in the preview, ignores the request.
 */
export function useFittingWindow(content: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const element = content.current;
    if (element === null) return undefined;
    const fit = (): void => {
      const height = Math.ceil(element.getBoundingClientRect().height);
      if (height > 0 && height !== window.innerHeight) window.resizeTo(window.innerWidth, height);
    };
    const observer = new ResizeObserver(fit);
    observer.observe(element);
    return () => observer.disconnect();
  }, [content]);
}
