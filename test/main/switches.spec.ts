import { describe, expect, it } from 'vitest';
import { refusedSwitch, type Start } from '../../src/main/switches';

/** As Chromium reads a command line: one dash or two, a value after "=", names in lower case. */
function started(args: readonly string[], more: Partial<Start> = {}): Start {
  const names = args.filter((arg) => arg.startsWith('-')).map((arg) => arg.replace(/^--?/, '').split('=')[0]);
  return { args, hasSwitch: (name) => names.includes(name), isCommandLine: false, isMac: true, ...more };
}

describe('switches of the packaged program', () => {
  it.each([[[]], [['-psn_0_774325']], [['-AppleLanguages', '(de)', '-NSDocumentRevisionsDebugMode', 'YES']]])(
    'starts with what macOS passes: %j',
    (args) => {
      expect(refusedSwitch(started(args))).toBeUndefined();
    },
  );

  it.each([
    ['--remote-debugging-port=9222', 'remote-debugging-port'],
    ['-remote-debugging-port=9222', 'remote-debugging-port'],
    ['--inspect', 'inspect'],
    ['--no-sandbox', 'no-sandbox'],
    ['--a-switch-of-tomorrow=1', 'a-switch-of-tomorrow'],
    ['-psn_0_1x', 'psn_0_1x'],
    ['-NSx=1', 'NSx'],
    ['--', ''],
  ])('does not start the app with %s', (arg, name) => {
    expect(refusedSwitch(started([arg]))).toBe(name);
    expect(refusedSwitch(started(['-AppleLanguages', arg]))).toBe(name);
  });

  it('does not start on a Mac without the sandbox, however that came about', () => {
    const byVariable = { hasSwitch: (name: string) => name === 'no-sandbox' };
    expect(refusedSwitch(started([], byVariable))).toBe('no-sandbox');
    expect(refusedSwitch(started([], { ...byVariable, isMac: false }))).toBeUndefined();
  });

  it('leaves the command line its own switches, and refuses the doors there too', () => {
    expect(refusedSwitch(started(['status', '--json'], { isCommandLine: true }))).toBeUndefined();
    expect(refusedSwitch(started(['status', '--inspect-brk=0'], { isCommandLine: true }))).toBe('inspect-brk');
  });
});
