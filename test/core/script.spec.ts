import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { command, PROGRAMS } from '../../src/core/command';
import { type ChangePlan, needsRoot } from '../../src/core/plan';
import { composeScript } from '../../src/core/script';
import { quote } from '../../src/core/shell-words';
import { TASKS } from '../../src/tasks';
import { RELEASE_NAMES } from '../sim/machines';
import { EMPTY, pairsOf, planningOn, planThrough, statesOf } from './every-change';
import { fc } from './fixed-chance';

const IDS = { operationId: '0123456789abcdef'.repeat(2), nonce: 'fedcba9876543210'.repeat(2), deadline: 1_764_000_000 };
const PLAN: ChangePlan = {
  ...EMPTY,
  steps: [
    {
      taskId: 'firewall-stealth',
      before: { on: false },
      after: { on: true },
      root: [command('socketfilterfw', '--setstealthmode', 'on')],
      user: [],
      recapture: [{ key: 'stealth', command: command('socketfilterfw', '--getstealthmode') }],
    },
    {
      taskId: 'airdrop',
      before: 'Everyone',
      after: 'Contacts Only',
      root: [],
      user: [command('defaults', 'write', 'com.apple.sharingd', 'DiscoverableMode', '-string', 'Contacts Only')],
      recapture: [],
    },
  ],
};

describe('the script of a plan', () => {
  it('is, word for word, what a person is shown', () => {
    expect(composeScript(PLAN, TASKS, { ...IDS, askedBy: 4711, account: 'maya' })).toMatchInlineSnapshot(`
      "#!/bin/sh
      # Batten, operation 0123456789abcdef0123456789abcdef
      # Changes nothing after 2025-11-24T16:00:00.000Z, when run twice, or when not run as root.
      PATH=/usr/bin:/bin:/usr/sbin:/sbin
      export PATH
      unset BASH_ENV ENV CDPATH GLOBIGNORE
      IFS=' 	
      '
      umask 022
      LC_ALL=C
      export LC_ALL
      cd / || exit 0
      # Once begun, the batch is carried to its end, even if nobody listens any more.
      trap '' HUP PIPE

      log='/Library/Application Support/app.batten.Batten/operations/0123456789abcdef0123456789abcdef.log'
      log_open=''
      way=''

      mark() {
        [ -z "$log_open" ] || printf '%s\\n' "$1" >>"$log"
        printf '@@BATTEN fedcba9876543210fedcba9876543210 %s\\n' "$1" 2>/dev/null
      }
      encode() {
        printf '%s' "$1" | /usr/bin/head -c 16384 | /usr/bin/base64 | /usr/bin/tr -d '\\n'
      }
      tidy() {
        /bin/rmdir '/var/db/sudo/maya' 2>/dev/null
      }
      refuse() {
        mark "REFUSED $1"
        tidy
        exit 0
      }
      begin() {
        failed=''
        mark "\${way}BEGIN $1"
      }
      recapture() {
        step=$1 key=$2
        shift 2
        output=$("$@" 2>&1 </dev/null)
        mark "BEFORE $step $key $? $(encode "$output")"
      }
      run() {
        step=$1 at=$2
        shift 2
        [ -z "$failed" ] || return 0
        output=$("$@" 2>&1 </dev/null)
        code=$?
        [ "$code" -eq 0 ] || failed=yes
        mark "\${way}COMMAND $step $at $code $(encode "$output")"
      }
      end() {
        mark "\${way}END $1 \${failed:-no}"
      }

      [ "$(/usr/bin/id -u)" = 0 ] || refuse not-root
      [ "$(/bin/date +%s)" -le 1764000000 ] || refuse expired
      /bin/kill -0 4711 2>/dev/null || refuse asker-gone
      for folder in '/Library' '/Library/Application Support' '/Library/Application Support/app.batten.Batten' '/Library/Application Support/app.batten.Batten/operations'; do
        [ ! -L "$folder" ] || refuse log-is-a-link
        [ -d "$folder" ] || /bin/mkdir -m 755 "$folder" || refuse no-log
      done
      [ ! -L "$log" ] || refuse log-is-a-link
      [ ! -e "$log" ] || refuse ran-before
      (set -C && : >"$log") 2>/dev/null || refuse no-log
      log_open=yes
      mark "BEGUN $(/bin/date +%s)"
      # A full disk can hold the name of a log and nothing in it.
      [ -s "$log" ] || refuse no-log
      /bin/sync

      # 1. Stealth mode: Off -> On
      begin 1
      recapture 1 stealth /usr/libexec/ApplicationFirewall/socketfilterfw --getstealthmode
      run 1 1 /usr/libexec/ApplicationFirewall/socketfilterfw --setstealthmode on
      end 1

      tidy
      mark "DONE 1"
      /bin/sync
      exit 0

      # Afterwards, as you and not as root:
      #   /usr/bin/defaults write com.apple.sharingd DiscoverableMode -string 'Contacts Only'
      "
    `);
  });

  it('names no asker and touches no timestamp where a person runs it', () => {
    const script = composeScript(PLAN, TASKS, IDS);
    expect(script).not.toContain('asker-gone');
    expect(script).not.toContain('rmdir');
  });

  it('takes no account name, process or id that is more than that', () => {
    for (const account of ['../../etc', 'a b', "x'y", '$(id)', '-rf', '', 'ä', 'a'.repeat(65), 'a\nb']) {
      expect(composeScript(PLAN, TASKS, { ...IDS, account })).not.toContain('rmdir');
    }
    expect(composeScript(PLAN, TASKS, { ...IDS, askedBy: 12.9 })).toContain('/bin/kill -0 12 ');
    for (const id of [
      '',
      'xyz',
      `${IDS.nonce}0`,
      IDS.nonce.toUpperCase(),
      `${IDS.nonce.slice(1)};`,
      `${IDS.nonce}\n`,
    ]) {
      expect(() => composeScript(PLAN, TASKS, { ...IDS, nonce: id })).toThrow();
      expect(() => composeScript(PLAN, TASKS, { ...IDS, operationId: id })).toThrow();
    }
  });
});

