import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FirewallVerdict, type Listener, SCOPES } from '../../../src/core/exposure/listener';
import { FIREWALL_STOPS, INTERFACES_NOT_READ } from '../../../src/core/exposure/scope';
import {
  asSentence,
  listed,
  reachSentence,
  titleOf,
  titleWith,
  wantedWords,
} from '../../../src/core/exposure/sentence';
import { listenerAt, socketAt } from './exposure-parts';

describe('the sentence about a listener', () => {
  it.each<[string, Partial<Listener>]>([
    ['only this Mac can reach it', { scope: 'this-mac' }],
    ['any device on the same cable or Wi-Fi can reach it', { scope: 'this-link' }],
    ['anyone in your Tailscale network can reach it', { scope: 'vpn' }],
    ['any device on your network can reach it', { scope: 'lan' }],
    ['anyone on the internet can reach it', { scope: 'everyone' }],
    ['anyone on any network that this Mac joins can reach it', { scope: 'everyone', notes: [INTERFACES_NOT_READ] }],
    [
      'only this Mac and, as boards.alai.no, whoever the tunnel lets in can reach it',
      { scope: 'this-mac', hostnames: ['boards.alai.no'] },
    ],
    [
      'only this Mac and, as a.example and any other name, whoever the tunnel lets in can reach it',
      { scope: 'this-mac', hostnames: ['*', 'a.example'] },
    ],
    [
      'any device on your network and, as a.example and b.example, whoever the tunnel lets in can reach it',
      { scope: 'lan', hostnames: ['a.example', 'b.example'] },
    ],
    [
      'any device on your network can reach it, unless the firewall stops it, which cannot be read',
      { scope: 'lan', firewall: 'not-known' },
    ],
    [
      'any device on your network can reach it, if the firewall lets it in: it has no rule for it',
      { scope: 'lan', firewall: 'asks' },
    ],
    ['any device on your network can reach it', { scope: 'lan', firewall: 'allows' }],
    [
      'only this Mac can reach it, because the firewall stops everyone else',
      { scope: 'this-mac', firewall: 'blocks', notes: [FIREWALL_STOPS] },
    ],
    [
      'only this Mac and, as boards.alai.no, whoever the tunnel lets in can reach it, because the firewall stops everyone else',
      { scope: 'this-mac', firewall: 'blocks', hostnames: ['boards.alai.no'] },
    ],
  ])('%s', (sentence, more) => {
    expect(reachSentence(listenerAt('*:80', more))).toBe(sentence);
  });

  it('does not give the firewall credit for what listens on this Mac only', () => {
    expect(reachSentence(listenerAt('127.0.0.1:80', { firewall: 'blocks' }))).toBe('only this Mac can reach it');
  });

  it('never says “only this Mac” of what others can reach, whatever else is known', () => {
    const listener = fc.record({
      scope: fc.constantFrom(...SCOPES),
      firewall: fc.constantFrom<FirewallVerdict>('off', 'allows', 'asks', 'not-known'),
      hostnames: fc.array(fc.constantFrom('a.example', 'b.example')),
      notes: fc.array(fc.constantFrom(INTERFACES_NOT_READ, 'Something else.')),
    });
    fc.assert(
      fc.property(listener, (more) => {
        const sentence = reachSentence(listenerAt('*:80', more));
        expect(sentence.includes('only this Mac')).toBe(more.scope === 'this-mac');
        expect(sentence.startsWith('only this Mac')).toBe(more.scope === 'this-mac');
        for (const hostname of more.hostnames) expect(sentence).toContain(hostname);
      }),
    );
  });
});

describe('titles and other words', () => {
  it('names the port once, and UDP', () => {
    expect(titleOf({ name: 'Postgres', socket: socketAt('*:5432') })).toBe('Postgres 5432');
    expect(titleOf({ name: 'Postgres 5432', socket: socketAt('*:5432') })).toBe('Postgres 5432');
    expect(titleWith('Bonjour', 'udp', 5353)).toBe('Bonjour 5353 (UDP)');
  });

  it('lists names', () => {
    expect([listed([]), listed(['a']), listed(['a', 'b']), listed(['a', 'b', 'c'])]).toEqual([
      '',
      'a',
      'a and b',
      'a, b and c',
    ]);
  });

  it('says what is wanted', () => {
    expect(wantedWords('this-mac')).toBe('Only this Mac');
    expect(wantedWords('this-mac', 'boards.alai.no')).toBe('Only this Mac, and outside through boards.alai.no');
    expect(wantedWords('lan')).toBe('Your network');
    expect(wantedWords('vpn')).toBe('Only your Tailscale network');
    expect(wantedWords('everyone')).toBe('Everyone');
  });

  it('makes a sentence of a clause', () => {
    expect(asSentence('any device can reach it')).toBe('Any device can reach it.');
    expect(asSentence('Done.')).toBe('Done.');
  });
});
