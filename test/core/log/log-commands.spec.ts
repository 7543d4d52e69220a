import { describe, expect, it } from 'vitest';
import { commandLine } from '../../../src/core/command';
import { parseDuration } from '../../../src/core/log/duration';
import { containerLogCommand, firewallEra, liveCommand, pastWindows } from '../../../src/core/log/log-commands';
import { NOT_TOLD, whyNoLogs } from '../../../src/core/log/why-no-logs';
import type { StreamEnd } from '../../../src/core/log/line-source';
import { fixture, haveFixtures } from '../../sim/fixtures';
import { fc } from '../fixed-chance';

const NOW = 1_785_046_282_348;

describe('the windows of the past', () => {
  it('lie right beside each other, newest first, and cover what was asked for', () => {
    const requests = fc.record({
      last: fc.integer({ min: 1, max: 24 * 3_600_000 }),
      now: fc.integer({ min: 1e12, max: 2e12 }),
      windowMs: fc.integer({ min: 1, max: 48 * 3_600_000 }),
      era: fc.constantFrom('to-14' as const, 'from-15' as const, undefined),
    });
    fc.assert(
      fc.property(requests, (request) => {
        const windows = pastWindows(request);
        const [newest] = windows;
        const oldest = windows.at(-1);
        expect(windows.length).toBeLessThanOrEqual(96);
        // Nothing of this very moment is left out, and no more than a second is added.
        expect(newest?.until).toBeGreaterThan(request.now);
        expect(newest?.until).toBeLessThanOrEqual(request.now + 1000);
        const covered = (newest?.until ?? 0) - (oldest?.from ?? 0);
        expect(covered).toBeGreaterThanOrEqual(request.last);
        expect(covered).toBeLessThan(request.last + 1000);
        for (const [index, { from, until, command }] of windows.entries()) {
          expect(from).toBeLessThan(until);
          expect(windows[index + 1]?.until ?? from).toBe(from);
          expect(command.args).toEqual(expect.arrayContaining([`@${from / 1000}`, `@${until / 1000}`]));
        }
      }),
    );
  });

  it('are a quarter of an hour each, unless that would be too many', () => {
    const lengths = (hours: number, windowMs?: number): number[] =>
      pastWindows({ last: hours * 3_600_000, now: NOW, era: 'from-15', ...(windowMs ? { windowMs } : {}) }).map(
        ({ from, until }) => (until - from) / 1000,
      );
    expect(lengths(1)).toEqual([900, 900, 900, 900]);
    expect(lengths(24)).toHaveLength(96);
    expect(lengths(24, 60_000)).toEqual(Array.from({ length: 96 }, () => 900));
  });

  it('are asked for in a way that means the same in every zone', () => {
    const line = (era: 'to-14' | 'from-15' | undefined): string | undefined =>
      pastWindows({ last: 60_000, now: NOW, era }).map(({ command }) => commandLine(command))[0];
    expect(line('to-14')).toBe(
      `/usr/bin/log show --style ndjson --info --start @1785046223 --end @1785046283 --predicate 'subsystem == "com.apple.alf"'`,
    );
    expect(line('from-15')).toBe(
      `/usr/bin/log show --style ndjson --start @1785046223 --end @1785046283 --predicate 'process == "socketfilterfw" OR subsystem == "com.apple.alf"'`,
    );
    expect(line(undefined)).toContain('--info');
    expect(line(undefined)).toContain('process == "socketfilterfw"');
  });
});

describe('the live log', () => {
  it('is asked for in the words of the release', () => {
    expect(liveCommand(firewallEra(14)).args).toEqual([
      'stream',
      '--style',
      'ndjson',
      '--level',
      'info',
      '--predicate',
      'subsystem == "com.apple.alf"',
    ]);
    expect(liveCommand(firewallEra(15)).args).toEqual([
      'stream',
      '--style',
      'ndjson',
      '--predicate',
      'process == "socketfilterfw" OR subsystem == "com.apple.alf"',
    ]);
    expect(firewallEra(undefined)).toBeUndefined();
    expect(liveCommand(undefined).args).toContain('info');
  });
});

