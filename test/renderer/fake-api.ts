import type { Snapshot } from '../../src/core/snapshot';
import type { AccountTunnelsView, ConnectionsView, ExposureRow, ExposureView } from '../../src/shared/exposure-views';
import type { LogPush, LogRequest } from '../../src/shared/log-views';
import type { FileOutcome, PolicyView } from '../../src/shared/policy-views';
import {
  type Answer,
  type ApprovalResult,
  type CallName,
  CALLS,
  type History,
  type MainHandlers,
  type PlanPreview,
  PUSHES,
  type PushName,
  type PushValue,
  type RendererApi,
  type SettingsView,
  type Surface,
  type TaskDetail,
} from '../../src/shared/ipc-contract';
import { previewOf } from './fake-plan';
import { ACCOUNT_TUNNELS, CONNECTIONS, EXPOSURE } from './exposure-fixtures';
import { detailOf, HISTORY, rows, SETTINGS, snapshotOf } from './fixtures';
import { LOG_STARTED, logPushes } from './log-fixtures';
import { POLICY } from './policy-fixtures';

/** What the fake main process begins with; every part has a sensible default. */
export interface FakeWorld {
  surface: Surface;
  snapshot: Snapshot;
  history: History;
  settings: SettingsView;
  exposure: ExposureView;
  connections: ConnectionsView;
  account: AccountTunnelsView;
  policy: PolicyView;
  /** How a dialog for a file ends. */
  file: FileOutcome;
  /** What a log pushes after it has begun, in order. */
  log: (request: LogRequest) => readonly LogPush[];
  /** Calls that fail, with the reason. */
  failing: Partial<Record<CallName, string>>;
  /** How an approval ends; by default everything is verified. */
  ending: (plan: PlanPreview, run: number) => ApprovalResult;
  detail: (taskId: string) => TaskDetail;
  plan: (plan: PlanPreview) => PlanPreview;
  /** What happens before an answer: nothing in tests, a little waiting in the harness. */
  pause: (name: CallName) => Promise<void>;
}

export interface FakeApi {
  readonly api: RendererApi;
  readonly world: FakeWorld;
  /** Every call in order. */
  readonly calls: readonly { readonly name: CallName; readonly argument: unknown }[];
  /** The arguments of the calls of one name. */
  readonly argumentsOf: (name: CallName) => readonly unknown[];
  readonly push: <K extends PushName>(name: K, value: PushValue<K>) => void;
  /** Changes the snapshot and pushes it with the next revision. */
  readonly show: (part: Partial<Snapshot>) => void;
}

export const verifiedEnding = (plan: PlanPreview, run: number): ApprovalResult => ({
  kind: 'done',
  run,
  stopped: [],
  rows: plan.rows.map(({ taskId, name, now, after }) => ({
    taskId,
    name,
    outcome: 'verified',
    before: now,
    after,
    now: after,
    detail: `${name} is ${after.toLowerCase()}`,
  })),
});

/** Everything is verified, and a service has not come back. */
export const stoppedEnding = (plan: PlanPreview, run: number): ApprovalResult => ({
  ...(verifiedEnding(plan, run) as Extract<ApprovalResult, { kind: 'done' }>),
  stopped: [{ name: 'Planka', port: 3100 }],
});

export const declinedEnding = (plan: PlanPreview, run: number): ApprovalResult => ({
  kind: 'declined',
  run,
  detail: 'User did not grant permission',
  rows: plan.rows.map(({ taskId, name, now, after }) => ({
    taskId,
    name,
    outcome: 'not-applied',
    before: now,
    after,
    now,
    detail: `Still ${now}`,
  })),
});

/** The parts that stand for the whole task, as the main process puts them in its place. */
function bindingIds({ rows: services }: ExposureView): readonly string[] {
  return services.flatMap(({ level, fix }) => (level === 'exposed' && fix?.kind === 'change' ? [fix.taskId] : []));
}

