import { setMaxListeners } from 'node:events';
import { commandKey } from '../core/command';
import { type Finding, overall } from '../core/finding';
import type { MacFacts } from '../core/mac';
import { factsOf, findingOf } from '../core/plan';
import type { Policy } from '../core/policy';
import { type Evidence, findingFrom, scan, type Scan, type TaskScan } from '../core/scan';
import { isFresh, type TaskRow } from '../core/snapshot';
import type { AnyTask } from '../core/task';
import type { Mac } from './mac';
import { type SnapshotStore, updateSnapshot } from './store';

/** Reads the Mac and keeps the snapshot current; two wishes at once share one scan. */
export interface Monitor {
  refresh(): Promise<Scan>;
  /** Reads the Mac anew after a change: a scan that began before it proves nothing any more. */
  refreshAfterChange(): Promise<Scan>;
  cancel(): void;
  /** The scan behind the snapshot; undefined until the first has ended. */
  latest(): Scan | undefined;
  /** Takes over a scan of some tasks, as made after a change or while watching. */
  merge(part: Scan): void;
  /** Judges what was read last anew, under the policy of now. */
  judgeAgain(): void;
  /** Withdraws what has grown too old to be called current: compliant becomes unknown, on every screen. */
  expire(): void;
}

/** A policy can ask about what no check has looked at yet; such a task has no verdict until it is read. */
const NOT_LOOKED_AT = {
  kind: 'unknown',
  reason: 'the policy asks about something not checked yet; check again',
} as const;

const TOO_OLD = { kind: 'unknown', reason: 'the last check is too old to say anything; check again' } as const;

/** `beforeScan` reads what a scan rests on anew, such as the policy: a person may have edited its file. */
export function createMonitor(
  mac: Mac,
  policyNow: () => Policy,
  store: SnapshotStore,
  beforeScan: () => Promise<unknown> = () => Promise.resolve(),
): Monitor {
  let latest: Scan | undefined;
  let running: { readonly scan: Promise<Scan>; readonly abort: AbortController } | undefined;
  /** How many changes there were, and how many of them the findings at hand know of. */
  let changes = 0;
  let known = 0;

  const publish = (found: Scan): void => {
    latest = found;
    const rows = mac.catalogue.map((task) => taskRow(task, found, policyNow()));
    updateSnapshot(store, {
      checked: {
        takenAt: found.takenAt,
        tookMs: found.tookMs,
        macos: found.version.kind === 'read' ? found.version.value.version : '',
        overall: overall(rows),
        rows,
      },
    });
  };

  const judgedUnder = (policy: Policy, found: Scan): Scan => {
    const facts = factsOf(found);
    const tasks = mac.catalogue.map((task): TaskScan => {
      const evidence = found.tasks.find(({ taskId }) => taskId === task.id)?.evidence ?? [];
      return { taskId: task.id, finding: judgedAgain(task, evidence, facts, policy), evidence };
    });
    return { ...found, tasks };
  };

  const read = async (abort: AbortController): Promise<Scan> => {
    const before = changes;
    await beforeScan();
    const policy = policyNow();
    const asked = await scan(mac.catalogue, policy, mac, {
      signal: abort.signal,
      onProgress: (done, total) => {
        if (store.getState().activity.kind === 'probing') {
          updateSnapshot(store, { activity: { kind: 'probing', done, total } });
        }
      },
    });
    running = undefined;
    // The policy may have changed while programs answered.
    const found = policyNow() === policy ? asked : judgedUnder(policyNow(), asked);
    // A cancelled scan knows less than the one before it: the older findings stay, with their age. Not so after a change.
    const current = before === changes;
    if (current && (!abort.signal.aborted || latest === undefined || known < changes)) {
      known = before;
      publish(found);
    }
    return found;
  };

  const begin = async (abort: AbortController): Promise<Scan> => {
    updateSnapshot(store, { activity: { kind: 'probing', done: 0, total: 0 } });
    try {
      return await read(abort);
    } finally {
      // Whatever could not be read this once, such as the journal, must not be the end of all checks.
      if (running?.abort === abort) running = undefined;
      if (running === undefined && store.getState().activity.kind === 'probing')
        updateSnapshot(store, { activity: { kind: 'idle' } });
    }
  };

  const refresh = (): Promise<Scan> => {
    if (store.getState().activity.kind === 'changing' && latest) return Promise.resolve(latest);
    // Who wants the Mac read has nothing from a check that was cancelled before.
    if (running?.abort.signal.aborted === true) return running.scan.then(refresh, refresh);
    if (!running) {
      const abort = new AbortController();
      // Every running command listens for the cancel; Node warns above ten.
      setMaxListeners(100, abort.signal);
      running = { abort, scan: begin(abort) };
    }
    return running.scan;
  };

  const expire = (current: ReadonlySet<string> = new Set()): void => {
    const { checked } = store.getState();
    if (!checked || isFresh(checked.takenAt, mac.clock.now())) return;
    const isOld = ({ id, finding }: TaskRow): boolean => finding.kind === 'compliant' && !current.has(id);
    if (!checked.rows.some(isOld)) return;
    const rows = checked.rows.map((row) => (isOld(row) ? { ...row, finding: TOO_OLD } : row));
    updateSnapshot(store, { checked: { ...checked, rows, overall: overall(rows) } });
  };

  return {
    refresh,
    async refreshAfterChange() {
      changes += 1;
      const outdated = running;
      outdated?.abort.abort();
      await outdated?.scan.catch(() => undefined);
      return refresh();
    },
    cancel: () => running?.abort.abort(),
    latest: () => latest,
    expire: () => expire(),
    judgeAgain() {
      if (!latest) return;
      publish(judgedUnder(policyNow(), latest));
      // What had grown too old is so still, whatever the policy says now.
      expire();
    },
    merge(part) {
      if (!latest) return;
      const fresh = new Map(part.tasks.map((one) => [one.taskId, one]));
      publish({ ...latest, tasks: latest.tasks.map((one) => fresh.get(one.taskId) ?? one) });
      // What was too old before is so still; only the new part is not.
      expire(new Set(fresh.keys()));
    },
  };
}

function judgedAgain(task: AnyTask, evidence: readonly Evidence[], facts: MacFacts, policy: Policy): Finding {
  const applicability = task.applies(facts);
  if (applicability.kind !== 'applies') return applicability;
  const asked = new Set(evidence.map(({ key, command }) => `${key} ${commandKey(command)}`));
  const questions = Object.entries(task.probe(facts, policy));
  const isAnswered = questions.every(([key, one]) => asked.has(`${key} ${commandKey(one)}`));
  return isAnswered ? findingFrom(task, evidence, facts, policy) : NOT_LOOKED_AT;
}

function taskRow(task: AnyTask, found: Scan, policy: Policy): TaskRow {
  return {
    id: task.id,
    area: task.area,
    title: task.title,
    name: task.name,
    risk: task.risk,
    severity: task.severity,
    scope: task.scope,
    byCommand: canCommand(task, found, policy),
    finding: findingOf(found, task.id),
    ...(task.needs === undefined ? {} : { needs: task.needs }),
  };
}

/** Whether Batten itself can make the change from where the task stands. */
function canCommand(task: AnyTask, found: Scan, policy: Policy): boolean {
  const finding = findingOf(found, task.id);
  if (finding.kind !== 'noncompliant' && finding.kind !== 'compliant') return true;
  const { state } = finding;
  if (task.parts !== undefined && task.parts(state, policy).length > 0) return true;
  return task.change(state, state, { version: found.version, asRoot: found.asRoot }).kind === 'commands';
}
