import { describe, expect, it } from 'vitest';
import { type CommandResult, isPrivate } from '../../../src/core/command';
import { configPlaces, emptyPlaces, listPlaces, readConfig } from '../../../src/core/tunnel/config-places';
import { servingMac } from '../../sim/machines';
import { call } from '../../sim/play';
import { fc } from '../fixed-chance';
import { said } from '../parse/parsers';

const PLACES = configPlaces('/Users/x');
const [FIRST = '', SECOND = ''] = PLACES;

function empty(stderr: string, stdout = '', exitCode = 1): readonly string[] {
  return [...emptyPlaces(PLACES, said(stdout, { stderr, exitCode }))];
}

describe('the places of a configuration', () => {
  it('are the ten of cloudflared, in its order', () => {
    expect(PLACES).toEqual([
      '/Users/x/.cloudflared/config.yml',
      '/Users/x/.cloudflared/config.yaml',
      '/Users/x/.cloudflare-warp/config.yml',
      '/Users/x/.cloudflare-warp/config.yaml',
      '/Users/x/cloudflare-warp/config.yml',
      '/Users/x/cloudflare-warp/config.yaml',
      '/etc/cloudflared/config.yml',
      '/etc/cloudflared/config.yaml',
      '/usr/local/etc/cloudflared/config.yml',
      '/usr/local/etc/cloudflared/config.yaml',
    ]);
    expect(configPlaces(undefined)).toHaveLength(4);
    expect(configPlaces('relative')).toHaveLength(4);
    expect(isPrivate(readConfig(FIRST))).toBe(true);
  });

  it('are looked at all at once', () => {
    const { args } = listPlaces(configPlaces('/Users/alex'));
    const state = servingMac('26.5');
    const { result } = { result: call(state, 'user', 'ls', ...args) };
    const listed: CommandResult = {
      kind: 'exited',
      exitCode: result.exitCode,
      stdout: result.stdout,
      stderr: result.stderr,
    };
    const places = configPlaces('/Users/alex');
    const found = places.filter((place) => !emptyPlaces(places, listed).has(place));
    expect(found).toEqual(['/Users/alex/.cloudflared/config.yml']);
  });

  it.each([
    ['macOS', (place: string) => `ls: ${place}: No such file or directory\n`],
    ['a file in place of its folder', (place: string) => `ls: ${place}: Not a directory\n`],
    ['Linux', (place: string) => `/bin/ls: cannot access '${place}': No such file or directory\n`],
  ])('are empty where ls says so, as on %s', (_where, words) => {
    expect(empty(PLACES.map(words).join(''))).toEqual(PLACES);
    expect(empty(words(SECOND), `${FIRST}\n`)).toEqual([SECOND]);
  });

  it('are read wherever ls says anything else, or nothing', () => {
    const gone = `ls: ${FIRST}: No such file or directory\n`;
    expect(empty('', '', 1)).toEqual([]);
    expect(empty(gone, '', 0)).toEqual([]);
    expect(empty(gone, `${FIRST}\n`)).toEqual([]);
    expect(empty(`ls: ${FIRST}: Permission denied\n`)).toEqual([]);
    expect(empty(`ls: ${FIRST}: No such file or direc`)).toEqual([]);
    expect(empty(`ls: ${FIRST}x: No such file or directory\n`)).toEqual([]);
    for (const result of [
      undefined,
      { kind: 'timed-out', afterMs: 1 },
      { kind: 'not-started', reason: 'there is no such program on this computer' },
      { kind: 'signalled', signal: 'SIGKILL', stdout: '', stderr: gone },
    ] as const) {
      expect([...emptyPlaces(PLACES, result)]).toEqual([]);
    }
  });

  it('are never fewer to read the less is printed', () => {
    const whole = PLACES.map((place) => `ls: ${place}: No such file or directory\n`).join('');
    fc.assert(
      fc.property(fc.nat(whole.length), fc.string({ maxLength: 20 }), (at, other) => {
        const cut = empty(whole.slice(0, at));
        expect(cut).toHaveLength(
          whole.slice(0, at).split(' directory\n').length - 1 + Number(whole.slice(0, at).endsWith(' directory')),
        );
        // Other text in the middle takes away at most, and never adds a place.
        for (const place of empty(whole.slice(0, at) + other + whole.slice(at))) expect(PLACES).toContain(place);
      }),
    );
  });
});
