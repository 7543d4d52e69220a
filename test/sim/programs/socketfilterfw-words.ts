import { type FirewallApp, type FirewallState, isAtLeast, type MacState } from '../mac-state';

/**
 * What socketfilterfw says, release by release.
 *
 * 13 still has the old words; 14.6 mixes old and new (captures of August 2024); 15 on has the new ones. Where no capture
 * of an answer to a change is known, the words of the question are used.
 */
export interface Words {
  readonly globalState: (firewall: FirewallState) => string;
  readonly blockAll: (on: boolean) => string;
  readonly blockAllSet: (on: boolean) => string;
  readonly stealth: (on: boolean) => string;
  readonly allowSigned: (on: boolean) => string;
  readonly allowSignedApp: (on: boolean) => string;
  readonly allowSignedSet: (on: boolean) => string;
  readonly allowSignedAppSet: (on: boolean) => string;
  readonly listApps: (apps: readonly FirewallApp[]) => string;
}

export function wordsOf(state: MacState): Words {
  if (!isAtLeast(state, 14)) return { ...OLD, listApps: listAppsOld };
  if (!isAtLeast(state, 15)) {
    // In these captures state 2 stands for firewall plus stealth mode, and only "on" has kept the old words.
    return {
      ...NEW,
      globalState: (firewall) => plainState(firewall, firewall.blockAll || firewall.stealth === true),
      stealth: (on) => (on ? OLD.stealth(true) : NEW.stealth(false)),
      listApps: listAppsOld,
    };
  }
  return { ...NEW, listApps: isAtLeast(state, 15, 4) ? listAppsNew : listAppsByName };
}

type SharedWords = Omit<Words, 'listApps'>;

const OLD: SharedWords = {
  globalState: (firewall) => plainState(firewall, firewall.blockAll),
  blockAll: (on) =>
    on ? 'Firewall is set to block all non-essential incoming connections\n' : 'Block all DISABLED! \n',
  blockAllSet: (on) => OLD.blockAll(on),
  stealth: (on) => `Stealth mode ${on ? 'enabled' : 'disabled'}\n`,
  allowSigned: (on) => `Automatically allow signed built-in software ${inCapitals(on)}\n`,
  allowSignedApp: (on) => `Automatically allow downloaded signed software ${inCapitals(on)}\n`,
  allowSignedSet: (on) => `${on ? 'Enabled' : 'Disabled'} allow signed built-in applications automatically\n`,
  allowSignedAppSet: (on) => `${on ? 'Enabled' : 'Disabled'} allow signed downloaded applications automatically\n`,
};

const BLOCKING = 'Firewall is blocking all non-essential incoming connections.';

const NEW: SharedWords = {
  globalState: (firewall) =>
    firewall.global && firewall.blockAll ? `${BLOCKING} (State = 2)\n` : plainState(firewall, false),
  blockAll: (on) => (on ? `${BLOCKING}\n` : 'Firewall has block all state set to disabled.\n'),
  blockAllSet: (on) => NEW.blockAll(on),
  stealth: (on) => `Firewall stealth mode is ${on ? 'on' : 'off'}\n`,
  allowSigned: (on) => `Automatically allow built-in signed software ${inCapitals(on)}.\n`,
  allowSignedApp: (on) => `Automatically allow downloaded signed software ${inCapitals(on)}.\n`,
  allowSignedSet: (on) => NEW.allowSigned(on),
  allowSignedAppSet: (on) => NEW.allowSignedApp(on),
};

function plainState({ global }: FirewallState, two: boolean): string {
  return global ? `Firewall is enabled. (State = ${two ? 2 : 1})\n` : 'Firewall is disabled. (State = 0)\n';
}

function inCapitals(on: boolean): string {
  return on ? 'ENABLED' : 'DISABLED';
}

function verb({ rule }: FirewallApp): string {
  return rule === 'block' ? 'Block' : 'Allow';
}

function listAppsOld(apps: readonly FirewallApp[]): string {
  const entries = apps.map((app, at) => `\n${at + 1} :  ${app.path} \n \t ( ${verb(app)} incoming connections ) \n`);
  return `ALF: total number of apps = ${apps.length} \n${entries.join('')}`;
}

/** Up to 15.3 the new engine lists display names, 1 for allowed and 4 for blocked. */
function listAppsByName(apps: readonly FirewallApp[]): string {
  const entries = apps.map((app) => `${displayName(app.path)} (state: ${app.rule === 'block' ? 4 : 1})\n`);
  return `Total number of apps = ${apps.length}\n${entries.join('')}`;
}

function displayName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function listAppsNew(apps: readonly FirewallApp[]): string {
  const entries = apps.map((app, at) => `${at + 1} : ${app.path} \n             (${verb(app)} incoming connections)\n`);
  return `Total number of apps = ${apps.length} \n${entries.join('')}`;
}
