import type { TaskRow } from '../../src/core/snapshot';
import type { FileDiff, PlanPreview, PlanRow } from '../../src/shared/ipc-contract';
import { detailOf } from './fixtures';
import { fixtureTask } from './task-fixtures';

const PREAMBLE = `#!/bin/sh
# Batten, operation 5d1c0b6a9f3e4d2c8b7a6f5e4d3c2b1a
# Changes nothing after 2026-11-22T11:05:00.000Z, when run twice, or when not run as root.
PATH=/usr/bin:/bin:/usr/sbin:/sbin
export PATH
unset BASH_ENV ENV CDPATH GLOBIGNORE
umask 022
cd / || exit 0

log_folder='/Library/Application Support/app.batten.Batten/operations'

mark() {
  printf '@@BATTEN 9b2f %s\\n' "$1"
}
begin() {
  failed=''
  mark "BEGIN $1"
}
[ "$(/usr/bin/id -u)" = 0 ] || refuse not-root
[ "$(/bin/date +%s)" -le 1795000000 ] || refuse expired`.split('\n');

let plans = 0;

/** A part of a task: the binding of one service in a Compose file, or one rule of the firewall. */
function partRow(id: string): PlanRow {
  const [kind = '', , path = ''] = id.split(':');
  const isRule = kind === 'firewall-rule';
  const name = isRule ? (path.split('/').at(-1) ?? '') : (id.split('#')[1] ?? '');
  const restarts = kind === 'binding';
  const other = id.replace(/^[a-z-]+/, restarts ? 'binding-file' : 'binding');
  return {
    taskId: id,
    title: isRule ? `Change the firewall’s rule for ${name}` : `Let ${name} listen on this Mac only`,
    name: isRule ? `Firewall rule for ${name}` : `Binding of ${name}`,
    risk: 'interrupts',
    now: isRule ? 'Allowed' : 'Open to other devices',
    after: isRule ? 'Blocked' : restarts ? 'This Mac only' : 'Closed in the file, open until it starts anew',
    cost: 'Other devices can no longer connect to it directly.',
    needsRoot: isRule,
    userCommands:
      isRule || !restarts
        ? []
        : [`/usr/local/bin/docker compose -p stack --project-directory /Users/mia/stack up -d ${name}`],
    files: isRule ? [] : [diffOf(name)],
    guarded: false,
    guards: [],
    ...(isRule ? {} : { restart: { now: restarts, other } }),
  };
}

const PORTS: Readonly<Record<string, string>> = { planka: '3100:1337', postgres: '5432:5432', mattermost: '8065:8065' };

/** What changes in the Compose file for one service. */
function diffOf(service: string): FileDiff {
  const number = 12 + service.length * 3;
  const ports = PORTS[service] ?? '4000:4000';
  return {
    path: '/Users/mia/stack/compose.yml',
    lines: [
      { kind: 'old', number, text: `      - "${ports}"` },
      { kind: 'new', number, text: `      - "127.0.0.1:${ports}"` },
    ],
  };
}

/** What the main process would answer: rows for what can be changed, the rest by hand or left out with its reason. */
export function previewOf(
  purpose: PlanPreview['purpose'],
  tasks: readonly TaskRow[],
  of?: number,
  parts: readonly string[] = [],
): PlanPreview {
  const lines = [...PREAMBLE];
  const undo = [...PREAMBLE];
  const changing = tasks.filter(
    ({ finding, byCommand }) => byCommand && (purpose === 'rollback' || finding.kind === 'noncompliant'),
  );
  const ofTasks = changing.map((row, index): PlanRow => {
    const { words, cost } = fixtureTask(row.id);
    const [before, after] = purpose === 'apply' ? words : ([words[1], words[0]] as const);
    const person = row.id === 'airdrop';
    const block = (to: string): string[] => [
      '',
      `# ${index + 1}. ${row.name}: ${to}`,
      `begin ${index + 1}`,
      `run ${index + 1} 1 /bin/launchctl ${to.toLowerCase() === 'on' ? 'enable' : 'disable'} system/com.example.${row.id}`,
      `end ${index + 1}`,
    ];
    const at = [lines.length + 2, lines.length + 5] as const;
    const undoAt = [undo.length + 2, undo.length + 5] as const;
    if (!person) {
      lines.push(...block(after));
      undo.push(...block(before));
    }
    return {
      taskId: row.id,
      title: row.title,
      name: row.name,
      risk: row.risk,
      now: before,
      after,
      cost,
      needsRoot: !person,
      files: [],
      userCommands: person ? ['/usr/bin/defaults write com.apple.sharingd DiscoverableMode -string Off'] : [],
      guarded: purpose === 'apply' && row.risk === 'locks-out',
      guards: [],
      ...(person ? {} : { scriptLines: at, undoLines: undoAt }),
    };
  });
  const rows = [...ofTasks, ...parts.map(partRow)];
  const root = rows.some(({ needsRoot }) => needsRoot);
  plans += 1;
  return {
    planId: `plan-${plans}`,
    purpose,
    ...(of === undefined ? {} : { of }),
    rows,
    byHand: tasks
      .filter(({ finding, byCommand }) => !byCommand && finding.kind === 'noncompliant')
      .map(({ id, name }) => {
        const { words } = fixtureTask(id);
        const hand = detailOf(id).byHand ?? { steps: ['Open System Settings.'] };
        return { taskId: id, name, now: words[0], after: words[1], ...hand };
      }),
    leftOut:
      purpose === 'rollback'
        ? []
        : tasks
            .filter(({ finding }) => finding.kind !== 'noncompliant')
            .map(({ id, name, finding }) => ({
              taskId: id,
              name,
              because: finding.kind === 'unknown' ? `cannot be read: ${finding.reason}` : 'already as wanted',
            })),
    script: root ? `${[...lines, '', 'mark "DONE"', 'exit 0'].join('\n')}\n` : '',
    undoScript: root ? `${[...undo, '', 'mark "DONE"', 'exit 0'].join('\n')}\n` : '',
    scriptSha256: root ? '3f9a5c0e7b1d4a2688c0ffee1234567890abcdef1234567890abcdef12345678' : '',
    asksForPassword: root,
    needsConfirmation: rows.some(({ guarded }) => guarded),
    expiresAt: Date.now() + 300_000,
  };
}
