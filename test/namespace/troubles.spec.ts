import { beforeAll, describe, expect, it } from 'vitest';
import { buildCli } from '../../scripts/build.mjs';
import { type Command, commandKey, type Program, PROGRAMS } from '../../src/core/command';
import type { StatusTask } from '../../src/core/status-report';
import { DEFAULT_POLICY } from '../../src/core/policy';
import { TASKS } from '../../src/tasks';
import { inGerman } from '../sim/faults';
import { hardenedMac } from '../sim/machines';
import { type Answer, answerOf, AnsweringMac, questionsFor, type Status } from './answering-mac';
import { canBeSkipped } from './private-root';

const skipped = canBeSkipped();
/** Every task applies to macOS 14 and is as wanted on this Mac, so that whatever goes wrong has something green to hide. */
const STATE = hardenedMac('14.6');
const ASKED = [...questionsFor(STATE).values()];
const NAMES = (Object.keys(PROGRAMS) as Program[]).filter((name) => ASKED.some(({ program }) => program === name));
/** What cannot be told without knowing which macOS this is. */
const DEPEND_ON_VERSION = ['firewall-logging', 'smb-guest-access'];
/** Of what system_profiler says about the firewall only these are words; the rest are names that no language changes. */
const YES_AND_NO = ['firewall-stealth', 'firewall-logging'];

/** What is asked only because of other answers or of the policy, and the tasks that cannot do without. */
const ASKED_LATER: Readonly<Partial<Record<Program, readonly string[]>>> = {
  curl: ['tunnel-origins'],
  docker: ['tunnel-origins'],
  ls: ['firewall-allow-list'],
};

let before: readonly StatusTask[] = [];

beforeAll(async () => {
  if (skipped) return;
  await buildCli({ log: () => undefined });
  const mac = await AnsweringMac.create();
  mac.answer(STATE);
  const { report, exitCode } = await mac.status();
  mac.close();
  before = report.tasks;
  expect(exitCode).toBe(0);
  expect(report.tasks.filter(({ finding }) => finding !== 'compliant').map(({ id }) => id)).toEqual([
    'firewall-block-all',
  ]);
}, 60_000);

/** Every program at once, each in trouble on a computer of its own: a program that hangs takes time and no power. */
async function eachInTrouble(
  arrange: (mac: AnsweringMac, program: Program) => void | Promise<void>,
  programs: readonly Program[] = NAMES,
): Promise<readonly (readonly [Program, Status])[]> {
  return Promise.all(
    programs.map(async (program) => {
      const mac = await AnsweringMac.create();
      mac.answer(STATE);
      await arrange(mac, program);
      const status = await mac.status();
      mac.close();
      return [program, status] as const;
    }),
  );
}

/** Who forces a setting is only a note. */
function isNote({ program }: Command): boolean {
  return program === 'osascript';
}

/** Tasks that ask one of these questions for more than a note. */
function tasksAsking(isAsked: (one: Command) => boolean): readonly string[] {
  const facts = { version: { kind: 'read', value: { version: '14.6', build: '', major: 14, minor: 6 } } } as const;
  return TASKS.filter((task) =>
    Object.values(task.probe({ ...facts, asRoot: false }, DEFAULT_POLICY)).some((one) => !isNote(one) && isAsked(one)),
  ).map(({ id }) => id);
}

function expectUnknown(status: Status, ids: readonly string[], where: string): void {
  const counted = ids.filter((id) => id !== 'firewall-block-all');
  const findings = status.report.tasks.map(({ id, finding }) => [id, finding]);
  const expected = before.map(({ id, finding }) => [id, counted.includes(id) ? 'unknown' : finding]);
  expect([where, findings]).toEqual([where, expected]);
  for (const task of status.report.tasks) {
    const first = before.find(({ id }) => id === task.id);
    if (!ids.includes(task.id)) expect([where, task.id, task.state]).toEqual([where, task.id, first?.state]);
    else
      expect([where, task.id, task.finding === 'unknown' ? task.reason !== '' : true]).toEqual([where, task.id, true]);
  }
  expect([where, status.exitCode]).toEqual([where, counted.length > 0 ? 3 : 0]);
}

const dependents = (program: Program): readonly string[] =>
  program === 'sw_vers'
    ? DEPEND_ON_VERSION
    : [...tasksAsking((one) => one.program === program), ...(ASKED_LATER[program] ?? [])];

