import { type Policy, STRICT_POLICY } from '../../src/core/policy';
import type { Json } from '../../src/core/json';
import type { AnyTask } from '../../src/core/task';
import { TASKS } from '../../src/tasks';
import { type MacState, serviceOf } from '../sim/mac-state';
import type { FileKill } from './kill-points';

/** What the app of an experiment is told. */
export interface ChildOrder {
  /** The person's data folder, with the journal. */
  readonly data: string;
  /** The folder that stands for the Mac's disk. */
  readonly root: string;
  /** `rollback`: of the first run in the journal. */
  readonly purpose: 'apply' | 'rollback';
  readonly kill?: FileKill;
}

/** Four changes by root, one of which needs another and two of which are two commands each, and one by the person. */
const CHANGES = ['firewall', 'firewall-stealth', 'remote-login', 'file-sharing', 'airdrop'] as const;
type Changed = (typeof CHANGES)[number];

/** The tasks of the experiments; nothing else is probed. */
export const TOUCHED: readonly AnyTask[] = TASKS.filter(({ id }) => CHANGES.some((changed) => changed === id));

export const POLICY: Policy = STRICT_POLICY;

/** How a task truly stands, read from the Mac itself and not through any program. */
export function truth(state: MacState): Readonly<Record<Changed, Json>> {
  const service = (label: string): Json => {
    const { loaded, override } = serviceOf(state, label);
    return { running: loaded, atStart: (loaded ? override !== 'disabled' : override === 'enabled') ? 'on' : 'off' };
  };
  return {
    firewall: { on: state.firewall.global },
    'firewall-stealth': { on: state.firewall.stealth === true },
    'remote-login': service('com.openssh.sshd'),
    'file-sharing': service('com.apple.smbd'),
    airdrop: String(state.preferences.people[state.user]?.['com.apple.sharingd']?.['DiscoverableMode'] ?? 'unset'),
  };
}
