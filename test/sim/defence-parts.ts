import type { SystemExtension } from './defence-state';
import type { MacProcess, MacState } from './mac-state';
import { programFiles } from './stock-parts';

const LULU: SystemExtension = {
  category: 'network_extension',
  enabled: true,
  active: true,
  team: 'VBG97UB4TA',
  bundle: 'com.objective-see.lulu.extension',
  version: '3.1.5/3.1.5',
  name: 'LuLu',
  state: 'activated enabled',
};

const LULU_APP = '/Applications/LuLu.app/Contents/MacOS/LuLu';

function luluProcesses(user: string): readonly MacProcess[] {
  const folder = '/Library/SystemExtensions/8B0D1C6A-3F0B-4C37-8F6E-0B8C9E6E5F41';
  const path = `${folder}/${LULU.bundle}.systemextension/Contents/MacOS/${LULU.bundle}`;
  return [
    { pid: 441, user: 'root', path },
    { pid: 701, user, path: LULU_APP },
  ];
}

/** Installs LuLu, a free firewall for connections that go out, and lets it run. */
export function withLulu(state: MacState): MacState {
  const { defence, processes, files, user } = state;
  return {
    ...state,
    defence: { ...defence, extensions: [...defence.extensions, LULU] },
    processes: [...processes, ...luluProcesses(user)],
    files: { ...files, ...programFiles([LULU_APP]) },
  };
}
