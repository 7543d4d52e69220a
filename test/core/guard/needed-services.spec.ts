import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY, type Policy, STRICT_POLICY } from '../../../src/core/policy';
import { garbage, hangs } from '../../sim/faults';
import { RELEASE_NAMES, servingMac, stockMac } from '../../sim/machines';
import { type MacState, withFirewall } from '../../sim/mac-state';
import { BLOCK_ALL, FIREWALL_ON, guardsOn, kinds, LET_IN, rule, type Step, words } from './guarded-mac';

const SERVING = servingMac('26.5');
const NODE = '/opt/homebrew/bin/node';
const DASHBOARD = 'Mission Control Dashboard (port 3030) is meant for your network, and is reached now.';

function listing(state: MacState, path: string, identifier: string, how: 'allow' | 'block'): MacState {
  return withFirewall(state, { global: true, apps: [...state.firewall.apps, { path, identifier, rule: how }] });
}

const LISTED = listing(SERVING, NODE, 'node', 'allow');

async function against(
  state: MacState,
  one: Step,
  others: readonly Step[] = [],
  policy?: Policy,
): Promise<readonly string[]> {
  const { of } = await guardsOn(state, [one, ...others], policy === undefined ? {} : { policy });
  return words(of(one));
}

describe('a service that others are meant to reach', () => {
  it.each(RELEASE_NAMES)(
    'speaks against blocking all connections on macOS %s, with its port and its holder',
    async (release) => {
      const { of } = await guardsOn(servingMac(release), [BLOCK_ALL]);
      expect(words(of(BLOCK_ALL))).toEqual([
        `needed-service: ${DASHBOARD} Blocking all incoming connections cuts it off.`,
        'needed-service: BookStack (port 6875) is meant for your network, and is reached now. Blocking all incoming connections cuts it off.',
      ]);
      expect(of(BLOCK_ALL)[0]?.evidence).toEqual([
        { line: '/usr/sbin/netstat -anv -p tcp', said: 'tcp dual *:3030, held by node' },
      ]);
    },
  );

  it('does not where it does not run, where nobody is meant to reach it, or where everything is let in again', async () => {
    expect(await against(stockMac('26.5'), BLOCK_ALL)).toEqual([]);
    expect(await against(SERVING, BLOCK_ALL, [], STRICT_POLICY)).toEqual([]);
    expect(await against(SERVING, LET_IN)).toEqual([]);
    const retired = DEFAULT_POLICY.services.map((one) => ({ ...one, retired: '2026-01-01' }));
    expect(await against(SERVING, BLOCK_ALL, [], { ...DEFAULT_POLICY, services: retired })).toEqual([]);
  });

  it('does not where another program holds its port', async () => {
    const services = DEFAULT_POLICY.services.map((one) => (one.port === 3030 ? { ...one, process: 'ruby' } : one));
    const { of } = await guardsOn(SERVING, [BLOCK_ALL], { policy: { ...DEFAULT_POLICY, services } });
    expect(words(of(BLOCK_ALL)).join('\n')).not.toContain('3030');
  });

  it('speaks against blocking its program and against taking it off the list, which Homebrew’s link stands for', async () => {
    expect(await against(LISTED, rule(NODE, 'allow', 'block'))).toEqual([
      `needed-service: ${DASHBOARD} Letting the firewall block node cuts it off.`,
    ]);
    expect(await against(LISTED, rule(NODE, 'allow', 'absent'))).toEqual([
      `needed-service: ${DASHBOARD} Taking node off the firewall’s list cuts it off.`,
    ]);
    expect(await against(LISTED, rule('/usr/bin/python3', 'allow', 'block'))).toEqual([]);
    expect(await against(LISTED, rule(NODE, 'block', 'absent'))).toEqual([]);
  });

  it('speaks against a rule that counts once the plan has turned the firewall on', async () => {
    const off = withFirewall(LISTED, { global: false });
    expect(await against(off, rule(NODE, 'allow', 'block'))).toEqual([]);
    expect(await against(off, rule(NODE, 'allow', 'block'), [FIREWALL_ON])).toHaveLength(1);
  });

  it('speaks against turning on a firewall whose list blocks it, unless the plan lets it in', async () => {
    const cellar = '/opt/homebrew/Cellar/node/25.2.0/bin/node';
    const blocked = withFirewall(listing(SERVING, cellar, 'node', 'block'), { global: false });
    expect(await against(blocked, FIREWALL_ON)).toEqual([
      `needed-service: ${DASHBOARD} Turning on the firewall cuts it off.`,
    ]);
    expect(await against(blocked, FIREWALL_ON, [rule(cellar, 'block', 'allow')])).toEqual([]);
    // macOS asks a person about what has no rule.
    expect(await against(SERVING, FIREWALL_ON)).toEqual([]);
    const all = withFirewall(SERVING, { blockAll: true });
    expect(await against(all, FIREWALL_ON)).toHaveLength(2);
  });
});

describe('what cannot be read about services', () => {
  it.each([
    ['netstat', hangs({ program: 'netstat' })],
    ['netstat', garbage({ program: 'netstat' })],
  ] as const)('is a guard where %s does not answer', async (_program, fault) => {
    const state = { ...stockMac('26.5'), faults: [fault] };
    const { of } = await guardsOn(state, [BLOCK_ALL]);
    expect(
      words(of(BLOCK_ALL)).some((one) => one.startsWith('unreadable: Which services others reach could not be read')),
    ).toBe(true);
  });

  it('is a guard where the program on the port cannot be named', async () => {
    const { of } = await guardsOn({ ...LISTED, faults: [garbage({ program: 'ps' }), garbage({ program: 'lsof' })] }, [
      rule(NODE, 'allow', 'block'),
    ]);
    expect(kinds(of(rule(NODE, 'allow', 'block')))).toContain('unreadable');
  });

  it('costs no question where the policy offers nothing', async () => {
    const asked: string[] = [];
    const { runner } = counted(asked);
    await guardsOn(stockMac('26.5'), [BLOCK_ALL], { policy: STRICT_POLICY, ports: { runner } });
    expect(asked.sort()).toEqual(['netstat', 'who']);
  });
});

function counted(asked: string[]): {
  readonly runner: { run: (one: { program: string }) => Promise<{ kind: 'cancelled' }> };
} {
  return {
    runner: {
      run: ({ program }) => {
        asked.push(program);
        return Promise.resolve({ kind: 'cancelled' });
      },
    },
  };
}
