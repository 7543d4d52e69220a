import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CommandResult } from '../../../src/core/command';
import { type FirewallApps, type FirewallRule, parseFirewallApps } from '../../../src/core/parse/firewall-apps';
import { firewallVerdict, type FirewallReading } from '../../../src/core/exposure/firewall-verdict';
import { read, unreadable } from '../../../src/core/result';
import { fixture, haveFixtures } from '../../sim/fixtures';
import { said } from '../parse/parsers';

function appsIn(text: string): FirewallApps {
  const parsed = parseFirewallApps(said(text));
  if (parsed.kind === 'unreadable') throw new Error(parsed.reason);
  return parsed.value;
}

const path = (subject: string, rule: FirewallRule['rule'] = 'allow'): FirewallRule => ({ by: 'path', subject, rule });
const named = (subject: string, rule: FirewallRule['rule'] = 'allow'): FirewallRule => ({ by: 'name', subject, rule });

describe('the firewall’s list of programs', () => {
  it('is read in the old spacing', () => {
    const text =
      'ALF: total number of apps = 2 \n\n1 :  /Applications/Zoom (beta).app \n \t ( Allow incoming connections ) \n' +
      '\n2 :  /usr/bin/nc \n \t ( Block incoming connections ) \n';
    expect(appsIn(text)).toEqual({
      rules: [path('/Applications/Zoom (beta).app'), path('/usr/bin/nc', 'block')],
      complete: true,
      unread: [],
    });
  });

  it('is read in the new spacing, with a bare name among the paths', () => {
    const text =
      'Total number of apps = 2 \n1 : /Applications/Google Chrome.app \n             (Allow incoming connections)\n' +
      '2 : bun \n             (Block incoming connections)\n';
    expect(appsIn(text)).toEqual({
      rules: [path('/Applications/Google Chrome.app'), named('bun', 'block')],
      complete: true,
      unread: [],
    });
  });

  it('is read as names with states', () => {
    const text = 'Total number of apps = 2\nPop Helper.app (state: 4)\nrtadvd (state: 1)\n';
    expect(appsIn(text)).toEqual({
      rules: [named('Pop Helper.app', 'block'), named('rtadvd')],
      complete: true,
      unread: [],
    });
  });

  it('is empty where it says so', () => {
    expect(appsIn('Total number of apps = 0\n')).toEqual({ rules: [], complete: true, unread: [] });
  });

  it.each([
    ['more is announced than listed', 'Total number of apps = 2\n1 : /bin/a\n (Allow incoming connections)\n', []],
    [
      'a rule has words that are not known',
      'Total number of apps = 1\n1 : /bin/a\n (Allow local network connections)\n',
      ['/bin/a', '(Allow local network connections)'],
    ],
    [
      'an entry has no rule',
      'Total number of apps = 2\n1 : /bin/a\n2 : /bin/b\n (Block incoming connections)\n',
      ['/bin/a'],
    ],
    ['a state is not known', 'Total number of apps = 1\nChess (state: 2)\n', ['Chess (state: 2)']],
    ['the last entry has no rule', 'Total number of apps = 1\n1 : /bin/a\n', ['/bin/a']],
  ])('is incomplete where %s', (_why, text, unread) => {
    expect(appsIn(text)).toMatchObject({ complete: false, unread });
  });

  it.each<[string, CommandResult | undefined]>([
    ['was not asked for', undefined],
    ['has no header', said('1 : /Applications/Zoom.app \n             (Allow incoming connections)\n')],
    ['ends with an error', said('Total number of apps = 0\n', { exitCode: 1 })],
    ['is something else', said('Die Firewall kennt 3 Programme\n')],
    ['never comes', { kind: 'timed-out', afterMs: 5000 }],
  ])('is unreadable where it %s', (_why, result) => {
    expect(parseFirewallApps(result).kind).toBe('unreadable');
  });

  it('gives every entry back, however it is spaced', () => {
    const subject = fc
      .stringMatching(/^\/[A-Za-z0-9 ().-]{1,30}$/)
      .map((text) => text.trim())
      .filter((text) => text.length > 1);
    fc.assert(
      fc.property(fc.array(fc.tuple(subject, fc.constantFrom('Allow', 'Block'))), fc.boolean(), (entries, old) => {
        const rows = entries.map(([one, verb], at) =>
          old
            ? `\n${at + 1} :  ${one} \n \t ( ${verb} incoming connections ) \n`
            : `${at + 1} : ${one} \n             (${verb} incoming connections)\n`,
        );
        const expected = entries.map(([one, verb]) => path(one, verb === 'Allow' ? 'allow' : 'block'));
        expect(appsIn(`${old ? 'ALF: t' : 'T'}otal number of apps = ${entries.length} \n${rows.join('')}`)).toEqual({
          rules: expected,
          complete: true,
          unread: [],
        });
      }),
    );
  });

  it('never throws, and is complete only with as many entries as announced', () => {
    fc.assert(
      fc.property(fc.nat({ max: 3 }), fc.string(), (count, rest) => {
        const parsed = parseFirewallApps(said(`Total number of apps = ${count}\n${rest}`));
        if (parsed.kind === 'read' && parsed.value.complete) expect(parsed.value.rules).toHaveLength(count);
      }),
    );
  });

  describe.skipIf(!haveFixtures())('as it was captured', () => {
    const listIn = (file: string): string => {
      const text = fixture(`firewall/${file}`);
      return text.slice(text.search(/^(?:ALF: t|T)otal/m));
    };

    it.each([
      ['alf-listapps-10.11.txt', 3, 0],
      ['alf-listapps-26-vm-with-prompt.txt', 7, 2],
      ['alf-listapps-cis-doc-12.txt', 2, 1],
      ['alf-listapps-kolide-2024-08.txt', 4, 2],
      ['alf-listapps-spaces-in-names-2026.txt', 3, 0],
    ])('%s allows %i and blocks %i', (file, allowed, blocked) => {
      const { rules, complete } = appsIn(listIn(file));
      expect(complete).toBe(true);
      expect(rules.filter(({ rule }) => rule === 'allow')).toHaveLength(allowed);
      expect(rules.filter(({ rule }) => rule === 'block')).toHaveLength(blocked);
    });

    it('is incomplete where it was cut', () => {
      const { rules, complete } = appsIn(listIn('alf-listapps-old-truncated.txt'));
      expect(complete).toBe(false);
      expect(rules).toEqual([path('/Library/Java/JavaVirtualMachines/amazon-corretto-8.jdk/Contents/Home/bin/java')]);
    });

    it('of one entry needs its header', () => {
      expect(parseFirewallApps(said(fixture('firewall/alf-listapps-27-one-entry.txt'))).kind).toBe('unreadable');
    });
  });
});

