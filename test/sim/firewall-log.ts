import type { LogEvent } from './log-event';
import { isAtLeast, type MacState } from './mac-state';

const SOCKETFILTERFW = '/usr/libexec/ApplicationFirewall/socketfilterfw';

/** One connection that the firewall judged, in the words of the Mac's release, as far as they are known. */
export function firewallEvent(
  state: Pick<MacState, 'version'>,
  at: number,
  {
    program,
    from,
    port,
    blocked,
  }: { readonly program: string; readonly from: string; readonly port: number; readonly blocked: boolean },
): LogEvent {
  const base = { at, process: SOCKETFILTERFW, pid: 402, category: '' };
  if (isAtLeast(state, 15)) {
    // Whether the subsystem is still the one of macOS 14 is not known, so the event is found by its process alone.
    const message = `KNOWN APP FLOW: ${program}, return known verdict: ${blocked ? 2 : 1}`;
    return { ...base, level: 'Default', subsystem: '', message };
  }
  const verb = blocked ? 'Deny' : 'Allow';
  const message = `${verb} ${program} data in from ${from}:52113 to port 0.0.0.0:${port} proto=6`;
  return { ...base, level: 'Info', subsystem: 'com.apple.alf', message };
}

/** What the firewall noted in the last hour. */
export function lastHour(state: MacState): readonly LogEvent[] {
  const minutesAgo = (minutes: number): number => state.time - minutes * 60_000;
  const python = { program: 'Python', from: '192.168.1.77', port: 8000 };
  return [
    firewallEvent(state, minutesAgo(41), { ...python, blocked: false }),
    firewallEvent(state, minutesAgo(12), { program: 'node', from: '192.168.1.31', port: 3030, blocked: false }),
    firewallEvent(state, minutesAgo(7), { ...python, blocked: true }),
  ];
}
