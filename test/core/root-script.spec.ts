import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Command, command, INSTALLED_BY_PEOPLE, PROGRAMS } from '../../src/core/command';
import type { ChangePlan, PlannedStep } from '../../src/core/plan';
import { composeScript } from '../../src/core/script';
import { RELEASE_NAMES } from '../sim/machines';
import { fc } from './fixed-chance';
import { anyBatch, BAD_PATHS, type Everything, everythingOn, planOf, undoOf, VARIANTS } from './root-script-plans';
import { commandWords, NOT_IN_BASH_3_2, partsOfScript, plainWords, unquoted } from './root-script-text';

const SECONDS = { timeout: 120_000 };
const VARIANT_NAMES = Object.keys(VARIANTS);

let everything: readonly Everything[] = [];
beforeAll(async () => {
  everything = await Promise.all(RELEASE_NAMES.map((release) => everythingOn(release)));
}, 60_000);

function scriptOf(plan: ChangePlan, variant: string, of: Everything): string {
  const options = VARIANTS[variant]?.(undoOf(plan, of));
  if (options === undefined) throw new Error(`There is no script ${variant}`);
  return composeScript(plan, of.input.catalogue, options);
}

/** Each script once, of every single step on every release, and of a plan of all of them. */
function scriptsOfSteps(variant: string): ReadonlySet<string> {
  return new Set(
    everything.flatMap((of) => [
      ...of.steps.map((step) => scriptOf(planOf([step]), variant, of)),
      scriptOf(planOf(of.steps), variant, of),
    ]),
  );
}

/** Random batches of each release in turn, each handed over with its script in every shape. */
function forBatches(
  runs: number,
  check: (script: string, plan: ChangePlan, variant: string, of: Everything) => void,
): void {
  for (const of of everything) {
    fc.assert(
      fc.property(anyBatch(of), (plan) => {
        for (const variant of VARIANT_NAMES) check(scriptOf(plan, variant, of), plan, variant, of);
      }),
      { numRuns: runs },
    );
  }
}

/** What the lines of a script's steps must be, word for word. */
function linesOf(steps: readonly PlannedStep[], recaptures: boolean): readonly (readonly string[])[] {
  const words = ({ program, args }: Command): readonly string[] => [PROGRAMS[program], ...args];
  return steps
    .filter(({ root }) => root.length > 0)
    .flatMap((step, index) => [
      ['begin', `${index + 1}`],
      ...(recaptures ? step.recapture : []).map((one) => ['recapture', `${index + 1}`, one.key, ...words(one.command)]),
      ...step.root.map((one, at) => ['run', `${index + 1}`, `${at + 1}`, ...words(one)]),
      ['end', `${index + 1}`],
    ]);
}

/** The helpers of the script itself: programs of macOS by absolute path, and what the shell brings along. */
const HELPERS = [
  ...['base64', 'head', 'id', 'tr'].map((name) => `/usr/bin/${name}`),
  ...['date', 'kill', 'mkdir', 'rmdir', 'sleep', 'sync'].map((name) => `/bin/${name}`),
];
const BUILT_IN = [':', '[', 'cd', 'exit', 'export', 'printf', 'return', 'set', 'shift', 'trap', 'umask', 'unset'];