describe('quoting', () => {
  const text = fc
    .oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.string({ unit: fc.constantFrom(...`'"\\$\`!*?[]{}()<>|&;#~ \n\t\r-=%`.split('')) }),
    )
    .map((one) => Buffer.from(one.replaceAll('\0', '')).toString());

  // Proves P10: Any text, quoted, comes out of a real shell as it went in.
  it('gives back through a real shell exactly what it was given', () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 50 }), (texts) => {
        const input = `printf '%s\\0' ${texts.map(quote).join(' ')}\n`;
        const { stdout, stderr } = spawnSync('/bin/sh', { input, encoding: 'utf8' });
        expect(stderr).toBe('');
        expect(stdout.split('\0').slice(0, -1)).toEqual(texts);
      }),
      { numRuns: 60 },
    );
  });
});

describe('every script of every change of every task', () => {
  it('knows the states of every task', () => {
    // What has parts is never written as a whole, and the states of defence tools are lists that nothing writes.
    const listed = TASKS.filter((task) => task.parts === undefined && task.id !== 'defence-tools');
    for (const task of listed) expect([task.id, statesOf(task).length > 1]).toEqual([task.id, true]);
  });

  // Proves P10: Every script of every change starts nothing but programs of the closed table.
  it('is sound for sh, and starts nothing but programs of the closed table', { timeout: 120_000 }, async () => {
    const scripts = new Set<string>();
    for (const release of RELEASE_NAMES) {
      const input = await planningOn(release);
      for (const task of TASKS) {
        for (const pair of pairsOf(task)) scripts.add(composeScript(planThrough(task, [pair], input), TASKS, IDS));
      }
    }
    expect(scripts.size).toBeGreaterThan(90);
    for (const script of scripts) {
      expect([spawnSync('/bin/sh', ['-n'], { input: script, encoding: 'utf8' }).stderr, script]).toEqual(['', script]);
      expectClosed(script);
    }
    console.log(`Scripts of single changes that sh has parsed: ${scripts.size}.`);
  });

  it('has nothing in it that shellcheck objects to', { timeout: 120_000 }, async () => {
    const version = spawnSync('shellcheck', ['--version'], { encoding: 'utf8' });
    if (version.status !== 0) {
      console.log('There is no shellcheck here: the scripts are not checked with it.');
      expect(process.env['CI'] ?? '').not.toMatch(/^(1|true)$/i);
      return;
    }
    const folder = mkdtempSync(join(tmpdir(), 'batten-scripts-'));
    const inputs = await Promise.all(RELEASE_NAMES.map(planningOn));
    const scripts = new Set(
      inputs.flatMap((input) =>
        TASKS.map((task) => planThrough(task, pairsOf(task), input))
          .filter(needsRoot)
          .map((plan) => composeScript(plan, TASKS, { ...IDS, askedBy: 1, account: 'maya' })),
      ),
    );
    const files = [...scripts].map((script, at) => {
      const file = join(folder, `${at}.sh`);
      writeFileSync(file, script);
      return file;
    });
    const { stdout, status } = spawnSync('shellcheck', ['--shell=sh', '--format=gcc', ...files], { encoding: 'utf8' });
    rmSync(folder, { recursive: true });
    expect([stdout, status]).toEqual(['', 0]);
  });
});

const HELPERS = [
  '/bin/date',
  '/bin/kill',
  '/bin/mkdir',
  '/bin/rmdir',
  '/bin/sync',
  '/usr/bin/base64',
  '/usr/bin/head',
  '/usr/bin/id',
  '/usr/bin/tr',
];

/** Files that commands name; everything else with a path is a program. */
const FILES =
  /^\/(System\/Library\/LaunchDaemons\/[\w.]+\.plist|Library\/Preferences\/SystemConfiguration\/com\.apple\.smb\.server)$/;

/** Outside comments, and the lines about the search path and the log, every absolute path is a program of the table or a helper. */
function expectClosed(script: string): void {
  const programs: readonly string[] = Object.values(PROGRAMS);
  const lines = script.split('\n').filter((line) => !/^(#|PATH=|log=|for folder in )/.test(line));
  for (const line of lines.filter((one) => /^(run|recapture) /.test(one))) {
    expect(line).toMatch(/^(run \d+ \d+|recapture \d+ [A-Za-z]+) \/[A-Za-z0-9 _./:'-]+$/);
    expect(programs).toContain(line.split(' ')[3]);
  }
  const paths = lines.flatMap((line) => line.match(/(?<![\w.:])\/[A-Za-z][\w./-]*/g) ?? []);
  const known = [...programs, ...HELPERS, '/dev/null'];
  expect(paths.filter((path) => !known.includes(path) && !FILES.test(path))).toEqual([]);
}
