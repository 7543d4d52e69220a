import { useEffect } from 'react';
import type { Surface } from '../shared/ipc-contract';
import { CountdownAlert } from './views/CountdownAlert';
import { PopoverView } from './views/PopoverView';
import { WindowView } from './views/WindowView';

/** One page, two surfaces: the popover under the menu-bar icon, and the window. */
export function App({ surface }: { readonly surface: Surface }) {
  useEffect(() => {
    document.documentElement.dataset['surface'] = surface;
    document.documentElement.dataset['mac'] = String(navigator.userAgent.includes('Macintosh'));
  }, [surface]);
  return (
    <>
      {surface === 'popover' ? <PopoverView /> : <WindowView />}
      <CountdownAlert />
    </>
  );
}