describe('the firewall’s verdict', () => {
  const on = (rules: readonly FirewallRule[], more: Partial<FirewallApps> = {}): FirewallReading => ({
    state: read({ on: true, blockingAll: false }),
    blockAll: read(false),
    apps: read({ rules, complete: true, unread: [], ...more }),
  });
  const node = { pid: 100, name: 'node', path: '/opt/homebrew/bin/node' };
  const app = { pid: 101, name: 'Chess', path: '/Applications/Chess.app/Contents/MacOS/Chess' };
  const helper = {
    pid: 102,
    name: 'Chess Helper',
    path: '/Applications/Chess.app/Contents/Frameworks/Chess Helper.app/Contents/MacOS/Chess Helper',
  };

  it.each([
    ['a rule for the path', node, on([path(node.path, 'block')]), 'blocks'],
    ['a rule that lets it in', node, on([path(node.path)]), 'allows'],
    ['a rule for the app that it is', app, on([path('/Applications/Chess.app', 'block')]), 'blocks'],
    ['a rule for an app around its own', helper, on([path('/Applications/Chess.app', 'block')]), 'not-known'],
    ['a rule for an app with a longer name', app, on([path('/Applications/Chess.app.old', 'block')]), 'asks'],
    ['a rule for its name elsewhere', node, on([path('/opt/homebrew/Cellar/node/24/bin/node', 'block')]), 'not-known'],
    ['a name that is stopped', node, on([named('node', 'block')]), 'not-known'],
    ['a name that is let in', node, on([named('node')]), 'allows'],
    ['the app’s name', app, on([named('Chess.app')]), 'allows'],
    ['no rule', node, on([path('/usr/bin/nc', 'block')]), 'asks'],
    ['two rules that contradict', node, on([path(node.path), path(node.path, 'block')]), 'not-known'],
    ['a list that is not whole', node, on([path(node.path, 'block')], { complete: false }), 'not-known'],
    ['a list that is not whole and has no rule', node, on([], { complete: false }), 'not-known'],
    [
      'launchd, whose rules are those of others',
      { pid: 1, name: 'launchd', path: '/sbin/launchd' },
      on([]),
      'not-known',
    ],
    ['a program without a path', { pid: 9, name: 'node' }, on([named('node', 'block')]), 'not-known'],
    ['nobody', undefined, on([]), 'not-known'],
  ] as const)('for %s', (_what, owner, reading, verdict) => {
    expect(firewallVerdict(reading, owner)).toBe(verdict);
  });

  it('blocks all but the essential programs where everything is blocked', () => {
    const all: FirewallReading = {
      ...on([path(node.path)]),
      state: read({ on: true, blockingAll: true }),
      blockAll: read(true),
    };
    expect(firewallVerdict(all, node)).toBe('blocks');
    expect(firewallVerdict(all, { pid: 2, name: 'mDNSResponder', path: '/usr/sbin/mDNSResponder' })).toBe('allows');
    expect(firewallVerdict(all, { pid: 2, name: 'mDNSResponder', path: '/tmp/mDNSResponder' })).toBe('blocks');
    expect(firewallVerdict(all, undefined)).toBe('not-known');
  });

  it('is not known where the sources contradict each other or are missing', () => {
    const reading = on([path(node.path, 'block')]);
    const blockingAll = read({ on: true, blockingAll: true });
    expect(firewallVerdict({ ...reading, state: blockingAll }, node)).toBe('not-known');
    expect(firewallVerdict({ ...reading, state: unreadable('silent') }, node)).toBe('not-known');
    expect(firewallVerdict({ ...reading, blockAll: unreadable('silent') }, node)).toBe('not-known');
    expect(firewallVerdict({ ...reading, apps: unreadable('silent') }, node)).toBe('not-known');
    expect(firewallVerdict({ ...reading, state: blockingAll, blockAll: unreadable('silent') }, node)).toBe('blocks');
    expect(firewallVerdict({ ...reading, state: read({ on: false, blockingAll: false }) }, node)).toBe('off');
  });
});