describe.skipIf(skipped)('batten status, when one program at its real path', () => {
  it('is missing', { timeout: 60_000 }, async () => {
    for (const [program, status] of await eachInTrouble((mac, missing) => mac.remove(missing))) {
      expectUnknown(status, dependents(program), `${program} is missing`);
      // Nobody has to have Docker: only the sockets of its engine ask for it, and that is what is said.
      if (program === 'docker') continue;
      expect([
        program,
        status.stdout.includes(`${PROGRAMS[program]} could not be started: there is no such program on this computer`),
      ]).toEqual([program, true]);
    }
  });

  it('hangs and ignores that it is asked to end', { timeout: 60_000 }, async () => {
    const hang = `trap '' TERM INT HUP\nwhile :; do /usr/bin/sleep 600; done`;
    for (const [program, status] of await eachInTrouble((mac, hanging) => mac.behave(hanging, hang))) {
      expectUnknown(status, dependents(program), `${program} hangs`);
      expect([program, status.stdout.includes(`${PROGRAMS[program]} did not answer in 5 s`)]).toEqual([program, true]);
      // Five seconds for a command, twice if the version is not told, and time to start on a busy computer.
      expect(status.tookMs).toBeLessThan(16_000);
    }
  });

  it('prints gigabytes', { timeout: 60_000 }, async () => {
    const flood = 'exec /usr/bin/head -c 8000000000 /dev/zero';
    for (const [program, status] of await eachInTrouble((mac, flooding) => mac.behave(flooding, flood))) {
      expectUnknown(status, dependents(program), `${program} floods`);
      expect([
        program,
        status.stdout.includes(`${PROGRAMS[program]} printed more than 1024 KB and was stopped`),
      ]).toEqual([program, true]);
      expect(status.stdout.length).toBeLessThan(1_000_000);
    }
  });

  it('speaks German', { timeout: 60_000 }, async () => {
    const german = (one: Command): Answer => {
      const { exitCode, stdout, stderr } = answerOf(STATE, one);
      return { exitCode, stdout: inGerman(stdout), stderr: inGerman(stderr) };
    };
    const translated = ASKED.filter((one) => {
      const [said, is] = [german(one), answerOf(STATE, one)];
      return said.stdout !== is.stdout || said.stderr !== is.stderr;
    });
    const speaking = NAMES.filter((name) => translated.some(({ program }) => program === name));
    expect(speaking).toEqual(expect.arrayContaining(['csrutil', 'launchctl', 'ls', 'nfsd', 'socketfilterfw']));
    const all = await eachInTrouble((mac, program) => {
      const answers = translated.filter((one) => one.program === program).map((one) => [one, german(one)] as const);
      mac.answer(STATE, answers);
    }, speaking);
    for (const [program, status] of all) {
      const keys = translated.filter((one) => one.program === program).map(commandKey);
      const asking = tasksAsking((one) => keys.includes(commandKey(one)));
      const confused = program === 'system_profiler' ? asking.filter((id) => YES_AND_NO.includes(id)) : asking;
      expectUnknown(status, confused, `${program} speaks German`);
    }
  });
});

describe.skipIf(skipped)('batten status on macOS 26, which asks sysadminctl as well', () => {
  it('calls its task unknown when it is missing, and nothing else', { timeout: 60_000 }, async () => {
    expect(NAMES).not.toContain('sysadminctl');
    const mac = await AnsweringMac.create();
    mac.answer(hardenedMac('26.5'));
    await mac.remove('sysadminctl');
    const { report, exitCode } = await mac.status();
    mac.close();
    expect(report.tasks.filter(({ finding }) => finding === 'unknown').map(({ id }) => id)).toEqual([
      'smb-guest-access',
    ]);
    expect(exitCode).toBe(3);
  });
});

describe.skipIf(skipped)('batten status, when every program at its real path', () => {
  it('hangs, still ends within its time and calls everything unknown', { timeout: 60_000 }, async () => {
    const mac = await AnsweringMac.create();
    mac.answer(STATE);
    for (const program of NAMES) mac.behave(program, 'exec /usr/bin/sleep 600');
    const status = await mac.status();
    mac.close();
    expectUnknown(
      status,
      TASKS.map(({ id }) => id),
      'everything hangs',
    );
    expect(status.tookMs).toBeLessThan(18_000);
  });

  it(
    'is missing, as on a computer that is not a Mac, calls everything unknown at once',
    { timeout: 60_000 },
    async () => {
      const mac = await AnsweringMac.create();
      for (const program of NAMES) await mac.remove(program);
      const status = await mac.status();
      mac.close();
      expectUnknown(
        status,
        TASKS.map(({ id }) => id),
        'everything is missing',
      );
      expect(status.report.macos).toEqual({ version: null, build: null });
      expect(status.tookMs).toBeLessThan(5_000);
    },
  );
});
