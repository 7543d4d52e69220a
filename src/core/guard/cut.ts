import type { Json } from '../json';
import { isRecord } from '../parse/json-text';
import type { HandStep, PlannedStep } from '../plan';
import type { AnyTask } from '../task';

/** What a step may cut off. */
export type Cut =
  | { readonly kind: 'ssh' | 'screen' | 'bluetooth' }
  /** Another way to control this Mac from elsewhere. */
  | { readonly kind: 'remote-access' }
  /** Every incoming connection. */
  | { readonly kind: 'everything' }
  /** Programs that the firewall has no rule for, or one that blocks them. */
  | { readonly kind: 'unlisted' }
  /** One program: its rule goes, or becomes one that blocks it. */
  | { readonly kind: 'program'; readonly path: string; readonly rule: 'block' | 'absent' };

/** What a step does, as the beginning of a sentence ("Turning off Remote Login"), and what that may cut off. */
export interface StepCuts {
  readonly doing: string;
  readonly cuts: readonly Cut[];
}

type AnyStep = Pick<PlannedStep | HandStep, 'taskId' | 'before' | 'after'>;

/**
 * What a step may cut off, by where it leads and not by its task: the way back from turning something on is what cuts.
 *
 * A state of a shape that is not known cuts. So does, in either direction, a task of the firewall's or of remote access
 * that is not in the table and is not called safe.
 */
export function cutsOf(step: AnyStep, task: AnyTask | undefined): StepCuts {
  const rule = ruleCuts(step, task);
  if (rule !== undefined) return rule;
  const known = Object.hasOwn(TABLE, step.taskId) ? TABLE[step.taskId] : undefined;
  const name = task?.name ?? step.taskId;
  const doing = known?.doing(name) ?? `Changing ${name}`;
  return { doing, cuts: known === undefined ? unknownCuts(task) : known.cuts(step) };
}

interface Entry {
  readonly doing: (name: string) => string;
  readonly cuts: (step: AnyStep) => readonly Cut[];
}

const NOTHING: Entry = { doing: (name) => `Changing ${name}`, cuts: () => [] };

const TABLE: Readonly<Record<string, Entry>> = {
  'remote-login': turningOff('running', 'ssh'),
  'screen-sharing': turningOff('running', 'screen'),
  'remote-management': turningOff('on', 'screen'),
  'remote-apple-events': turningOff('running', 'remote-access'),
  bluetooth: {
    doing: (name) => `Turning off ${name}`,
    cuts: ({ before, after }) => (after === 'on' || before === 'off' ? [] : [{ kind: 'bluetooth' }]),
  },
  'firewall-block-all': {
    doing: () => 'Blocking all incoming connections',
    cuts: (step) => (turnsOn(step) ? [{ kind: 'everything' }, { kind: 'ssh' }, { kind: 'screen' }] : []),
  },
  firewall: {
    doing: () => 'Turning on the firewall',
    cuts: (step) => (turnsOn(step) ? [{ kind: 'unlisted' }, { kind: 'ssh' }, { kind: 'screen' }] : []),
  },
  'firewall-signed-software': {
    doing: () => 'Letting the firewall ask about the programs of macOS',
    // What was downloaded and is in use stands in the list already; the programs of macOS do not.
    cuts: ({ before, after }) =>
      valueOf(after, 'builtIn') === true || valueOf(before, 'builtIn') === false
        ? []
        : [{ kind: 'unlisted' }, { kind: 'ssh' }, { kind: 'screen' }],
  },
  'firewall-stealth': NOTHING,
  'firewall-logging': NOTHING,
  'firewall-allow-list': NOTHING,
};

function turningOff(member: 'running' | 'on', kind: 'ssh' | 'screen' | 'remote-access'): Entry {
  return {
    doing: (name) => `Turning off ${name}`,
    cuts: ({ before, after }) =>
      valueOf(after, member) === true || valueOf(before, member) === false ? [] : [{ kind }],
  };
}

function turnsOn({ before, after }: AnyStep): boolean {
  return valueOf(after, 'on') !== false && valueOf(before, 'on') !== true;
}

function valueOf(state: Json, member: string): unknown {
  return isRecord(state) ? state[member] : undefined;
}

function unknownCuts(task: AnyTask | undefined): readonly Cut[] {
  if (task === undefined || task.risk === 'locks-out') return [{ kind: 'remote-access' }];
  if (task.risk === 'safe') return [];
  if (task.area === 'Firewall') return [{ kind: 'unlisted' }];
  return task.area === 'Remote access' ? [{ kind: 'remote-access' }] : [];
}

/** Programs that carry the two ways in: a rule for one of them is a rule for that way. */
const SSH_PROGRAM = /^(?:sshd(?:-.*)?|launchd)$/;
const SCREEN_PROGRAM = /^(?:screensharingd|ARDAgent|RemoteManagement|launchd)$/;

function ruleCuts({ taskId, before, after }: AnyStep, task: AnyTask | undefined): StepCuts | undefined {
  const path = /^firewall-rule:[a-z]+:(\/.*)$/s.exec(taskId)?.[1];
  if (path === undefined) return undefined;
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.app$/, '');
  if (after === 'allow' || after === before || (before === 'block' && after === 'absent')) {
    return { doing: `Changing ${task?.name ?? `the firewall’s rule for ${name}`}`, cuts: [] };
  }
  const rule = after === 'absent' ? 'absent' : 'block';
  return {
    doing: rule === 'absent' ? `Taking ${name} off the firewall’s list` : `Letting the firewall block ${name}`,
    cuts: [
      { kind: 'program', path, rule },
      ...(SSH_PROGRAM.test(name) ? [{ kind: 'ssh' as const }] : []),
      ...(SCREEN_PROGRAM.test(name) ? [{ kind: 'screen' as const }] : []),
    ],
  };
}

/** Whether a step cuts something off in one of some ways. */
export function cutsAny({ cuts }: StepCuts, ...kinds: readonly Cut['kind'][]): boolean {
  return cuts.some(({ kind }) => kinds.includes(kind));
}

/** Whether a step narrows how this Mac can be controlled or reached from elsewhere. */
export function cutsRemote(step: StepCuts): boolean {
  return cutsAny(step, 'ssh', 'screen', 'remote-access', 'everything', 'unlisted', 'program');
}
