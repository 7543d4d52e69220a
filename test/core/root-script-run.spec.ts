import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { INSTALLED_BY_PEOPLE, PROGRAMS } from '../../src/core/command';
import { composeScript, OPERATIONS_FOLDER } from '../../src/core/script';
import { canBeSkipped } from '../namespace/private-root';
import { type Ended, PrivateRoot } from '../sim/real-paths';
import { BAD_PATHS, type Everything, everythingOn, hardening, IDS, planOf, undoOf } from './root-script-plans';
import { changesIn, startedIn } from './root-script-trace';

const skipped = canBeSkipped();
const SECONDS = { timeout: 120_000 };
const LOG = `${OPERATIONS_FOLDER}/${IDS.operationId}.log`;
const STAMP = '/var/db/sudo/maya';

/** From the outermost to the one that holds the logs. */
const FOLDERS = OPERATIONS_FOLDER.split('/').map((_, at, parts) => parts.slice(0, at + 1).join('/')).slice(1); // prettier-ignore

/** What may be /bin/sh: dash here, bash as POSIX has it on a Mac. */
const SHELLS = { sh: '/bin/sh', bash: '/bin/bash --posix' } as const;
type Shell = keyof typeof SHELLS;
const SHELL_NAMES = Object.keys(SHELLS) as readonly Shell[];

let root: PrivateRoot;
let of: Everything;
let script: string;
beforeAll(async () => {
  if (skipped) return;
  of = await everythingOn('26.5');
  root = new PrivateRoot();
  await root.clearPlaces();
  const line = `printf '%s\\037' "$0" "$@" >>'${calls()}'; echo >>'${calls()}'`;
  const ofRoot = Object.entries(PROGRAMS).filter(
    ([name]) => !(INSTALLED_BY_PEOPLE as readonly string[]).includes(name),
  );
  await root.place(Object.fromEntries(ofRoot.map(([, path]) => [path, line])));
  script = composeScript(plan(), of.input.catalogue, { ...IDS, askedBy: process.pid, account: 'maya' });
}, 60_000);
afterAll(() => {
  if (!skipped) root.close();
});

const calls = (): string => join(root.shared, 'calls');

/** What a person gets who ticks everything, and a rule for each program with a bad name. */
const plan = () => {
  const rules = of.steps.filter(({ taskId }) => BAD_PATHS.some((path) => taskId === `firewall-rule:block:${path}`));
  return planOf([...hardening(of).steps, ...rules]);
};

/** Runs it at the real paths as root, after `arrange`, with the folder of sudo's timestamps as sudo-prompt leaves it. */
async function run(shell: Shell, text: string, arrange = ':', prefix = ''): Promise<Ended> {
  const file = join(root.shared, 'script');
  writeFileSync(file, text);
  rmSync(calls(), { force: true });
  const before = await root.run(
    `umount '${OPERATIONS_FOLDER}' 2>/dev/null; rm -rf /Library /elsewhere '${STAMP}'; mkdir -p '${STAMP}' /elsewhere; ${arrange}`,
  );
  expect(before.stderr).toBe('');
  return root.run(`exec ${prefix} ${SHELLS[shell]} '${file}'`);
}

/** The programs of the Mac that were called, each with its words. */
function called(): readonly (readonly string[])[] {
  try {
    const lines = readFileSync(calls(), 'utf8').split('\u001F\n');
    return lines.filter((line) => line !== '').map((line) => line.split('\u001F'));
  } catch {
    return [];
  }
}

function lastWord({ stdout, stderr, exitCode }: Ended): string {
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
  return /@@BATTEN [0-9a-f]{32} (.*)\n$/.exec(stdout)?.[1] ?? stdout;
}

