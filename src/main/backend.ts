import { referenceLabel, referencesFor } from '../core/references';
import { runsIn, undoable } from '../core/journal';
import { withParts } from '../core/catalogue';
import type { Countdown } from '../core/countdown';
import type { Policy } from '../core/policy';
import { begunAnew, begunAnewInWords } from '../core/receipts';
import type { JournalReading } from '../core/ports';
import { recoverInterrupted } from '../core/recover';
import type { Evidence, Scan } from '../core/scan';
import { outputShown } from '../core/status-report';
import { whyNoAnswer } from '../core/command';
import type { AnyTask } from '../core/task';
import type { EvidenceView, MainHandlers, SettingsView, TaskDetail } from '../shared/ipc-contract';
import { type ChangeDesk, createChangeDesk } from './change-desk';
import { createExposureDesk } from './exposure-desk';
import { watchByHand } from './hand-watch';
import { createLogDesk, type LogDesk } from './log-desk';
import { createPolicyDesk } from './policy-desk';
import { Refusal } from './refusal';
import { taskEntries } from './task-entries';
import type { Desktop, Mac } from './mac';
import { createMonitor, type Monitor } from './monitor';
import { runView } from './plan-preview';
import { createSnapshotStore, type SnapshotStore, updateSnapshot } from './store';

/** The app without Electron: the store, and an answer to every call of the contract. */
export interface Backend {
  readonly store: SnapshotStore;
  readonly monitor: Monitor;
  readonly desk: ChangeDesk;
  readonly handlers: MainHandlers;
  readonly logs: LogDesk;
  /** Reads the journal, classifies what was cut off, and checks the Mac for the first time. */
  start(): Promise<void>;
}

/** How much of a command's output goes to the screen. */
const SHOWN_OUTPUT = 32 * 1024;

export function createBackend(mac: Mac, desktop: Desktop): Backend {
  const store = createSnapshotStore(mac.simulated);
  const policy = createPolicyDesk(mac, desktop, () => {
    monitor.judgeAgain();
    void monitor.refreshAfterChange();
    void desk.noteJournal();
  });
  const monitor: Monitor = createMonitor(
    mac,
    () => policy.current(),
    store,
    async () => {
      if (await policy.load()) await desk.noteJournal();
    },
  );
  const desk: ChangeDesk = createChangeDesk(mac, policy, store, monitor);
  const exposure = createExposureDesk(mac, policy, monitor);
  const logs = createLogDesk(mac, desktop, () => majorVersion(monitor.latest()));
  const settingsView = async (note?: string): Promise<SettingsView> => {
    const { settings, problem } = await mac.settings.read();
    return {
      ...settings,
      ...desktop.facts(),
      ...(problem === undefined ? {} : { problem }),
      ...(note === undefined ? {} : { loginItemNote: note }),
    };
  };

  const handlers: MainHandlers = {
    getSnapshot: () => store.getState(),
    getTaskDetail: ({ taskId }) => taskDetail(taskId, mac, policy.current(), monitor),
    async refresh() {
      await monitor.refresh();
      return undefined;
    },
    cancelRefresh() {
      monitor.cancel();
      return undefined;
    },
    preparePlan: ({ taskIds }) => desk.preparePlan(taskIds),
    prepareRollback: ({ run, taskIds }) => desk.prepareRollback(run, taskIds),
    approvePlan: ({ planId, confirmed }) => desk.approve(planId, confirmed),
    async answerCountdown({ keep }) {
      await desk.answerCountdown(keep);
      return undefined;
    },
    discardPlan({ planId }) {
      desk.discard(planId);
      return undefined;
    },
    async getHistory() {
      const reading = await mac.journal.read();
      const catalogue = withPartsOfRuns(mac, reading);
      const begun = begunAnew(reading.entries);
      const anew = begun === undefined ? [] : [begunAnewInWords(begun)];
      const chain =
        reading.kind === 'sound'
          ? { sound: true, detail: [`${reading.entries.length} entries, the chain is whole`, ...anew].join('. ') }
          : { sound: false, detail: reading.reason };
      return {
        runs: runsIn(reading.entries)
          .map((run) => runView(run, catalogue))
          .reverse(),
        chain,
      };
    },
    async startNewJournal() {
      const started = await mac.journal.startNewJournal();
      if (started.kind === 'refused') throw new Refusal(started.reason);
      await desk.noteJournal();
      return undefined;
    },
    dismissRecovered() {
      updateSnapshot(store, { recovered: [] });
      return undefined;
    },
    async doByHand({ taskId }) {
      const task = taskOf(mac, taskId);
      if (!task.byHand) throw new Refusal('There are no steps for this by hand.');
      void watchByHand(taskId, mac, () => policy.current(), store, monitor);
      await desktop.startByHand(taskId, task.byHand.pane);
      return undefined;
    },
    async copyText({ text }) {
      await desktop.copyText(text);
      return undefined;
    },
    getSettings: () => settingsView(),
    async changeSettings(change) {
      await mac.settings.change(change);
      const note = change.launchAtLogin === undefined ? undefined : desktop.setLaunchAtLogin(change.launchAtLogin);
      return settingsView(note);
    },
    showWindow(what) {
      desktop.showWindow(what);
      return undefined;
    },
    hidePopover() {
      desktop.hidePopover();
      return undefined;
    },
    getExposure: () => exposure.view(),
    async markListener(mark) {
      await exposure.mark(mark);
      return undefined;
    },
    getConnections: () => exposure.connections(),
    askCloudflare: () => exposure.askCloudflare(),
    startLog: (request) => logs.start(request),
    stopLog({ logId }) {
      logs.stop(logId);
      return undefined;
    },
    exportLog: ({ logId, format }) => logs.export(logId, format),
    getPolicy: () => policy.view(),
    async changePolicy(change) {
      await policy.change(change);
      return policy.view();
    },
    importPolicy: () => policy.import(),
    exportPolicy: () => policy.export(),
    async openPolicy() {
      await policy.open();
      return undefined;
    },
  };

  return {
    store,
    monitor,
    desk,
    handlers,
    logs,
    async start() {
      let waiting: Countdown | undefined;
      const answered = new Set<string>();
      // A change of before still waits for Keep: the question is put again, where the person sees it.
      const waitedFor = (countdown: Countdown | undefined): void => {
        if (countdown !== undefined && waiting === undefined) desktop.showWindow({});
        if (countdown === undefined && waiting !== undefined) updateSnapshot(store, { activity: { kind: 'idle' } });
        waiting = countdown;
        if (countdown === undefined) return;
        answered.add(countdown.operationId);
        desk.showCountdown('', countdown);
      };
      await policy.load();
      await desk.noteJournal();
      let trouble: Error | undefined;
      const recovered = await recoverInterrupted(withPartsOfRuns(mac, await mac.journal.read()), policy.current(), {
        ...mac,
        onCountdown: waitedFor,
      }).catch((error: unknown) => {
        trouble = error instanceof Error ? error : new Error(String(error));
        return [];
      });
      // Only now: root's script and the person's guard each look for the one answer.
      for (const operationId of answered) await mac.answers.forget(operationId);
      if (recovered.length > 0) {
        updateSnapshot(store, { recovered });
        await desk.noteJournal();
      }
      await monitor.refresh();
      // The Mac is shown first; whoever started the backend writes the trouble down.
      if (trouble !== undefined) throw trouble;
    },
  };
}