/** The main process as a small program in memory, behind the same contract. */
export function fakeApi(start: Partial<FakeWorld> = {}): FakeApi {
  const world: FakeWorld = {
    surface: 'window',
    snapshot: snapshotOf(rows()),
    history: HISTORY,
    settings: SETTINGS,
    exposure: EXPOSURE,
    connections: CONNECTIONS,
    account: ACCOUNT_TUNNELS,
    policy: POLICY,
    file: { kind: 'done', path: '/Users/mia/Desktop/batten-policy.yaml' },
    log: logPushes,
    failing: {},
    ending: verifiedEnding,
    detail: detailOf,
    plan: (plan) => plan,
    pause: () => Promise.resolve(),
    ...start,
  };
  const calls: { name: CallName; argument: unknown }[] = [];
  const listeners = new Map<PushName, Set<(value: never) => void>>();
  const plans = new Map<string, PlanPreview>();
  let openLog: string | undefined;
  const push: FakeApi['push'] = (name, value) => {
    for (const listener of listeners.get(name) ?? []) (listener as (given: typeof value) => void)(value);
  };
  const show = (part: Partial<Snapshot>): void => {
    world.snapshot = { ...world.snapshot, revision: world.snapshot.revision + 1, ...part };
    push('snapshotChanged', world.snapshot);
  };
  const keep = (plan: PlanPreview): PlanPreview => {
    const kept = world.plan(plan);
    plans.set(kept.planId, kept);
    return kept;
  };
  const taskRows = () => world.snapshot.checked?.rows ?? [];

  const handlers: MainHandlers = {
    getSnapshot: () => world.snapshot,
    getTaskDetail: ({ taskId }) => ({ ...world.detail(taskId), taskId }),
    refresh: () => show({ activity: { kind: 'probing', done: 12, total: 40 } }) as undefined,
    cancelRefresh: () => show({ activity: { kind: 'idle' } }) as undefined,
    preparePlan: ({ taskIds }) => {
      const ids = taskIds.flatMap((id) => (id === 'service-bindings' ? bindingIds(world.exposure) : [id]));
      return keep(
        previewOf(
          'apply',
          taskRows().filter(({ id }) => ids.includes(id)),
          undefined,
          ids.filter((id) => id.includes(':')),
        ),
      );
    },
    prepareRollback: ({ run, taskIds }) => {
      const done = world.history.runs.find(({ number }) => number === run)?.rows.map(({ taskId }) => taskId) ?? [];
      return keep(
        previewOf(
          'rollback',
          taskRows().filter(({ id }) => (taskIds ?? done).includes(id)),
          run,
          (taskIds ?? done).filter((id) => id.includes(':')),
        ),
      );
    },
    approvePlan: async ({ planId }) => {
      const plan = plans.get(planId);
      if (!plan) return { kind: 'refused', reason: 'the plan is not known any more' };
      for (const phase of ['checking', 'asking', 'changing', 'verifying'] as const) {
        show({ activity: { kind: 'changing', phase, planId } });
        await world.pause('approvePlan');
      }
      show({ activity: { kind: 'idle' } });
      return world.ending(plan, 13);
    },
    discardPlan: ({ planId }) => {
      plans.delete(planId);
      return undefined;
    },
    answerCountdown: () => show({ activity: { kind: 'idle' } }) as undefined,
    getHistory: () => world.history,
    startNewJournal: () => {
      const { readOnly: _settled, ...rest } = world.snapshot;
      world.snapshot = { ...rest, revision: rest.revision + 1 };
      push('snapshotChanged', world.snapshot);
      return undefined;
    },
    dismissRecovered: () => show({ recovered: [] }) as undefined,
    doByHand: ({ taskId }) =>
      show({ watches: [{ taskId, until: Date.now() + 120_000, outcome: 'watching' }] }) as undefined,
    copyText: () => undefined,
    getSettings: () => world.settings,
    changeSettings: (part) => {
      world.settings = { ...world.settings, ...part };
      return world.settings;
    },
    showWindow: () => undefined,
    hidePopover: () => undefined,
    getExposure: () => world.exposure,
    markListener: ({ listenerId, as }) => {
      const mark = (row: ExposureRow): ExposureRow =>
        as === 'expected'
          ? { ...row, level: 'fine', wanted: 'Your network', canExpect: false, canRestrict: row.scope !== 'this-mac' }
          : {
              ...row,
              level: row.scope === 'this-mac' ? 'fine' : 'exposed',
              wanted: 'Only this Mac',
              canRestrict: false,
            };
      const { rows: before } = world.exposure;
      world.exposure = { ...world.exposure, rows: before.map((row) => (row.id === listenerId ? mark(row) : row)) };
      return show({}) as undefined;
    },
    getConnections: () => world.connections,
    askCloudflare: () => world.account,
    startLog: (request) => {
      const { logId } = LOG_STARTED;
      openLog = logId;
      void (async () => {
        for (const one of world.log(request)) {
          await world.pause('startLog');
          if (openLog === logId) push('logChanged', one);
        }
      })();
      return LOG_STARTED;
    },
    stopLog: () => {
      openLog = undefined;
      return undefined;
    },
    exportLog: () => world.file,
    getPolicy: () => world.policy,
    changePolicy: (change) => {
      const { services, notWanted } = world.policy;
      world.policy =
        change.kind === 'forget-service'
          ? { ...world.policy, source: 'file', services: services.filter(({ name }) => name !== change.name) }
          : change.kind === 'want-task'
            ? { ...world.policy, source: 'file', notWanted: notWanted.filter(({ taskId }) => taskId !== change.taskId) }
            : { ...world.policy, source: 'file' };
      return world.policy;
    },
    importPolicy: () => world.file,
    exportPolicy: () => world.file,
    openPolicy: () => undefined,
  };

  const called =
    (name: CallName) =>
    async (argument: unknown): Promise<Answer<unknown>> => {
      calls.push({ name, argument });
      await world.pause(name);
      const reason = world.failing[name];
      if (reason !== undefined) return { ok: false, error: reason };
      return { ok: true, value: await (handlers[name] as (given: unknown) => unknown)(argument) };
    };
  const listened = (name: PushName) => (listener: (value: never) => void) => {
    const known = listeners.get(name) ?? new Set();
    listeners.set(name, known.add(listener));
    return () => known.delete(listener);
  };
  const api = {
    ...Object.fromEntries((Object.keys(CALLS) as CallName[]).map((name) => [name, called(name)])),
    ...Object.fromEntries((Object.keys(PUSHES) as PushName[]).map((name) => [name, listened(name)])),
    surface: world.surface,
  } as unknown as RendererApi;
  return {
    api,
    world,
    calls,
    argumentsOf: (name) => calls.filter((one) => one.name === name).map(({ argument }) => argument),
    push,
    show,
  };
}
