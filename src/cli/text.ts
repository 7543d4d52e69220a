import { type Finding, observedIn } from '../core/finding';
import type { Run } from '../core/journal';
import { type ChangePlan, findingOf } from '../core/plan';
import { commandLine } from '../core/command';
import { type BegunAnew, begunAnewInWords } from '../core/receipts';
import type { MacFacts } from '../core/mac';
import { referenceLabel } from '../core/references';
import type { Scan } from '../core/scan';
import { reasonOf } from '../core/status-report';
import { type AnyTask, AREAS } from '../core/task';
import { DEFAULT_POLICY } from '../core/policy';
import { guardLines, type PlanGuards } from './plan-guards';

const GLYPHS: Readonly<Record<Finding['kind'], string>> = {
  compliant: '✓',
  noncompliant: '●',
  unknown: '?',
  'not-applicable': '–',
};

/** `batten status` for people: by area, a line a task, the reason where there is one. */
export function statusText(from: Scan, tasks: readonly AnyTask[]): string {
  const lines = AREAS.flatMap((area) => {
    const here = tasks.filter((task) => task.area === area);
    return here.length === 0 ? [] : [area, ...here.map((task) => statusLine(task, findingOf(from, task.id))), ''];
  });
  return printable([...lines, summary(from, tasks), ''].join('\n'));
}

function statusLine(task: AnyTask, finding: Finding): string {
  const observed = observedIn(finding);
  const reason = reasonOf(finding);
  const said = finding.kind === 'unknown' ? `${task.name} cannot be checked` : (observed?.sentence ?? task.name);
  const managed = observed?.managed === undefined ? '' : ` (set by ${observed.managed})`;
  const more = [reason, ...(observed?.notes ?? [])].filter((part) => part !== undefined);
  return [`  ${GLYPHS[finding.kind]} ${said}${managed}`, ...more.map((part) => `      ${oneLine(part)}`)].join('\n');
}

function summary(from: Scan, tasks: readonly AnyTask[]): string {
  const kinds = tasks.map(({ id }) => findingOf(from, id).kind);
  const open = kinds.filter((kind) => kind === 'noncompliant').length;
  const unknown = kinds.filter((kind) => kind === 'unknown').length;
  const version = from.version.kind === 'read' ? `macOS ${from.version.value.version}` : 'macOS version unknown';
  const verdict =
    open === 0 && unknown === 0
      ? 'Everything is as wanted'
      : [
          ...(open === 0 ? [] : [`${count(open, 'thing is', 'things are')} not as wanted`]),
          ...(unknown === 0 ? [] : [`${count(unknown, 'thing', 'things')} cannot be checked`]),
        ].join(', ');
  return `${verdict}. ${version}, checked in ${(from.tookMs / 1000).toFixed(1)} s.`;
}

/** `batten explain`. */
export function explainText(task: AnyTask): string {
  const facts: MacFacts = { version: { kind: 'unreadable', reason: 'not asked' }, asRoot: false };
  const probes = Object.values(task.probe(facts)).map(commandLine);
  return [
    `${task.title}  (${task.id}, ${task.area})`,
    '',
    ...section('What', task.explain.what),
    ...section('Why', task.explain.why),
    ...section('What you lose', task.explain.cost),
    ...(task.explain.differs === undefined ? [] : section('Unlike older guides', task.explain.differs)),
    'How it is read (nothing needs root)',
    ...probes.map((line) => `  ${line.length > 160 ? `${line.slice(0, 160)}…` : line}`),
    '',
    ...(task.byHand ? ['By hand', ...task.byHand.steps.map((step, index) => `  ${index + 1}. ${step}`), ''] : []),
    'References',
    ...task.references.map(referenceLabel).map(({ label, edition }) => `  ${label}  —  ${edition}`),
    '',
    `What would run: batten plan ${task.id} --script`,
    '',
  ].join('\n');
}

/** `batten plan` for people. */
export function planText(plan: ChangePlan, catalogue: readonly AnyTask[], guards: PlanGuards): string {
  const find = (id: string): AnyTask | undefined => catalogue.find((task) => task.id === id);
  const steps = plan.steps.flatMap((step) => {
    const task = find(step.taskId);
    const head = `  ${task?.name ?? step.taskId}: ${task?.words(step.before) ?? '?'} → ${task?.words(step.after) ?? '?'}`;
    return [
      head,
      ...step.root.map((command) => `      as root: ${commandLine(command)}`),
      ...step.user.map((command) => `      as you:  ${commandLine(command)}`),
      ...guardLines(step.taskId, guards),
    ];
  });
  const byHand = plan.byHand.flatMap((step) => {
    const task = find(step.taskId);
    const head = `  ${task?.name ?? step.taskId}: ${task?.words(step.before) ?? '?'} → ${task?.words(step.after) ?? '?'}, by hand`;
    const steps = step.steps.map((text, index) => `      ${index + 1}. ${text}`);
    return [head, ...steps, ...guardLines(step.taskId, guards)];
  });
  const leftOut = plan.leftOut.map(({ taskId, because }) => `  ${find(taskId)?.name ?? taskId}: left out, ${because}`);
  const nothing = steps.length + byHand.length === 0 ? ['Nothing to change.'] : [];
  return printable([...nothing, ...steps, ...byHand, ...leftOut, '', `Policy: ${wantedText()}`, ''].join('\n'));
}

function wantedText(): string {
  return `all tasks but ${DEFAULT_POLICY.notWanted.join(', ')}; AirDrop ${DEFAULT_POLICY.airdrop}`;
}

/** `batten journal` for people: newest run first, and last how the journal began where another was before it. */
export function journalText(runs: readonly Run[], catalogue: readonly AnyTask[], begun?: BegunAnew): string {
  const beginning = begun === undefined ? [] : [begunAnewInWords(begun), ''];
  if (runs.length === 0 && begun === undefined) return 'Batten has changed nothing on this Mac.\n';
  const name = (id: string): string => catalogue.find((task) => task.id === id)?.name ?? id;
  const lines = [...runs]
    .reverse()
    .flatMap((run) => [
      `Run ${run.number}  ${run.at}  ${purposeText(run)}: ${endText(run)}`,
      ...run.rows.map(
        ({ taskId, outcome, detail }) => `  ${name(taskId)}: ${outcome}${detail === '' ? '' : `, ${oneLine(detail)}`}`,
      ),
      ...(run.takenBack.length === 0 ? [] : [`  taken back since: ${run.takenBack.map(name).join(', ')}`]),
      '',
    ]);
  return printable([...lines, ...beginning].join('\n'));
}

function purposeText(run: Run): string {
  return run.plan.purpose.kind === 'apply' ? 'apply' : `roll back run ${run.plan.purpose.of}`;
}

function endText(run: Run): string {
  if (run.reverted !== undefined) {
    return run.reverted === 'asked' ? 'put back at once, as asked' : 'put back by itself, as nobody kept it';
  }
  switch (run.end) {
    case 'verified':
      return 'carried out and checked';
    case 'recovered':
      return 'was cut off; checked at the next start';
    case 'declined':
      return `not approved (${run.detail})`;
    case 'failed':
      return `failed (${run.detail})`;
    case 'open':
      return 'not finished';
  }
}

function section(title: string, text: string): readonly string[] {
  return [title, `  ${text}`, ''];
}

/** What tools printed may hold sequences that a terminal acts on; only line ends are left of all control characters. */
function printable(text: string): string {
  return text.replaceAll(/[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}
