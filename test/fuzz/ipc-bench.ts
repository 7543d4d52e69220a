import type { JournalEvent } from '../../src/core/journal';
import { DEFAULT_POLICY } from '../../src/core/policy';
import type { PolicyChange, PolicyStore } from '../../src/core/policy-store';
import { answerCall } from '../../src/main/answer-call';
import { type Backend, createBackend } from '../../src/main/backend';
import type { Answer, CallName } from '../../src/shared/ipc-contract';
import { defaultPolicyText } from '../../src/platform/policy-default';
import { editPolicyText } from '../../src/platform/policy-edit';
import { readPolicyText } from '../../src/platform/policy-text';
import { TASKS } from '../../src/tasks';
import { DESKTOP } from '../main/fixtures';
import { macAround } from '../main/parts-of-a-mac';
import { lasting, type MacState } from '../sim/mac-state';
import { SimulatedElevator } from '../sim/simulated-elevator';
import { SimulatedMac } from '../sim/simulated-mac';
import { MemoryJournal } from '../support/memory-journal';

const TASK_IDS = TASKS.map(({ id }) => id);

/** A policy in memory that is changed by the very code that changes the file. */
class MemoryPolicy implements PolicyStore {
  text = defaultPolicyText;

  read(): ReturnType<PolicyStore['read']> {
    const reading = readPolicyText(this.text, TASK_IDS);
    return Promise.resolve({ policy: reading.kind === 'read' ? reading.policy : DEFAULT_POLICY, source: 'file' });
  }

  change(edit: Parameters<PolicyStore['change']>[0]): Promise<PolicyChange> {
    const edited = editPolicyText(this.text, edit, TASK_IDS);
    if (edited.kind === 'refused') return Promise.resolve(edited);
    this.text = edited.text;
    return Promise.resolve({ kind: 'changed', policy: edited.policy });
  }

  importText(): Promise<PolicyChange> {
    return Promise.resolve({ kind: 'refused', reason: 'Nothing is imported here.', problems: [] });
  }

  exportText(): ReturnType<PolicyStore['exportText']> {
    return Promise.resolve({ kind: 'text', text: this.text, source: 'file' } as const);
  }
}

/** Everything a call may leave behind. */
export interface Standing {
  readonly mac: string;
  readonly policy: string;
  readonly journal: number;
  readonly scripts: number;
}

/** The app without its screens on a simulated Mac, and all that it could change. */
export interface IpcBench {
  readonly backend: Backend;
  /** Errors that no person was told of: each is a fault of Batten's. */
  readonly unexpected: unknown[];
  call(name: CallName, argument: unknown): Promise<Answer<unknown>>;
  standing(): Standing;
  events(): readonly JournalEvent[];
  dispose(): void;
}

export async function ipcBench(state: MacState): Promise<IpcBench> {
  const simulated = new SimulatedMac(state);
  const elevator = new SimulatedElevator(simulated);
  const journal = new MemoryJournal();
  const policy = new MemoryPolicy();
  const unexpected: unknown[] = [];
  const settings = { elevationBackend: 'sudo-prompt', launchAtLogin: false, keepSeconds: 1 } as const;
  const mac = macAround(simulated, elevator, {
    journal,
    policy,
    settings: { read: () => Promise.resolve({ settings }), change: () => Promise.resolve(settings) },
  });
  const backend = createBackend(mac, DESKTOP);
  await backend.start();
  let isMoved = true;
  let last = '';
  simulated.onChange(() => (isMoved = true));
  return {
    backend,
    unexpected,
    call: (name, argument) => answerCall(backend.handlers, name, argument, (error) => unexpected.push(error)),
    standing() {
      if (isMoved) last = JSON.stringify(lasting(simulated.state));
      isMoved = false;
      return { mac: last, policy: policy.text, journal: journal.entries.length, scripts: elevator.requests.length };
    },
    events: () => journal.entries.map(({ event }) => event),
    dispose: () => elevator.dispose(),
  };
}
