import type { DaemonState } from '../daemon-state';
import { textAt } from '../file-state';
import type { MacState } from '../mac-state';
import { settingsOf } from './daemon-config';

/** Starts a daemon that launchd knows: it reads its file now. One whose file it cannot read ends at once. */
export function started(state: MacState, label: string): MacState {
  // The caller has the next process id; what it starts has one after it.
  const pid = state.process.pid + 1;
  const next = { ...state, process: { ...state.process, pid } };
  return change(next, label, (daemon) => {
    const { pid: _pid, ingress: _ingress, ...rest } = daemon;
    const settings = settingsOf(state, daemon, daemon.environment);
    return settings === undefined ? { ...rest, bound: [] } : { ...rest, ...settings, pid };
  });
}

/** Loads a daemon's property list anew and starts it: its variables are read now, and at no other time. */
export function loaded(state: MacState, label: string): MacState {
  const known = change(state, label, (daemon) => {
    return { ...daemon, loaded: true, environment: environmentIn(textAt(state.files, daemon.plist) ?? '') };
  });
  return started(known, label);
}

/** Ends a daemon and lets launchd forget it. */
export function unloaded(state: MacState, label: string): MacState {
  return change(state, label, ({ pid: _pid, ingress: _ingress, ...daemon }) => {
    return { ...daemon, loaded: false, environment: {}, bound: [] };
  });
}

/** Whether launchd would take this text for a property list; only its outline is looked at. */
export function isPropertyList(text: string): boolean {
  const count = (pattern: RegExp): number => (text.match(pattern) ?? []).length;
  return (
    /<plist[^>]*>[^]*<\/plist>\s*$/.test(text) &&
    ['dict', 'array', 'string', 'key'].every(
      (tag) => count(new RegExp(`<${tag}>`, 'g')) === count(new RegExp(`</${tag}>`, 'g')),
    )
  );
}

/** The pairs of EnvironmentVariables; XML's five names for characters are undone. */
function environmentIn(plist: string): Readonly<Record<string, string>> {
  const plain = plist.replaceAll(/<!--[^]*?-->/g, '');
  const [, inside = ''] = /<key>EnvironmentVariables<\/key>\s*<dict>([^]*?)<\/dict>/.exec(plain) ?? [];
  const pairs = [...inside.matchAll(/<key>([^<]*)<\/key>\s*<string>([^<]*)<\/string>/g)];
  return Object.fromEntries(pairs.map(([, key = '', value = '']) => [plainText(key), plainText(value)]));
}

function plainText(xml: string): string {
  return xml.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
}

function change(state: MacState, label: string, update: (daemon: DaemonState) => DaemonState): MacState {
  return { ...state, daemons: state.daemons.map((one) => (one.label === label ? update(one) : one)) };
}