describe('what root is given to run', () => {
  it('covers every task, its parts, every pair of states and every release', () => {
    expect(everything.map(({ release }) => release)).toEqual(RELEASE_NAMES);
    for (const { steps } of everything) {
      expect(steps.filter(({ root }) => root.length > 0).length).toBeGreaterThan(100);
      expect(steps.filter(({ taskId }) => taskId.startsWith('firewall-rule:')).length).toBeGreaterThan(200);
      expect(steps.filter(({ taskId }) => taskId.startsWith('binding:'))).toHaveLength(8);
    }
    console.log(
      `Steps of root scripts: ${everything.flatMap(({ steps }) => steps).length} on ${everything.length} releases.`,
    );
  });

  it.each(VARIANT_NAMES)('is, word by word, what the plan says, in its order: a script %s', SECONDS, (variant) => {
    forBatches(12, (script, plan, one, of) => {
      if (one !== variant) return;
      const isKept = VARIANTS[variant]?.(plan).keep !== undefined;
      const wanted = [...linesOf(plan.steps, true), ...(isKept ? linesOf(undoOf(plan, of).steps, false) : [])];
      expect(partsOfScript(script).steps.map((line) => plainWords(line) ?? line)).toEqual(wanted);
    });
  });

  it.each(VARIANT_NAMES)('changes nothing else in the script: %s', SECONDS, (variant) => {
    const frames = new Set<string>();
    for (const script of scriptsOfSteps(variant)) frames.add(partsOfScript(script).frame);
    forBatches(8, (script, _plan, one) => {
      if (one === variant) frames.add(partsOfScript(script).frame);
    });
    expect([...frames]).toHaveLength(1);
  });

  it('is never a program that a person can exchange', () => {
    for (const program of INSTALLED_BY_PEOPLE) {
      const step = { taskId: 'x', before: true, after: false, root: [command(program, 'x')], user: [], recapture: [] };
      const [of] = everything;
      expect(() => of && scriptOf(planOf([step]), VARIANT_NAMES[0] ?? '', of)).toThrow(/never runs as root/);
    }
  });

  it('stands in a script that says everything else in comments', SECONDS, () => {
    forBatches(8, (script) => {
      for (const line of partsOfScript(script).comments) expect(line).toMatch(/^#[\x20-\x7e]*$/);
      // No other blank and no other end of a line than those that sh and a person see alike.
      expect(script.replaceAll(/'[^']*'/g, '')).toMatch(/^[\x20-\x7e\n]*$/);
    });
  });
});

describe('the script around it', () => {
  it.each(VARIANT_NAMES)('starts nothing but helpers of macOS by absolute path: %s', (variant) => {
    for (const of of everything) {
      const { frame } = partsOfScript(scriptOf(planOf([]), variant, of));
      const text = unquoted(frame);
      const functions = [...text.matchAll(/^(\w+)\(\) \{$/gm)].map(([, name]) => name ?? '');
      const called = new Set(commandWords(text).filter((word) => !/^\w+\(\)$/.test(word)));
      // The one program that it hands over to what a step has put into its parameters.
      const known = [...HELPERS, ...BUILT_IN, ...functions, 'VALUE'];
      expect([...called].filter((word) => !known.includes(word))).toEqual([]);
      expect([...called].filter((word) => word.startsWith('/')).length).toBeGreaterThan(5);
      const paths: readonly string[] = text.match(/(?<![\w.:"'])\/[A-Za-z][\w./-]*/g) ?? [];
      expect(paths.filter((path) => !HELPERS.includes(path) && path !== '/dev/null' && path !== '/bin/sh')).toEqual(
        ['/usr/bin', '/bin', '/usr/sbin', '/sbin'].filter((path) => paths.includes(path)),
      );
    }
  });
});

describe('every script', () => {
  const shells = [['/bin/sh'], ['dash'], ['bash', '--posix']].map(([program = '', ...words]) => ({
    program,
    words,
    isHere: spawnSync(program, ['-c', ':']).status === 0,
  }));

  it('is sound for sh, for dash, and for bash as it is /bin/sh on a Mac', SECONDS, () => {
    const missing = shells.filter(({ isHere }) => !isHere).map(({ program }) => program);
    if (missing.length > 0) console.log(`The scripts are not parsed by ${missing.join(', ')}, which is not here.`);
    if (process.platform === 'linux' && /^(1|true)$/i.test(process.env['CI'] ?? '')) expect(missing).toEqual([]);
    const scripts = VARIANT_NAMES.flatMap((variant) => [...scriptsOfSteps(variant)]);
    forBatches(6, (script) => scripts.push(script));
    inFolder(scripts, (files) => {
      for (const { program, words } of shells.filter(({ isHere }) => isHere)) {
        const loop = 'shell=$1 option=$2; shift 2; for file; do "$shell" $option -n "$file" || echo "$file"; done';
        const { stdout, stderr } = spawnSync('/bin/sh', ['-c', loop, 'sh', program, words.join(' '), ...files], {
          encoding: 'utf8',
        });
        expect([program, stdout, stderr]).toEqual([program, '', '']);
      }
    });
    console.log(`Scripts that three shells have parsed: ${new Set(scripts).size}.`);
  });

  it('has nothing in it that shellcheck objects to', SECONDS, () => {
    if (spawnSync('shellcheck', ['--version']).status !== 0) {
      console.log('There is no shellcheck here: the scripts are not checked with it.');
      expect(process.env['CI'] ?? '').not.toMatch(/^(1|true)$/i);
      return;
    }
    const isBad = ({ taskId }: PlannedStep): boolean => BAD_PATHS.some((path) => taskId.endsWith(path));
    const plain = VARIANT_NAMES.filter((name) => !name.includes('badly'));
    // The releases differ in few commands: all of them in one shape, and the oldest and the newest in every shape.
    const withPlainValues = everything.flatMap((of, at) =>
      plain
        .slice(0, at === 0 || at === everything.length - 1 ? undefined : 1)
        .map((variant) => scriptOf(planOf(of.steps.filter((step) => !isBad(step))), variant, of)),
    );
    expect(objections(withPlainValues)).toBe('');
    // Two notes doubt that what looks like an expansion or an escape is meant to stand in quotes: it is.
    const scripts: string[] = [];
    forBatches(1, (script, _plan, variant) => void (plain.includes(variant) || scripts.push(script)));
    expect(objections(scripts, '--exclude=SC2016,SC1003')).toBe('');
  });

  it('is written in what bash 3.2 and POSIX have in common', SECONDS, () => {
    const found: string[] = [];
    const look = (script: string): void => {
      const text = unquoted(script);
      for (const [what, pattern] of Object.entries(NOT_IN_BASH_3_2)) if (pattern.test(text)) found.push(what);
    };
    for (const variant of VARIANT_NAMES) for (const script of scriptsOfSteps(variant)) look(script);
    forBatches(4, look);
    expect([...new Set(found)]).toEqual([]);
  });
});

/** What shellcheck says of the scripts; empty where it is content. */
function objections(scripts: readonly string[], ...words: readonly string[]): string {
  let said = 'shellcheck was not run';
  inFolder(scripts, (files) => {
    const all = ['--shell=sh', '--format=gcc', ...words, ...files];
    const { stdout, stderr } = spawnSync('shellcheck', all, { encoding: 'utf8' });
    said = `${stdout}${stderr}`;
  });
  return said;
}

function inFolder(scripts: readonly string[], act: (files: readonly string[]) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'batten-scripts-'));
  try {
    const files = [...new Set(scripts)].map((script, at) => {
      const file = join(folder, `${at}.sh`);
      writeFileSync(file, script);
      return file;
    });
    act(files);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
