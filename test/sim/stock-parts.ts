import type { FileState } from './file-state';
import type { FirewallApp, MacProcess, OtherSocket } from './mac-state';

/** Programs that the firewall of a new Mac knows about. */
export const SYSTEM_APPS: readonly FirewallApp[] = [
  { path: '/usr/libexec/remoted', identifier: 'com.apple.remoted', rule: 'allow' },
  { path: '/usr/bin/python3', identifier: 'com.apple.python3', rule: 'allow' },
  { path: '/usr/sbin/cupsd', identifier: 'com.apple.cupsd', rule: 'allow' },
  { path: '/usr/libexec/sharingd', identifier: 'com.apple.sharingd', rule: 'allow' },
  { path: '/usr/libexec/sshd-keygen-wrapper', identifier: 'com.apple.sshd-keygen-wrapper', rule: 'allow' },
  { path: '/usr/sbin/smbd', identifier: 'com.apple.smbd', rule: 'allow' },
];

/** Programs that a person's policy allows, as the firewall lists them. */
export const ALLOWED_APPS: readonly FirewallApp[] = [
  { path: '/opt/homebrew/bin/node', identifier: 'node', rule: 'allow' },
  { path: '/Applications/OrbStack.app', identifier: 'dev.kdrag0n.MacVirt', rule: 'allow' },
  { path: '/opt/homebrew/bin/cloudflared', identifier: 'cloudflared', rule: 'allow' },
];

/** The signing identifier of a program: that of a known one, otherwise its name, as a program signed ad hoc has. */
export function identifierOf(path: string): string {
  const known = [...SYSTEM_APPS, ...ALLOWED_APPS].find((app) => app.path === path);
  return known?.identifier ?? path.slice(path.lastIndexOf('/') + 1);
}

/** Sockets of a Mac on which nothing is shared: daemons of macOS, a program of the person's, and a connection. */
export const OTHER_SOCKETS: readonly OtherSocket[] = [
  socket('tcp4', '192.168.1.20.50861', '203.0.113.10.443', 'ESTABLISHED', 'Safari', 1211, 2001),
  socket('tcp46', '*.8770', '*.*', 'LISTEN', 'sharingd', 602, 1000),
  socket('tcp6', '*.55230', '*.*', 'LISTEN', 'rapportd', 640, 801),
  socket('tcp4', '*.55230', '*.*', 'LISTEN', 'rapportd', 640, 800),
  socket('tcp4', '127.0.0.1.11434', '*.*', 'LISTEN', 'ollama', 1450, 700),
  socket('tcp4', '127.0.0.1.631', '*.*', 'LISTEN', 'cupsd', 377, 401),
  socket('tcp6', '::1.631', '*.*', 'LISTEN', 'cupsd', 377, 400),
  socket('udp4', '*.*', '*.*', '', 'sharingd', 602, 52),
  socket('udp4', '*.*', '*.*', '', 'rapportd', 640, 51),
  socket('udp4', '*.5353', '*.*', '', 'mDNSResponder', 390, 50),
  socket('udp6', '*.5353', '*.*', '', 'mDNSResponder', 390, 49),
];

/** The AirPlay Receiver, which a new Mac has switched on. */
export const AIRPLAY_SOCKETS: readonly OtherSocket[] = [
  socket('tcp6', '*.5000', '*.*', 'LISTEN', 'ControlCenter', 646, 783),
  socket('tcp4', '*.5000', '*.*', 'LISTEN', 'ControlCenter', 646, 782),
  socket('tcp6', '*.7000', '*.*', 'LISTEN', 'ControlCenter', 646, 781),
  socket('tcp4', '*.7000', '*.*', 'LISTEN', 'ControlCenter', 646, 780),
];

/** Processes of macOS, and two programs of the person's. */
export function stockProcesses(user: string): readonly MacProcess[] {
  return [
    { pid: 377, user: 'root', path: '/usr/sbin/cupsd' },
    { pid: 390, user: '_mdnsresponder', path: '/usr/sbin/mDNSResponder' },
    { pid: 402, user, path: '/System/Library/CoreServices/loginwindow.app/Contents/MacOS/loginwindow' },
    { pid: 602, user, path: '/usr/libexec/sharingd' },
    { pid: 640, user, path: '/usr/libexec/rapportd' },
    { pid: 646, user, path: '/System/Library/CoreServices/ControlCenter.app/Contents/MacOS/ControlCenter' },
    { pid: 1211, user, path: '/Applications/Safari.app/Contents/MacOS/Safari' },
    { pid: 1450, user, path: '/Applications/Ollama.app/Contents/Resources/ollama', args: 'ollama serve' },
  ];
}

/** When the files of a new Mac were written. */
export const INSTALLED_AT = Date.UTC(2026, 9, 2, 8, 0, 0);

/** Programs that are on the disk; what is in them does not matter. */
export function programFiles(paths: readonly string[], owner = 'root'): Readonly<Record<string, FileState>> {
  return Object.fromEntries(
    paths.map((path) => [path, { text: '', mode: 0o755, owner, modifiedAt: INSTALLED_AT }] as const),
  );
}

/** A file of a person's, or of another account. */
export function textFile(text: string, owner: string, mode = 0o644): FileState {
  return { text, mode, owner, modifiedAt: INSTALLED_AT };
}

function socket(
  proto: OtherSocket['proto'],
  local: string,
  foreign: string,
  state: string,
  owner: string,
  pid: number,
  opened: number,
): OtherSocket {
  return { proto, local, foreign, state, owner, pid, opened };
}
