import { type FirewallApp, isAtLeast, LOGGING_OPTIONS, type MacState, withFirewall } from '../mac-state';
import { identifierOf } from '../stock-parts';
import { wordsOf } from './socketfilterfw-words';

/** What a change does for root, and what it prints. */
export interface FirewallChange {
  readonly state: MacState;
  readonly stdout: string;
  readonly exitCode?: number;
}

type Change = (state: MacState, argument: string | undefined) => FirewallChange | undefined;

/** A profile with a firewall payload shuts the command line out of every change. */
export function isManaged(state: MacState): boolean {
  return Object.keys(state.managed['com.apple.security.firewall'] ?? {}).length > 0;
}

/** Every flag that changes something; an answer of undefined means a wrong argument, and prints the usage. */
export const CHANGES: Readonly<Record<string, Change>> = {
  '--setglobalstate': onOff((state, on) => {
    // Off ends block-all too: both are values of one setting, of which this flag knows only 0 and 1.
    const after = withFirewall(state, on ? { global: true } : { global: false, blockAll: false });
    return { state: after, stdout: wordsOf(after).globalState(after.firewall) };
  }),
  '--setblockall': onOff((state, on) => {
    // Seen in 2021: switching block-all on starts a firewall that was off (rgcr/m-cli issue 161).
    const after = withFirewall(state, on ? { global: true, blockAll: true } : { blockAll: false });
    return { state: after, stdout: wordsOf(after).blockAllSet(on) };
  }),
  '--setstealthmode': onOff((state, on) => ({
    state: withFirewall(state, { stealth: on }),
    stdout: wordsOf(state).stealth(on),
  })),
  '--setallowsigned': onOff((state, on) => ({
    state: withFirewall(state, { allowSigned: on }),
    stdout: wordsOf(state).allowSignedSet(on),
  })),
  '--setallowsignedapp': onOff((state, on) => ({
    state: withFirewall(state, { allowSignedApp: on }),
    stdout: wordsOf(state).allowSignedAppSet(on),
  })),
  '--setloggingmode': onOff((state, on) => {
    if (isAtLeast(state, 15, 4)) return undefined;
    const said = `Turning ${on ? 'on' : 'off'} log mode`;
    if (!isAtLeast(state, 15)) return { state: withFirewall(state, { logging: on }), stdout: `${said}\n` };
    const failure = 'Failed to set log mode (err: 1 - failed to read key from preference file)';
    return { state, stdout: `${said} \n${failure}\n`, exitCode: 1 };
  }),
  '--setloggingopt': (state, argument) => {
    const loggingOption = LOGGING_OPTIONS.find((option) => option === argument);
    if (loggingOption === undefined || isAtLeast(state, 15, 4)) return undefined;
    const said = `Setting log option to ${loggingOption}`;
    if (!isAtLeast(state, 15)) return { state: withFirewall(state, { loggingOption }), stdout: `${said}\n` };
    const failure = 'Failed to set log option (err: 1 - failed to read key from preference file)';
    return { state, stdout: `${said} \n${failure}\n`, exitCode: 1 };
  },
  '--add': forPath((state, path) => {
    const known = state.firewall.apps.some((app) => app.path === path);
    const app: FirewallApp = { path, identifier: identifierOf(path), rule: 'allow' };
    const apps = known ? state.firewall.apps : [...state.firewall.apps, app];
    return { state: withFirewall(state, { apps }), stdout: `Application at path ( ${path} ) added to firewall\n` };
  }),
  '--remove': forPath((state, path) => {
    const apps = state.firewall.apps.filter((app) => app.path !== path);
    return { state: withFirewall(state, { apps }), stdout: `Application at path ( ${path} ) removed from firewall\n` };
  }),
  '--blockapp': forPath((state, path) => withRule(state, path, 'block')),
  '--block': forPath((state, path) => withRule(state, path, 'block')),
  '--unblockapp': forPath((state, path) => withRule(state, path, 'allow')),
  '--unblock': forPath((state, path) => withRule(state, path, 'allow')),
};

function onOff(change: (state: MacState, on: boolean) => FirewallChange | undefined): Change {
  return (state, argument) => (argument === 'on' || argument === 'off' ? change(state, argument === 'on') : undefined);
}

function forPath(change: (state: MacState, path: string) => FirewallChange): Change {
  return (state, path) => (path === undefined || path === '' ? undefined : change(state, path));
}

function withRule(state: MacState, path: string, rule: 'allow' | 'block'): FirewallChange {
  if (!state.firewall.apps.some((app) => app.path === path)) {
    return { state, stdout: 'The application is not part of the firewall\n' };
  }
  const apps = state.firewall.apps.map((app) => (app.path === path ? { ...app, rule } : app));
  const word = rule === 'block' ? 'blocked' : 'permitted';
  return { state: withFirewall(state, { apps }), stdout: `Incoming connection to the application is ${word}\n` };
}