describe.skipIf(skipped).each(SHELL_NAMES)('as root, at the real paths, under %s', (shell) => {
  it('calls exactly the programs of the plan, with exactly its words', SECONDS, async () => {
    expect(lastWord(await run(shell, script))).toBe(
      `DONE ${plan().steps.filter(({ root: one }) => one.length > 0).length}`,
    );
    const wanted = plan()
      .steps.filter(({ root: one }) => one.length > 0)
      .flatMap(({ recapture, root: commands }) => [...recapture.map(({ command }) => command), ...commands]);
    expect(called()).toEqual(wanted.map(({ program, args }) => [PROGRAMS[program], ...args]));
    expect(called().length).toBeGreaterThan(40);
  });

  it('leaves no folder of a sudo timestamp, and never removes one that holds something', SECONDS, async () => {
    expect(lastWord(await run(shell, script))).toMatch(/^DONE/);
    expect((await root.run(`[ ! -e '${STAMP}' ]`)).exitCode).toBe(0);
    expect(lastWord(await run(shell, script.replace(/-le \d+ \]/, '-le 1 ]')))).toBe('REFUSED expired');
    expect((await root.run(`[ ! -e '${STAMP}' ]`)).exitCode).toBe(0);
    expect(lastWord(await run(shell, script, `echo held >'${STAMP}/file'`))).toMatch(/^DONE/);
    expect((await root.run(`cat '${STAMP}/file'`)).stdout).toBe('');
    expect((await root.run(`read -r line <'${STAMP}/file' && echo "$line"`)).stdout).toBe('held\n');
  });

  it.each<readonly [string, string, string]>([
    ...FOLDERS.flatMap((folder, at) => {
      const above = FOLDERS[at - 1] ?? '/';
      const made = `mkdir -p '${above}'; `;
      return [
        [`a link to a folder stands at ${folder}`, `${made}ln -s /elsewhere '${folder}'`, 'log-is-a-link'],
        [`a link to nothing stands at ${folder}`, `${made}ln -s /elsewhere/none '${folder}'`, 'log-is-a-link'],
        [`a file stands at ${folder}`, `${made}: >'${folder}'`, 'no-log'],
        [`a FIFO stands at ${folder}`, `${made}mkfifo '${folder}'`, 'no-log'],
      ] as const;
    }),
    [
      'its log is a link to a file',
      `mkdir -p '${OPERATIONS_FOLDER}'; : >/elsewhere/file; ln -s /elsewhere/file '${LOG}'`,
      'log-is-a-link',
    ],
    [
      'its log is a link to nothing',
      `mkdir -p '${OPERATIONS_FOLDER}'; ln -s /elsewhere/none '${LOG}'`,
      'log-is-a-link',
    ],
    ['its log is a link to itself', `mkdir -p '${OPERATIONS_FOLDER}'; ln -s '${LOG}' '${LOG}'`, 'log-is-a-link'],
    ['its log is a folder', `mkdir -p '${LOG}'`, 'ran-before'],
    ['its log is a FIFO', `mkdir -p '${OPERATIONS_FOLDER}'; mkfifo '${LOG}'`, 'ran-before'],
    ['its log is there, and empty', `mkdir -p '${OPERATIONS_FOLDER}'; : >'${LOG}'`, 'ran-before'],
    [
      'its log is a second name of a file',
      `mkdir -p '${OPERATIONS_FOLDER}'; : >'${OPERATIONS_FOLDER}/x'; ln '${OPERATIONS_FOLDER}/x' '${LOG}'`,
      'ran-before',
    ],
    [
      'its folder may not be written',
      `mkdir -p '${OPERATIONS_FOLDER}'; mount -t tmpfs -o ro none '${OPERATIONS_FOLDER}'`,
      'no-log',
    ],
    [
      'its folder has no room for a file',
      `mkdir -p '${OPERATIONS_FOLDER}'; mount -t tmpfs -o nr_inodes=1 none '${OPERATIONS_FOLDER}'`,
      'no-log',
    ],
  ])('changes nothing when %s', SECONDS, async (_when, arrange, word) => {
    const look = `find /Library /elsewhere 2>/dev/null | sort; [ ! -s /elsewhere/file ] || echo written`;
    const ended = await run(shell, script, `${arrange}; { ${look}; } >'${root.shared}/before'`);
    const after = await root.run(look);
    // What mkdir says of a place that is taken goes to whoever started the script, and nothing else does.
    expect(ended.stderr.replaceAll(/^(?:\/bin\/)?mkdir: .*\n/gm, '')).toBe('');
    expect(lastWord({ ...ended, stderr: '' })).toBe(`REFUSED ${word}`);
    expect(called()).toEqual([]);
    expect(after.stdout).toBe(readFileSync(join(root.shared, 'before'), 'utf8'));
    expect((await root.run(`[ ! -e '${STAMP}' ]`)).exitCode).toBe(0);
  });
});

