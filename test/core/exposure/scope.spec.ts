import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  FIREWALL_STOPS,
  INTERFACES_NOT_READ,
  networksOf,
  type Reach,
  reachOf as reach,
} from '../../../src/core/exposure/scope';
import { type FirewallVerdict, SCOPES } from '../../../src/core/exposure/listener';
import type { ListeningSocket } from '../../../src/core/exposure/socket';
import type { Interfaces } from '../../../src/core/parse/ifconfig';
import { type Parsed, read, unreadable } from '../../../src/core/result';
import { AT_HOME, interfacesOf, socketAt } from './exposure-parts';

function reachOf(socket: ListeningSocket, interfaces: Parsed<Interfaces>, firewall: FirewallVerdict): Reach {
  return reach(socket, networksOf(interfaces), firewall);
}

const NOTHING_READ = unreadable<never>('ifconfig did not answer');
const OVER_IPV6 = /^Over IPv6 this Mac has an address of the internet: your router’s own firewall decides/;

describe('the scope of a socket', () => {
  const lan = interfacesOf({ lo0: ['127.0.0.1'], en0: ['192.168.1.20', 'fe80::1c'] });
  const vpn = interfacesOf({ lo0: ['127.0.0.1'], utun4: ['100.101.2.3', 'fd7a:115c:a1e0::5'] });
  const open = interfacesOf({ lo0: ['127.0.0.1'], en0: ['192.168.1.20'], en5: ['203.0.114.9'] });
  const six = interfacesOf({ lo0: ['127.0.0.1'], en0: ['192.168.1.20', '2a01:4f8:1:2::3'] });
  const lonely = interfacesOf({ lo0: ['127.0.0.1', '::1'], awdl0: ['fe80::aa'] });
  const provider = interfacesOf({ lo0: ['127.0.0.1'], en0: ['100.72.1.2'] });

  it.each([
    ['127.0.0.1:80', lan, 'this-mac'],
    ['[::1]:80', lan, 'this-mac'],
    ['127.0.0.1:80', NOTHING_READ, 'this-mac'],
    ['*:80', lan, 'lan'],
    ['*:80', vpn, 'vpn'],
    ['*:80', open, 'everyone'],
    ['*:80', six, 'lan'],
    ['*:80', lonely, 'lan'],
    ['*:80', provider, 'everyone'],
    ['*:80', NOTHING_READ, 'everyone'],
    ['192.168.1.20:80', lan, 'lan'],
    ['[fd00::1]:80', lan, 'lan'],
    ['[fe80::1c]:80', lan, 'this-link'],
    ['100.101.2.3:80', vpn, 'vpn'],
    ['[fd7a:115c:a1e0::5]:80', vpn, 'vpn'],
    ['100.101.2.3:80', lan, 'everyone'],
    ['100.101.2.3:80', NOTHING_READ, 'everyone'],
    ['203.0.114.9:80', open, 'everyone'],
    ['[2a01:4f8:1:2::3]:80', six, 'lan'],
    ['198.18.0.1:80', lan, 'everyone'],
    ['fe80::aede:48ff:…:80', lan, 'this-link'],
    ['12:…:80', lan, 'everyone'],
  ] as const)('%s', (where, interfaces, scope) => {
    expect(reachOf(socketAt(where), interfaces, 'off').scope).toBe(scope);
  });

  it('counts IPv4 for an IPv6 socket unless netstat has said that it takes none', () => {
    const only = socketAt('*:80', { family: 'IPv6' });
    expect(reachOf(only, open, 'off').scope).toBe('lan');
    expect(reachOf({ ...only, seenBy: ['lsof'] }, open, 'off').scope).toBe('everyone');
    expect(reachOf(socketAt('*:80', { family: 'IPv4' }), six, 'off').notes).toEqual([]);
  });

  it('says what rests on something else', () => {
    expect(reachOf(socketAt('*:80'), six, 'off').notes).toEqual([expect.stringMatching(OVER_IPV6)]);
    expect(reachOf(socketAt('*:80'), NOTHING_READ, 'off').notes).toEqual([INTERFACES_NOT_READ]);
    expect(reachOf(socketAt('*:80'), lonely, 'off').notes).toEqual([
      expect.stringMatching(/^This Mac is on no network now/),
    ]);
    expect(reachOf(socketAt('100.72.1.2:80'), provider, 'off').notes).toEqual([expect.stringMatching(/provider/)]);
    const unread = AT_HOME.kind === 'read' ? read({ ...AT_HOME.value, unread: ['\tinet 1.2.3'] }) : AT_HOME;
    expect(reachOf(socketAt('*:80'), unread, 'off')).toEqual({ scope: 'everyone', notes: [INTERFACES_NOT_READ] });
  });

  it('leaves out interfaces that are down', () => {
    const down = read({
      interfaces: [
        { name: 'en0', up: true, addresses: [{ family: 'IPv4' as const, address: '192.168.1.20' }] },
        { name: 'en5', up: false, addresses: [{ family: 'IPv4' as const, address: '203.0.114.9' }] },
      ],
      unread: [],
    });
    expect(reachOf(socketAt('*:80'), down, 'off').scope).toBe('lan');
  });

  it('is narrowed by a firewall that blocks, and by no other', () => {
    expect(reachOf(socketAt('*:80'), open, 'blocks')).toEqual({ scope: 'this-mac', notes: [FIREWALL_STOPS] });
    for (const verdict of ['off', 'allows', 'asks', 'not-known'] as const) {
      expect(reachOf(socketAt('*:80'), open, verdict).scope).toBe('everyone');
    }
    expect(reachOf(socketAt('127.0.0.1:80'), open, 'blocks')).toEqual({ scope: 'this-mac', notes: [] });
  });

  it('never gets narrower when the interfaces become unreadable or one more is there', () => {
    const address = fc.constantFrom(
      '*',
      '127.0.0.1',
      '192.168.1.20',
      '10.1.2.3',
      '100.101.2.3',
      '203.0.114.9',
      '[::1]',
      '[fe80::1]',
      '[fd00::1]',
      '[2a01::1]',
    );
    const own = fc.constantFrom(
      '192.168.1.20',
      '10.1.2.3',
      '100.101.2.3',
      '203.0.114.9',
      'fe80::1',
      'fd00::1',
      '2a01::1',
      '169.254.3.4',
    );
    const names = fc.constantFrom('en0', 'en5', 'utun4', 'awdl0', 'bridge100');
    fc.assert(
      fc.property(address, fc.array(fc.tuple(names, own)), fc.tuple(names, own), (where, list, [name, more]) => {
        const by: Record<string, string[]> = { lo0: ['127.0.0.1'] };
        for (const [one, has] of list) by[one] = [...(by[one] ?? []), has];
        const before = reachOf(socketAt(`${where}:80`), interfacesOf(by), 'off').scope;
        const rank = SCOPES.indexOf(before);
        const blind = reachOf(socketAt(`${where}:80`), NOTHING_READ, 'off').scope;
        expect(SCOPES.indexOf(blind)).toBeGreaterThanOrEqual(rank);
        if (where !== '*') return;
        const reach = reachOf(socketAt('*:80'), interfacesOf({ ...by, [name]: [...(by[name] ?? []), more] }), 'off');
        const floor = list.some(([, has]) => !has.startsWith('fe80') && !has.startsWith('169')) ? rank : 0;
        expect(SCOPES.indexOf(reach.scope)).toBeGreaterThanOrEqual(floor);
      }),
    );
  });
});
