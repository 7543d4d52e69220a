import type { FirewallApp, OtherSocket } from './mac-state';

/** Programs that the firewall of a new Mac knows about. */
export const SYSTEM_APPS: readonly FirewallApp[] = [
  { path: '/usr/libexec/remoted', identifier: 'com.apple.remoted', rule: 'allow' },
  { path: '/usr/bin/python3', identifier: 'com.apple.python3', rule: 'allow' },
  { path: '/usr/sbin/cupsd', identifier: 'com.apple.cupsd', rule: 'allow' },
  { path: '/usr/libexec/sharingd', identifier: 'com.apple.sharingd', rule: 'allow' },
  { path: '/usr/libexec/sshd-keygen-wrapper', identifier: 'com.apple.sshd-keygen-wrapper', rule: 'allow' },
  { path: '/usr/sbin/smbd', identifier: 'com.apple.smbd', rule: 'allow' },
];

/** Sockets of a Mac on which nothing is shared: daemons of macOS, a program of the person's, and a connection. */
export const OTHER_SOCKETS: readonly OtherSocket[] = [
  socket('tcp4', '192.168.7.42.50861', '203.0.113.10.443', 'ESTABLISHED', 'Safari', 1211, 2001),
  socket('tcp46', '*.8770', '*.*', 'LISTEN', 'sharingd', 602, 1000),
  socket('tcp6', '*.55230', '*.*', 'LISTEN', 'rapportd', 640, 801),
  socket('tcp4', '*.55230', '*.*', 'LISTEN', 'rapportd', 640, 800),
  socket('tcp4', '127.0.0.1.11434', '*.*', 'LISTEN', 'ollama', 1450, 700),
  socket('tcp4', '127.0.0.1.631', '*.*', 'LISTEN', 'cupsd', 377, 401),
  socket('tcp6', '::1.631', '*.*', 'LISTEN', 'cupsd', 377, 400),
  socket('udp4', '*.5353', '*.*', '', 'mDNSResponder', 390, 50),
  socket('udp6', '*.5353', '*.*', '', 'mDNSResponder', 390, 49),
];

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