describe.skipIf(skipped)('a disk that has room for a log and for nothing in it', () => {
  it('is no place for a log: nothing is changed', SECONDS, async ({ skip }) => {
    skip(!script.includes('[ -s "$log" ]'), 'the script does not look at what it has written');
    const full = `mkdir -p '${OPERATIONS_FOLDER}'; mount -t tmpfs -o size=4k none '${OPERATIONS_FOLDER}'; head -c 4096 /dev/zero >'${OPERATIONS_FOLDER}/x'`;
    const ended = await run('sh', script, full);
    expect(lastWord({ ...ended, stderr: '' })).toBe('REFUSED no-log');
    expect(called()).toEqual([]);
  });
});

const noStrace = skipped || spawnSync('strace', ['-V']).status !== 0;

describe.skipIf(skipped)('in the eyes of the kernel', () => {
  it.each(SHELL_NAMES)('starts and writes nothing but what it says, under %s', SECONDS, async (shell) => {
    if (noStrace) {
      console.log('There is no strace here: what the scripts write is not traced.');
      expect(process.env['CI'] ?? '').not.toMatch(/^(1|true)$/i);
      return;
    }
    const trace = join(root.shared, 'trace');
    const answers = '/elsewhere';
    const waiting = { folder: answers, seconds: 1, undo: undoOf(plan(), of) };
    const seal = { uid: 501, head: 'ab'.repeat(32) };
    const options = { ...IDS, askedBy: process.pid, account: 'maya', seal, keep: waiting };
    const text = composeScript(plan(), of.input.catalogue, options);
    const strace = `/usr/bin/strace -f -qq -s 4096 -o '${trace}' -e trace=%file,%process,fchmod,fchown,ftruncate`;
    expect(lastWord(await run(shell, text, ':', strace))).toMatch(/^DONE/);
    const traced = readFileSync(trace, 'utf8');

    const programs: readonly string[] = Object.values(PROGRAMS);
    const started = new Set(startedIn(traced));
    const helpers = [...started].filter((path) => !programs.includes(path)).sort();
    expect(helpers.filter((path) => !HELPERS.includes(path))).toEqual([SHELLS[shell].split(' ')[0]]);
    expect(started.size).toBeGreaterThan(10);

    const changed = new Set(changesIn(traced).filter(({ path }) => path !== calls()).map(({ call, path }) => `${call} ${path}`)); // prettier-ignore
    const itsOwn = [
      ...FOLDERS.map((folder) => `mkdir ${folder}`),
      `open ${LOG}`,
      'open /dev/null',
      `rmdir ${STAMP}`,
      // bash looks for a terminal when it starts.
      'open /dev/tty',
    ];
    expect([...changed].filter((one) => !itsOwn.includes(one))).toEqual([]);
    for (const one of itsOwn.slice(0, -1)) expect([...changed]).toContain(one);
  });
});

const HELPERS = [
  ...['base64', 'head', 'id', 'tr'].map((name) => `/usr/bin/${name}`),
  ...['date', 'kill', 'mkdir', 'rmdir', 'sleep', 'sync'].map((name) => `/bin/${name}`),
];
