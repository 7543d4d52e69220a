import { DEFAULT_POLICY } from '../../src/core/policy';
import type { Fault } from '../sim/faults';
import { garbage, hangs } from '../sim/faults';
import { withFirewall } from '../sim/mac-state';
import type { Mischief } from './replayed-programs';
import { type Resources, resourcesNow, runningNow } from './resources';
import { createSoakMac, type SoakMac } from './soak-mac';

/** What the app held after so many scans, or after so many openings of a log. */
export interface Sample extends Resources {
  readonly at: number;
  readonly signalListeners: number;
  readonly subscriptions: number;
  /** Node's warnings since the beginning, such as that of too many listeners. */
  readonly warnings: number;
}

export interface DayOptions {
  /** How many scans, a minute of the Mac's time apart. */
  readonly scans: number;
  /** How many scans lie between two samples. */
  readonly every: number;
  /** Each so many-th scan starts real programs. */
  readonly realEvery: number;
  /** How often connections are asked for and a log is opened and closed, after the scans. */
  readonly openings: number;
  /** Called with each sample as soon as it is taken. */
  readonly onSample?: (sample: Sample, of: 'scans' | 'openings') => void;
}

/** What a day has shown. */
export interface Day {
  readonly scans: readonly Sample[];
  readonly openings: readonly Sample[];
  /** Scans that went through real programs, and the verdicts that were unknown then, as some must be. */
  readonly real: { readonly scans: number; readonly unknown: number };
}

/** A day of the app in this process: scans every minute while the Mac changes, misbehaves, and is looked at. */
export async function soakDay({ scans, every, realEvery, openings, onSample }: DayOptions): Promise<Day> {
  const warnings: Error[] = [];
  const onWarning = (warning: Error): void => void warnings.push(warning);
  process.on('warning', onWarning);
  const idle = runningNow('nowhere').handles;
  const mac = await createSoakMac();
  const sample = async (at: number, of: 'scans' | 'openings'): Promise<Sample> => {
    await settled(mac, idle);
    const taken = {
      at,
      ...resourcesNow(mac.programs.folder),
      signalListeners: mac.listenersOnSignals(),
      subscriptions: mac.subscriptions(),
      warnings: warnings.length,
    };
    onSample?.(taken, of);
    return taken;
  };
  try {
    const ofScans: Sample[] = [];
    const real = { scans: 0, unknown: 0 };
    for (let minute = 0; minute < scans; minute += 1) {
      const isReal = minute % realEvery === 0;
      await oneMinute(mac, minute, isReal ? minute / realEvery : undefined);
      if (isReal) {
        real.scans += 1;
        const rows = mac.backend.store.getState().checked?.rows ?? [];
        real.unknown += rows.filter(({ finding }) => finding.kind === 'unknown').length;
      }
      if ((minute + 1) % every === 0) ofScans.push(await sample(minute + 1, 'scans'));
    }
    const ofOpenings: Sample[] = [];
    for (let at = 0; at < openings; at += 1) {
      await openAndClose(mac, at);
      if ((at + 1) % Math.ceil(openings / 5) === 0) ofOpenings.push(await sample(at + 1, 'openings'));
    }
    return { scans: ofScans, openings: ofOpenings, real };
  } finally {
    mac.dispose();
    process.off('warning', onWarning);
  }
}

const FAULTS: readonly Fault[] = [
  hangs({ program: 'netstat' }),
  garbage({ program: 'lsof' }),
  { program: 'socketfilterfw', effect: { kind: 'floods', bytes: 3_000_000 } },
  { program: 'launchctl', effect: { kind: 'is-missing' } },
];

/** What real programs do wrong in turn; the scan is cancelled while they hang, as a person would. */
const REAL_TROUBLES: readonly { readonly by: Readonly<Record<string, Mischief>>; readonly cancelMs?: number }[] = [
  { by: {} },
  { by: { netstat: 'floods', lsof: 'floods' } },
  { by: { ifconfig: 'leaves children that keep the pipe', csrutil: 'is killed' } },
  { by: { netstat: 'hangs', mount: 'ignores signals', lsof: 'closes its outputs and goes on' }, cancelMs: 150 },
];

async function oneMinute(mac: SoakMac, minute: number, real: number | undefined): Promise<void> {
  const { backend, simulated, programs } = mac;
  const { handlers, monitor } = backend;
  await simulated.clock.sleep(60_000);
  simulated.setFaults(...FAULTS.filter((_, at) => minute % 11 === at));
  if (minute % 10 === 5) simulated.change((state) => withFirewall(state, { global: !state.firewall.global }));
  if (minute % 60 === 30)
    mac.setPolicy({ ...DEFAULT_POLICY, review: minute % 120 === 30 ? '2026-12-01' : '2027-01-01' });
  const trouble = real === undefined ? undefined : REAL_TROUBLES[real % REAL_TROUBLES.length];
  programs.misbehave(trouble?.by ?? {});
  mac.useReal(real !== undefined);
  const cancel = trouble?.cancelMs === undefined ? undefined : setTimeout(() => monitor.cancel(), trouble.cancelMs);
  await Promise.all([handlers.refresh(undefined), handlers.refresh(undefined)]);
  clearTimeout(cancel);
  programs.misbehave({});
  mac.useReal(false);
  monitor.expire();
  if (minute % 5 === 0) await handlers.getExposure(undefined);
  if (minute % 15 === 0) await handlers.getTaskDetail({ taskId: 'service-bindings' });
  if (minute % 20 === 0) await handlers.preparePlan({ taskIds: ['firewall', 'remote-login', 'service-bindings'] });
}

const LOGS = [
  { kind: 'firewall-live' },
  { kind: 'container', containerId: 'a'.repeat(12) },
  { kind: 'firewall-past', minutes: 15 },
] as const;

/** Asks who is connected, and opens a log and closes it again once it has said something; each second time with real programs. */
async function openAndClose(mac: SoakMac, at: number): Promise<void> {
  const { handlers, logs } = mac.backend;
  mac.useReal(at % 2 === 0);
  await handlers.getConnections(undefined);
  const request = LOGS[at % LOGS.length] ?? LOGS[0];
  const ended = new Promise<void>((resolve) => {
    logs.onPush((push) => {
      if (push.ended !== undefined) resolve();
      else logs.stop(push.logId);
    });
  });
  const { logId } = await handlers.startLog(request);
  // A log that says nothing is closed as well, and one in five at once.
  const close = setTimeout(() => logs.stop(logId), at % 5 === 0 ? 0 : 60);
  await ended;
  clearTimeout(close);
  mac.useReal(false);
}

/** Killed processes need a moment until the system has told of them, and a log until its last push; what is there after it is counted. */
async function settled(mac: SoakMac, idle: number): Promise<void> {
  for (let round = 0; round < 40; round += 1) {
    const { children, zombies, orphans, handles } = runningNow(mac.programs.folder);
    if (children + zombies + orphans === 0 && handles <= idle) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
