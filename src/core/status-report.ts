import { type Command, type CommandResult, isPrivate } from './command';
import type { Finding, FindingKind } from './finding';
import { becauseOf, observedIn } from './finding';
import type { Json } from './json';
import { findingOf } from './plan';
import type { Scan } from './scan';
import type { AnyTask, Area } from './task';

/** What `batten status --json` prints; `docs/schemas/batten.status-1.json` publishes its shape. */
export interface StatusReport {
  readonly schema: 'batten.status/1';
  /** ISO 8601, UTC. */
  readonly takenAt: string;
  readonly macos: { readonly version: string | null; readonly build: string | null };
  readonly tasks: readonly StatusTask[];
}

export interface StatusTask {
  readonly id: string;
  readonly area: Area;
  readonly title: string;
  readonly finding: FindingKind;
  readonly state?: Json;
  /** Why it is unknown, not applicable or noncompliant. */
  readonly reason?: string;
  readonly managed?: string;
  readonly notes?: readonly string[];
  readonly evidence: readonly {
    readonly command: string;
    readonly ended: CommandResult['kind'];
    readonly exitCode: number | null;
    readonly stdout: string;
    readonly stderr: string;
  }[];
}

/** The findings of a scan as the one object that scripts and reports read. */
export function statusReport(from: Scan, tasks: readonly AnyTask[]): StatusReport {
  const version = from.version.kind === 'read' ? from.version.value : undefined;
  return {
    schema: 'batten.status/1',
    takenAt: new Date(from.takenAt).toISOString(),
    macos: { version: version?.version ?? null, build: version?.build ?? null },
    tasks: tasks.map((task) => statusTask(task, from)),
  };
}

function statusTask(task: AnyTask, from: Scan): StatusTask {
  const finding = findingOf(from, task.id);
  const observed = observedIn(finding);
  const reason = reasonOf(finding);
  const evidence = from.tasks.find(({ taskId }) => taskId === task.id)?.evidence ?? [];
  return {
    id: task.id,
    area: task.area,
    title: task.title,
    finding: finding.kind,
    ...(observed === undefined ? {} : { state: observed.state }),
    ...(reason === undefined ? {} : { reason }),
    ...(observed?.managed === undefined ? {} : { managed: observed.managed }),
    ...(observed === undefined || observed.notes.length === 0 ? {} : { notes: observed.notes }),
    evidence: evidence.map(({ command, line, result }) => ({
      command: line,
      ended: result.kind,
      ...outputShown(command, result),
    })),
  };
}

/** Why a finding is not simply compliant, with the text that was not understood. */
export function reasonOf(finding: Finding): string | undefined {
  const because = becauseOf(finding);
  return finding.kind === 'unknown' && finding.seen !== undefined ? `${because}: “${finding.seen}”` : because;
}

/** What of a command's output may be shown: all of it, unless it may hold passwords or keys. */
export function outputShown(asked: Command, result: CommandResult): ReturnType<typeof outputOf> {
  const output = outputOf(result);
  if (!isPrivate(asked) || output.stdout === '') return output;
  return { ...output, stdout: `${output.stdout.length} characters, not shown: they may hold passwords` };
}

/** What a command printed; a command that did not end by itself has no exit code. */
function outputOf(result: CommandResult): {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
} {
  switch (result.kind) {
    case 'exited':
      return { exitCode: result.exitCode, stdout: result.stdout, stderr: result.stderr };
    case 'signalled':
      return { exitCode: null, stdout: result.stdout, stderr: result.stderr };
    case 'timed-out':
    case 'flooded':
    case 'cancelled':
      return { exitCode: null, stdout: '', stderr: '' };
    case 'not-started':
      return { exitCode: null, stdout: '', stderr: result.reason };
  }
}

/** The exit status of `batten status`: 1 when something is noncompliant, else 3 when something is unknown, else 0. */
export function statusExitCode(report: StatusReport): 0 | 1 | 3 {
  if (report.tasks.some(({ finding }) => finding === 'noncompliant')) return 1;
  return report.tasks.some(({ finding }) => finding === 'unknown') ? 3 : 0;
}
