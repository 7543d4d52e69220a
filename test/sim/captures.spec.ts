import { describe, expect, it } from 'vitest';
import { command, PROGRAMS } from '../../src/core/command';
import { type Capture, LEFT_OUT } from './captures';
import { BINDING_CAPTURES } from './captures-bindings';
import { FIREWALL_CAPTURES } from './captures-firewall';
import { SERVICE_CAPTURES } from './captures-services';
import { fixture, fixtureIndex, haveFixtures } from './fixtures';
import { stockMac } from './machines';
import { runProgram } from './run-program';

/** Too many labels of too many vendors to be written down again. */
const LONG_LIST = 'print-disabled_sshd-absent_smbd-disabled_appleFileServer-enabled.txt';

const TABLES = { firewall: FIREWALL_CAPTURES, services: SERVICE_CAPTURES, bindings: BINDING_CAPTURES };

describe.skipIf(!haveFixtures())('the simulated Mac prints what a real one printed', () => {
  for (const [folder, table] of Object.entries(TABLES)) {
    for (const [file, capture] of Object.entries(table)) {
      it(`${folder}/${file}`, () => {
        const printed = play(capture);
        expect(printed.exitCode).toBe(capture.exitCode ?? 0);
        compare(printed.text, fixture(`${folder}/${file}`), capture);
      });
    }
  }

  it(`services/${LONG_LIST}, once its labels are the Mac's`, () => {
    const captured = fixture(`services/${LONG_LIST}`);
    const services = [...captured.matchAll(/^\t\t"(.*)" => (enabled|disabled)$/gm)].map(([, label = '', override]) => {
      return [label, { loaded: false, override: override as 'enabled' | 'disabled', submittedBySmd: false }] as const;
    });
    const on = { ...stockMac('15.6'), services: Object.fromEntries(services) };
    expect(play({ calls: [command('launchctl', 'print-disabled', 'system')], on }).text).toBe(captured);
  });

  it('knows every capture of a modelled program', () => {
    const names = Object.values(PROGRAMS).map((path) => path.slice(path.lastIndexOf('/') + 1));
    const isModelled = (line: string): boolean =>
      names.some((name) => new RegExp(`^(sudo )?(\\S*/)?${name}( |$)`).test(line));
    const known = new Set([
      ...Object.values(TABLES).flatMap((table) => Object.keys(table)),
      ...Object.keys(LEFT_OUT),
      LONG_LIST,
    ]);
    const all = Object.keys(TABLES)
      .flatMap(fixtureIndex)
      .filter((entry) => isModelled(entry.command));
    expect(all.map(({ file }) => file).filter((file) => !known.has(file))).toEqual([]);
  });

  it.each([
    ['26.5', 'bindings/netstat-anv-macos26-mixed.txt', 2],
    ['27.0', 'bindings/netstat-anv-macos27-udp.txt', 2],
  ] as const)('gives the sockets of macOS %s the header of %s', (release, file, lines) => {
    const printed = run(release, ['-anv', '-p', 'tcp']);
    expect(printed.split('\n').slice(0, lines)).toEqual(fixture(file).split('\n').slice(0, lines));
  });

  it('gives the sockets of macOS 14 the header of bindings/netstat-vanp-macos12-14.txt', () => {
    const [header] = fixture('bindings/netstat-vanp-macos12-14.txt').split('\n');
    expect(run('14.6', ['-anv', '-p', 'tcp']).split('\n')[1]).toBe(header);
  });
});

function run(release: Parameters<typeof stockMac>[0], args: readonly string[]): string {
  const { ending } = runProgram(stockMac(release), { program: 'netstat', args, caller: { root: true }, now: 0 });
  return ending.kind === 'exits' ? ending.stdout : '';
}

function play({ calls, on, as = 'user', stream = 'stdout' }: Capture): {
  readonly text: string;
  readonly exitCode: number;
} {
  const caller = as === 'root' ? ({ root: true } as const) : { root: false as const, user: on.user };
  let state = on;
  let text = '';
  let exitCode = 0;
  for (const { program, args } of calls) {
    const { state: after, ending } = runProgram(state, { program, args, caller, now: on.time });
    if (ending.kind !== 'exits') throw new Error(`It does not exit: ${ending.kind}`);
    state = after;
    text += ending[stream];
    exitCode = ending.exitCode;
  }
  return { text, exitCode };
}

function compare(printed: string, captured: string, { alike, skipLines = 0 }: Capture): void {
  const body = captured.split('\n').slice(skipLines).join('\n');
  switch (alike) {
    case undefined:
      return expect(printed).toBe(body);
    case 'start':
      return expect(printed.slice(0, body.length)).toBe(body);
    case 'but-for-blanks':
      return expect(words(printed)).toEqual(words(body));
    case 'start-but-for-blanks': {
      const [kept = ''] = body.split(/^\s*\.\.\.$/m);
      return expect(words(printed).slice(0, words(kept).length)).toEqual(words(kept));
    }
    case 'lines-among-others':
      return expect(printed.split('\n')).toEqual(expect.arrayContaining(body.split('\n')));
    case 'same-json':
      return expect(JSON.parse(printed)).toEqual(JSON.parse(body));
  }
}

/** The lines without blanks around them, and without empty lines. */
function words(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