describe('the log of a container', () => {
  const ID = '4f5c0b2d9e1a';

  it('is asked for by id', () => {
    expect(containerLogCommand(ID, { follow: true })).toEqual({
      kind: 'read',
      value: { program: 'docker', args: ['logs', '--timestamps', '--tail', '100', '--follow', ID] },
    });
    expect(containerLogCommand(ID.padEnd(64, '0'), { follow: false, tail: 0 })).toMatchObject({
      value: { args: ['logs', '--timestamps', '--tail', '0', ID.padEnd(64, '0')] },
    });
  });

  it('is not asked for by anything else', () => {
    const ids = fc.oneof(
      fc.string(),
      fc.constantFrom(
        '',
        'web',
        '-f',
        '--help',
        '4f5c0b2d9e1',
        `${ID}\n`,
        ID.toUpperCase(),
        ID.padEnd(65, '0'),
        `-${ID}`,
      ),
    );
    fc.assert(
      fc.property(ids, (id) => {
        expect(containerLogCommand(id, { follow: false }).kind).toBe('unreadable');
      }),
    );
    for (const tail of [-1, 1.5, Number.NaN, 10_001]) {
      expect(containerLogCommand(ID, { follow: false, tail }).kind).toBe('unreadable');
    }
  });
});

describe('a duration', () => {
  it.each([
    ['90s', 90_000],
    ['1s', 1000],
    ['10m', 600_000],
    ['1h', 3_600_000],
    ['24h', 86_400_000],
    ['1440m', 86_400_000],
  ])('“%s” is %d ms', (text, milliseconds) => {
    expect(parseDuration(text)).toEqual({ kind: 'read', value: milliseconds });
  });

  it.each(['', '10', 'm', '0s', '25h', '86401s', '-1h', '1.5h', '1h30m', '1 h', '1H', ' 1h', '1h\n', '999999s', '1d'])(
    '“%s” is none',
    (text) => {
      expect(parseDuration(text).kind).toBe('unreadable');
    },
  );
});

describe('why there are no logs', () => {
  const exited = (exitCode: number, stderr: string): StreamEnd => ({ kind: 'exited', exitCode, stderr });
  const DENIED = 'log: Could not open local log store: Operation not permitted\n';

  it('is not to be said when log ended well', () => {
    expect(whyNoLogs(exited(0, ''))).toBeUndefined();
    expect(whyNoLogs(exited(0, 'log: warning: something\n'))).toBeUndefined();
  });

  it('is a lack of rights, however log ended', () => {
    for (const end of [
      exited(64, DENIED),
      exited(0, `something before\n${DENIED}`),
      { kind: 'signalled', signal: 'SIGKILL', stderr: DENIED } as const,
      { kind: 'timed-out', afterMs: 1, stderr: DENIED } as const,
    ]) {
      expect(whyNoLogs(end)?.cause).toBe('not-permitted');
      expect(whyNoLogs(end)?.reason).toMatch(/administrator/);
    }
  });

  it.skipIf(!haveFixtures())('is a lack of rights in the captured words', () => {
    expect(whyNoLogs(exited(64, fixture('firewall/log-denied-26.txt')))?.cause).toBe('not-permitted');
  });

  it.each<readonly [StreamEnd, string]>([
    [exited(64, ''), 'log ended with exit code 64.'],
    [exited(1, 'log: bad predicate\n'), 'log ended with exit code 1 and said “log: bad predicate”.'],
    [{ kind: 'signalled', signal: 'SIGKILL', stderr: '' }, 'log was ended by SIGKILL.'],
    [{ kind: 'timed-out', afterMs: 20_000, stderr: '' }, 'log had not finished after 20 s.'],
    [{ kind: 'cancelled' }, 'Reading was cancelled.'],
    [
      { kind: 'not-started', reason: 'there is no such program on this computer' },
      'log could not be started: there is no such program on this computer.',
    ],
  ])('%j', (end, reason) => {
    expect(whyNoLogs(end)).toEqual({ cause: 'other', reason });
  });

  it('is said for both eras before anybody looks', () => {
    expect(NOT_TOLD['from-15']).toMatch(/not where/);
    expect(NOT_TOLD['to-14']).toMatch(/logging is on/);
  });
});