/** The catalogue with every part that a recorded run has changed. */
function withPartsOfRuns(mac: Mac, { entries }: JournalReading): readonly AnyTask[] {
  const ids = runsIn(entries).flatMap(({ plan }) => plan.steps.map(({ taskId }) => taskId));
  return withParts(mac.catalogue, mac.partOf, ids);
}

function majorVersion(found: Scan | undefined): number | undefined {
  return found?.version.kind === 'read' ? found.version.value.major : undefined;
}

function taskOf(mac: Mac, taskId: string): AnyTask {
  const task = mac.catalogue.find(({ id }) => id === taskId);
  if (!task) throw new Refusal('There is no such task.');
  return task;
}

async function taskDetail(taskId: string, mac: Mac, policy: Policy, monitor: Monitor): Promise<TaskDetail> {
  const task = taskOf(mac, taskId);
  const found = monitor.latest();
  const scanned = found?.tasks.find((one) => one.taskId === taskId);
  const observed =
    scanned?.finding.kind === 'noncompliant' || scanned?.finding.kind === 'compliant' ? scanned.finding : undefined;
  const major = found?.version.kind === 'read' ? found.version.value.major : undefined;
  const reading = await mac.journal.read();
  const history = runsIn(reading.entries).flatMap((run) =>
    run.rows
      .filter((row) => row.taskId === taskId)
      .map((row) => ({
        run: run.number,
        at: run.at,
        words: `${task.words(row.before)} → ${row.outcome === 'verified' ? task.words(row.after) : OUTCOME_WORDS[row.outcome]}`,
        undoable: undoable(run).some((step) => step.taskId === taskId),
      })),
  );
  return {
    taskId,
    explain: task.explain,
    wanted: wantedWords(task, observed?.state, policy),
    exposes: task.exposes,
    references: referencesFor(task.references, major).map((one) => ({ ...referenceLabel(one), kind: one.kind })),
    evidence: (scanned?.evidence ?? []).map(evidenceView),
    history: history.reverse(),
    entries: taskEntries(task, observed?.state, policy, mac),
    ...(task.byHand === undefined ? {} : { byHand: task.byHand }),
  };
}

const OUTCOME_WORDS = {
  'not-applied': 'not changed',
  changed: 'something else',
  'cannot-verify': 'cannot be checked',
} as const;

/** The wanted state in words; where nothing is known of the present one, the plainest of the wanted ones. */
function wantedWords(task: AnyTask, state: Parameters<AnyTask['words']>[0] | undefined, policy: Policy): string {
  if (state === undefined) return task.title;
  return task.words(task.isWanted(state, policy) ? state : task.target(state, policy));
}

function evidenceView({ command, line, result, tookMs }: Evidence): EvidenceView {
  const output = outputShown(command, result);
  return {
    line,
    ended: whyNoAnswer(command, result) ?? '',
    exitCode: output.exitCode,
    stdout: cut(output.stdout),
    stderr: cut(output.stderr),
    tookMs,
  };
}

function cut(text: string): string {
  return text.length <= SHOWN_OUTPUT
    ? text
    : `${text.slice(0, SHOWN_OUTPUT)}\n… ${text.length - SHOWN_OUTPUT} more characters`;
}
