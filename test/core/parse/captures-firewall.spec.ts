import { afterAll, describe, expect, it } from 'vitest';
import { fixture, fixtureIndex, haveFixtures } from '../../sim/fixtures';
import { PARSERS, type ParserName, said, valueOf } from './parsers';

/** An index line as this folder has it. */
interface Entry {
  readonly file: string;
  readonly command: string;
  readonly state_expected: Readonly<Record<string, unknown>>;
}

/** What a key of the index means: which command answers it, who reads that, and what is to come out. */
const MEANINGS: Readonly<
  Record<string, { readonly asks: RegExp; readonly parser: ParserName; readonly expected: (value: unknown) => unknown }>
> = {
  global: {
    asks: /--getglobalstate/,
    parser: 'globalState',
    expected: (value) => expect.objectContaining({ on: value !== 'off' }),
  },
  blockAll: { asks: /--getblockall/, parser: 'blockAll', expected: (value) => value },
  stealth: { asks: /--getstealthmode/, parser: 'stealthMode', expected: (value) => value ?? 'unreadable' },
  allowSigned: {
    asks: /--getallowsigned/,
    parser: 'allowSigned',
    expected: (value) => expect.objectContaining({ builtIn: value }),
  },
  allowSignedApp: {
    asks: /--getallowsigned/,
    parser: 'allowSigned',
    expected: (value) => expect.objectContaining({ downloaded: value }),
  },
  logging: { asks: /--getloggingmode/, parser: 'loggingMode', expected: (value) => value },
  loggingOption: { asks: /--getloggingopt/, parser: 'loggingOption', expected: (value) => value },
  sip: { asks: /^csrutil status/, parser: 'sip', expected: (value) => value },
  authRoot: { asks: /^csrutil authenticated-root status/, parser: 'authenticatedRoot', expected: (value) => value },
  sealed: { asks: /^mount /, parser: 'sealedRoot', expected: (value) => value },
};

/** Texts that the published answers do not contain: a summary of another program's, and a paste without its end. */
const NOT_AN_ANSWER = ['alf-harden-summary-2025-08.txt'];

const skipped = !haveFixtures();
const entries = skipped ? [] : (fixtureIndex('firewall') as unknown as readonly Entry[]);
let judged = 0;

describe.skipIf(skipped)('a captured answer of the firewall’s and the system’s tools', () => {
  afterAll(() => console.log(`Captured answers in firewall/ that parsers have judged: ${judged}.`));

  const cases = entries
    .filter(({ file }) => !NOT_AN_ANSWER.includes(file))
    .flatMap(({ file, command, state_expected }) =>
      Object.entries(state_expected).flatMap(([key, value]) => {
        const meaning = MEANINGS[key];
        return meaning?.asks.test(command) ? [[file, key, meaning, value] as const] : [];
      }),
    );

  it.each(cases)('%s: %s', (file, _key, { parser, expected }, value) => {
    expect(valueOf(PARSERS[parser](said(fixture(`firewall/${file}`))))).toEqual(expected(value));
    judged += 1;
  });

  it('says that everything is blocked only where the text says so', () => {
    const blocking = (file: string): unknown => valueOf(PARSERS.globalState(said(fixture(`firewall/${file}`))));
    expect(blocking('alf-globalstate-blockall-2025-07.txt')).toEqual({ on: true, blockingAll: true });
    expect(blocking('alf-globalstate-state2-enabled-11.txt')).toEqual({ on: true, blockingAll: false });
    expect(blocking('alf-kolide-data-2024-08-20.txt')).toEqual({ on: true, blockingAll: false });
  });

  it('as JSON of system_profiler, says the same about the firewall, stealth mode and logging', () => {
    expect(valueOf(PARSERS.profiledFirewall(said(fixture('firewall/sp-firewall-on-27.json'))))).toEqual({
      mode: 'on',
      stealth: { kind: 'read', value: true },
      logging: { kind: 'read', value: true },
    });
  });

  it('is unreadable where it is a refusal, a usage text or the echo of a change', () => {
    const files = entries
      .filter(({ command, state_expected }) => {
        return /--(set|add|unblock)/.test(command) || 'error' in state_expected || 'usage' in state_expected;
      })
      .map(({ file }) => file)
      .filter((file) => file.startsWith('alf-') && !/setglobalstate-off-on|setstealthmode/.test(file));
    expect(files.length).toBeGreaterThan(8);
    for (const file of [...files, ...NOT_AN_ANSWER]) {
      for (const name of ['globalState', 'blockAll', 'stealthMode', 'allowSigned', 'loggingMode'] as const) {
        expect([file, name, valueOf(PARSERS[name](said(fixture(`firewall/${file}`))))]).toEqual([
          file,
          name,
          'unreadable',
        ]);
      }
    }
  });

  it('that contradicts itself is unreadable, not a choice', () => {
    const both = fixture('firewall/alf-setglobalstate-off-on-11.txt');
    expect(PARSERS.globalState(said(both))).toMatchObject({
      kind: 'unreadable',
      reason: 'socketfilterfw --getglobalstate contradicts itself',
    });
  });
});
