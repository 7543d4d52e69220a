import { describe, expect, it } from 'vitest';
import { defence, type DefenceTool } from '../../../src/core/defence/defence';
import type { DefenceAnswers } from '../../../src/core/defence/sources';
import { DEFENCE_TOOLS, type KnownTool } from '../../../src/core/defence/tools';
import { fixture, haveFixtures } from '../../sim/fixtures';
import { fc } from '../fixed-chance';
import { said } from '../parse/parsers';
import {
  answersOf,
  connectionList,
  connectionRow,
  extensionList,
  extensionRow,
  FALCON,
  hosted,
  LULU,
  type Mac,
  processList,
  SANTA,
  TAILSCALE,
  TAILSCALE_VPN,
} from './answers';

function tool(id: DefenceTool['id'], answers: DefenceAnswers): DefenceTool {
  const found = defence(answers).tools.find((one) => one.id === id);
  if (found === undefined) throw new Error(id);
  return found;
}

/** "installed running", with the evidence where it matters. */
function verdict(id: DefenceTool['id'], mac: Mac, more: Partial<DefenceAnswers> = {}): string {
  const { installed, running } = tool(id, { ...answersOf(mac), ...more });
  return `${installed} ${running}`;
}

describe('the list of tools', () => {
  it('has each id once, and no sign that two tools share', () => {
    const all: readonly KnownTool[] = DEFENCE_TOOLS;
    const unique = (values: readonly string[]): void => expect([...new Set(values)]).toEqual(values);
    unique(all.map(({ id }) => id));
    unique(all.map(({ name }) => name));
    unique(all.flatMap(({ extensions }) => extensions.map(({ bundle }) => bundle)));
    unique(all.flatMap(({ processes }) => processes.map(({ path }) => path)));
    unique(all.flatMap(({ connections }) => connections));
    for (const { extensions } of all) for (const { team } of extensions) expect(team).toMatch(/^[A-Z0-9]{10}$/);
  });
});

describe('a Mac without any tool', () => {
  it('has none running and no gap; what leaves signs only while it runs may be installed', () => {
    const { tools, others, gaps } = defence(answersOf({ processes: ['/usr/libexec/logd', '-zsh', '/usr/bin/ssh'] }));
    expect([...new Set(tools.map(({ running }) => running))]).toEqual(['no']);
    const perhaps = tools.filter(({ installed }) => installed !== 'no').map(({ id, installed }) => [id, installed]);
    expect(perhaps).toEqual([
      ['suricata', 'unknown'],
      ['snort', 'unknown'],
    ]);
    expect([others, gaps]).toEqual([[], []]);
    expect(new Set(tools.map(({ how }) => how))).toEqual(new Set(['There is no sign of it.']));
  });
});

describe('a tool with a system extension', () => {
  const row = extensionRow(LULU);
  const running = hosted(LULU.bundle);

  it.each([
    ['accepted and running', [row], [running], 'yes yes'],
    ['accepted, and not running', [row], [], 'yes no'],
    ['accepted, turned off, and not running', [extensionRow({ ...LULU, marks: ' ' })], [], 'yes no'],
    [
      'waiting for the person',
      [extensionRow({ ...LULU, marks: '', state: 'activated waiting for user' })],
      [],
      'yes no',
    ],
    [
      'on its way out',
      [extensionRow({ ...LULU, marks: '', state: 'terminated waiting to uninstall on reboot' })],
      [],
      'no no',
    ],
    [
      'updated: the old copy on its way out',
      [
        extensionRow({ ...LULU, marks: '', state: 'terminating for upgrade via delegate' }),
        extensionRow({ ...LULU, version: '2/2' }),
      ],
      [running],
      'yes yes',
    ],
    ['of another maker, running', [extensionRow({ ...LULU, team: 'AAAAAAAAAA' })], [running], 'unknown unknown'],
    ['of another maker, not running', [extensionRow({ ...LULU, team: '-' })], [], 'unknown no'],
    ['of both makers, running', [row, extensionRow({ ...LULU, team: 'AAAAAAAAAA' })], [running], 'yes unknown'],
    ['not in the list, yet running', [], [running], 'unknown unknown'],
    [
      'only on its way out, yet running',
      [extensionRow({ ...LULU, state: 'terminated waiting to uninstall on reboot' })],
      [running],
      'unknown unknown',
    ],
    [
      'with a process of the same name elsewhere',
      [],
      [`/tmp/${LULU.bundle}.systemextension/Contents/MacOS/x`],
      'no no',
    ],
    [
      'with an extension whose name only begins alike',
      [extensionRow({ ...LULU, bundle: `${LULU.bundle}2` })],
      [hosted(`${LULU.bundle}2`)],
      'no no',
    ],
  ] as const)('%s', (_how, extensions, processes, expected) => {
    expect(verdict('lulu', { extensions, processes })).toBe(expected);
  });

  it('says in words what the verdict rests on', () => {
    const how = (mac: Mac): string => tool('lulu', answersOf(mac)).how;
    expect(how({ extensions: [row], processes: [running] })).toBe('Its process com.objective-see.lulu.extension runs.');
    expect(how({ extensions: [row] })).toBe('Its extension is “activated enabled”, and no process of it runs.');
    expect(how({ processes: [running] })).toBe(
      'Its process com.objective-see.lulu.extension runs, yet no such extension is listed.',
    );
  });
});

describe('a tool known by its process', () => {
  it.each([
    ['suricata', '/opt/homebrew/bin/suricata', 'yes yes'],
    ['suricata', '/opt/homebrew/Cellar/suricata/8.0.1/bin/suricata', 'yes yes'],
    ['suricata', 'suricata', 'yes yes'],
    ['suricata', '/opt/homebrew/bin/suricata-update', 'unknown no'],
    ['suricata', '/Users/maya/suricata/notes', 'unknown no'],
    ['snort', '/usr/local/bin/snort', 'yes yes'],
    ['snort', '/usr/local/bin/resnort', 'unknown no'],
    ['wireguard', '/opt/homebrew/bin/wireguard-go', 'yes yes'],
    ['tailscale', '/opt/homebrew/opt/tailscale/bin/tailscaled', 'yes yes'],
    ['cisco-secure-client', '/opt/cisco/secureclient/bin/vpnagentd', 'yes yes'],
    ['cisco-secure-client', '/opt/other/bin/vpnagentd', 'no no'],
    ['sentinelone', '/Library/Sentinel/sentinel-agent.bundle/Contents/MacOS/sentineld', 'yes yes'],
    ['sentinelone', '/usr/local/bin/sentineld', 'no no'],
    ['cortex-xdr', '/Library/Application Support/PaloAltoNetworks/Traps/bin/pmd', 'yes yes'],
  ] as const)('%s: %s is %s', (id, path, expected) => {
    expect(verdict(id, { processes: [path] })).toBe(expected);
  });

  it('which is a VPN’s says that whether it is connected is not known', () => {
    const { how } = tool('tailscale', answersOf({ processes: ['/opt/homebrew/bin/tailscaled'] }));
    expect(how).toBe('Its process tailscaled runs; whether it is connected is not known.');
  });
});

describe('a VPN in the list of scutil', () => {
  const vpn = (state: string, kind = TAILSCALE_VPN): string => connectionRow({ state, kind, name: 'Work' });
  const extensions = [extensionRow(TAILSCALE)];
  const processes = [hosted(TAILSCALE.bundle)];

  it.each([
    ['Connected', 'yes yes'],
    ['Connecting', 'yes no'],
    ['Disconnecting', 'yes no'],
    ['Disconnected', 'yes no'],
    ['Invalid', 'yes unknown'],
  ])('%s is %s, also while its extension runs', (state, expected) => {
    expect(verdict('tailscale', { connections: [vpn(state)] })).toBe(expected);
    expect(verdict('tailscale', { connections: [vpn(state)], extensions, processes })).toBe(expected);
  });

  it('is running when one of several is connected, or a service of its own runs beside it', () => {
    expect(verdict('tailscale', { connections: [vpn('Invalid'), vpn('Disconnected'), vpn('Connected')] })).toBe(
      'yes yes',
    );
    expect(verdict('tailscale', { connections: [vpn('Disconnected')], processes: ['/usr/local/bin/tailscaled'] })).toBe(
      'yes yes',
    );
  });

  it('that is not listed is known by its process', () => {
    expect(verdict('tailscale', { extensions, processes })).toBe('yes yes');
    const plugIn =
      '/Applications/WireGuard.app/Contents/PlugIns/WireGuardNetworkExtension.appex/Contents/MacOS/WireGuardNetworkExtension';
    expect(verdict('wireguard', { processes: [plugIn] })).toBe('yes yes');
    expect(
      verdict('wireguard', { processes: [plugIn], connections: [vpn('Disconnected', 'VPN:com.wireguard.macos')] }),
    ).toBe('yes no');
  });

  it.each([
    ['VPN:com.wireguard.macos', 'wireguard'],
    ['VPN:io.tailscale.ipn.macos', 'tailscale'],
    ['VPN:com.nordvpn.NordVPN', 'nordvpn'],
    ['VPN:com.surfshark.vpnclient.macos.direct', 'surfshark'],
    ['VPN:ch.protonvpn.mac', 'other-vpn'],
    ['VPN:com.nordvpnish', 'other-vpn'],
    ['IPSec', 'other-vpn'],
    ['PPP:L2TP', 'other-vpn'],
  ] as const)('%s belongs to %s and to no other tool', (kind, id) => {
    const { tools } = defence(answersOf({ connections: [vpn('Connected', kind)] }));
    expect(tools.filter(({ running }) => running === 'yes').map((one) => one.id)).toEqual([id]);
    expect(tool(id, answersOf({ connections: [vpn('Connected', kind)] })).how).toBe('Its VPN “Work” is connected.');
  });

  it('is not what a modem or a DSL line is', () => {
    const { tools } = defence(
      answersOf({ connections: [vpn('Connected', 'PPP:Modem'), vpn('Connected', 'PPP:PPPoE')] }),
    );
    expect(tools.filter(({ running, installed }) => running !== 'no' || installed === 'yes')).toEqual([]);
  });
});

describe('a source that is missing or not whole', () => {
  const whole = answersOf({});
  const damaged: readonly (readonly [string, Partial<DefenceAnswers>])[] = [
    ['extensions unreadable', { extensions: said('', { exitCode: 1 }) }],
    ['extensions that were not asked', { extensions: undefined }],
    ['extensions fewer than announced', { extensions: said(extensionList([], 'cmio', 1)) }],
    ['an extension that is not understood', { extensions: said(`${extensionList([])}something\n`) }],
    ['connections unreadable', { connections: { kind: 'timed-out', afterMs: 5_000 } }],
    ['a connection that is not understood', { connections: said(connectionList(['* (Verbunden) x'])) }],
    [
      'connections without their first line',
      { connections: said(`${connectionRow({ state: 'Disconnected', kind: 'PPP:Modem' })}\n`) },
    ],
    ['processes unreadable', { processes: said('') }],
    ['processes without the first of all', { processes: said('  77 0 /usr/libexec/logd\n') }],
    ['a process that is not understood', { processes: said(`${processList([])}something\n`) }],
  ];

  it.each(damaged)('is a gap that decides, and no tool that it would show is “no”: %s', (_how, change) => {
    const { tools, gaps } = defence({ ...whole, ...change });
    expect(gaps.map(({ decides }) => decides)).toEqual([true]);
    expect(tools.filter(({ installed }) => installed === 'no')).toEqual([]);
    const shown = tools.filter((one) => {
      const known: KnownTool | undefined = DEFENCE_TOOLS.find(({ id }) => id === one.id);
      if ('processes' in change) return true;
      return 'connections' in change ? one.kind === 'vpn' : (known?.extensions.length ?? 0) > 0;
    });
    expect(shown.length).toBeGreaterThan(3);
    expect([...new Set(shown.map(({ running }) => running))]).toEqual(['unknown']);
  });

  it('takes nothing back that another source proves', () => {
    const lulu = answersOf({ extensions: [extensionRow(LULU)], processes: [hosted(LULU.bundle)] });
    expect(tool('lulu', { ...lulu, extensions: said('') })).toMatchObject({ installed: 'yes', running: 'yes' });
    expect(tool('lulu', { ...lulu, connections: said('') })).toMatchObject({ installed: 'yes', running: 'yes' });
    expect(tool('lulu', { ...lulu, processes: said('') })).toMatchObject({ installed: 'yes', running: 'unknown' });
    const vpn = answersOf({ extensions: [extensionRow(TAILSCALE)], processes: [hosted(TAILSCALE.bundle)] });
    expect(tool('tailscale', { ...vpn, connections: said('') })).toMatchObject({
      installed: 'yes',
      running: 'unknown',
    });
  });

  it('is never made good by cutting an answer: no tool runs that did not run before', () => {
    const mac = answersOf({
      extensions: [extensionRow(LULU), extensionRow(FALCON), extensionRow({ ...SANTA, team: 'AAAAAAAAAA' })],
      connections: [connectionRow({ state: 'Disconnected', kind: TAILSCALE_VPN })],
      processes: [hosted(SANTA.bundle), hosted(TAILSCALE.bundle), '/usr/libexec/logd'],
    });
    expect(defence(mac).tools.filter(({ running }) => running === 'yes')).toEqual([]);
    const keys = ['extensions', 'connections'] as const;
    fc.assert(
      fc.property(
        fc.constantFrom(...keys),
        fc.nat(),
        fc.string({ unit: 'binary', maxLength: 20 }),
        (key, at, other) => {
          const answer = mac[key];
          if (answer.kind !== 'exited') throw new Error(key);
          const place = at % (answer.stdout.length + 1);
          for (const stdout of [
            answer.stdout.slice(0, place),
            answer.stdout.slice(0, place) + other + answer.stdout.slice(place),
          ]) {
            const { tools, gaps } = defence({ ...mac, [key]: said(stdout) });
            const better = tools.filter(({ running }) => running === 'yes');
            if (!gaps.some(({ decides }) => decides)) expect([stdout, better]).toEqual([stdout, []]);
          }
        },
      ),
      { numRuns: 600 },
    );
  });

  it('never throws, whatever the answers are', () => {
    const answer = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 80 }).map((text) => said(text)),
      fc.constant(undefined),
      fc.constant({ kind: 'not-started', reason: 'missing' } as const),
    );
    const keys = [
      'extensions',
      'connections',
      'processes',
      'tailscale',
      'santa',
      'falcon',
      'sentinel',
      'cortex',
      'brew',
      'agents',
    ];
    fc.assert(
      fc.property(fc.array(answer, { minLength: keys.length, maxLength: keys.length }), (results) => {
        const given = keys.map((key, at) => [key, results[at]] as const).filter(([, result]) => result !== undefined);
        const found = defence({
          extensions: undefined,
          connections: undefined,
          processes: undefined,
          ...Object.fromEntries(given),
        });
        expect(found.tools).toHaveLength(DEFENCE_TOOLS.length);
        expect(found.gaps.filter(({ decides }) => decides).length).toBeGreaterThanOrEqual(1);
      }),
    );
  });
});

describe('what a tool says of itself', () => {
  const daemon: Mac = { processes: ['/opt/homebrew/bin/tailscaled'] };
  const status = (backend: string): Partial<DefenceAnswers> => ({ tailscale: said(`{"BackendState":"${backend}"}`) });

  it.each([
    ['Running', 'yes yes'],
    ['Stopped', 'yes no'],
    ['NeedsLogin', 'yes no'],
    ['Starting', 'yes no'],
    ['Sleeping', 'yes unknown'],
  ])('Tailscale: %s goes before its process', (backend, expected) => {
    expect(verdict('tailscale', daemon, status(backend))).toBe(expected);
  });

  it('a service that does not answer is down, and a contradiction where its process runs', () => {
    const down = said('failed to connect to local Tailscale service; is Tailscale running?\n', { exitCode: 1 });
    expect(verdict('tailscale', {}, { tailscale: down })).toBe('yes no');
    expect(verdict('tailscale', daemon, { tailscale: down })).toBe('yes unknown');
    const santa = said('An error occurred communicating with the daemon, is it running?\n', { exitCode: 1 });
    expect(verdict('santa', { extensions: [extensionRow(SANTA)] }, { santa })).toBe('yes no');
    expect(verdict('santa', { extensions: [extensionRow(SANTA)], processes: [hosted(SANTA.bundle)] }, { santa })).toBe(
      'yes unknown',
    );
  });

  it('a tool that fails to answer leaves the verdict to the other sources, and a gap that does not decide', () => {
    const failing = [said('', { exitCode: 1 }), said('panic'), { kind: 'timed-out', afterMs: 5_000 }] as const;
    for (const tailscale of failing) {
      expect(verdict('tailscale', daemon, { tailscale })).toBe('yes yes');
      expect(defence({ ...answersOf(daemon), tailscale }).gaps.map(({ decides }) => decides)).toEqual([false]);
    }
  });

  it('a tool that is missing is not there, and no gap', () => {
    const missing = { kind: 'not-started', reason: 'there is no such program' } as const;
    const found = defence({ ...answersOf({}), tailscale: missing, santa: missing, brew: missing });
    expect(found).toEqual(defence(answersOf({})));
  });

  it.each([
    ['santa', { santa: said('>>> Daemon Info\n  Mode | Monitor\n') }, 'yes yes'],
    ['crowdstrike-falcon', { falcon: said('=== agent_info ===\nSensor operational: true\n') }, 'yes yes'],
    ['crowdstrike-falcon', { falcon: said('=== agent_info ===\nSensor operational: false\n') }, 'yes no'],
    ['crowdstrike-falcon', { falcon: said('=== agent_info ===\nversion: 7.39\n') }, 'yes no'],
    ['sentinelone', { sentinel: said('SentinelOne 24.1.2.7444\n') }, 'yes no'],
    ['sentinelone', { sentinel: said('Agent\n  Protection: enabled\n') }, 'yes yes'],
    ['sentinelone', { sentinel: said('Agent\n  Protection: disabled\n') }, 'yes no'],
    ['cortex-xdr', { cortex: said('Cortex XDR (R) supervisor tool 8.2.1.47908\n') }, 'yes no'],
    [
      'suricata',
      { brew: said('suricata started root /Library/LaunchDaemons/homebrew.mxcl.suricata.plist\n') },
      'yes no',
    ],
    ['snort', { brew: said('snort none\n') }, 'yes no'],
    ['suricata', { agents: said('PID\tStatus\tLabel\n77\t0\thomebrew.mxcl.suricata\n') }, 'yes yes'],
    ['suricata', { agents: said('PID\tStatus\tLabel\n-\t78\thomebrew.mxcl.suricata\n') }, 'yes no'],
  ] as const)('%s, told %j: %s', (id, more, expected) => {
    expect(verdict(id, {}, more)).toBe(expected);
  });
});

describe('an extension of a tool that is not in the list', () => {
  it('is named when it watches programs or the network and is turned on', () => {
    const jamf = { team: '483DWKW443', bundle: 'com.jamf.protect.security-extension' };
    const others = (text: string): readonly string[] =>
      defence({ ...answersOf({}), extensions: said(text) }).others.map(({ bundle }) => bundle);
    expect(others(extensionList([extensionRow(jamf)], 'endpoint_security'))).toEqual([jamf.bundle]);
    expect(others(extensionList([extensionRow(jamf)], 'driver_extension'))).toEqual([]);
    expect(others(extensionList([extensionRow({ ...jamf, marks: '' })], 'endpoint_security'))).toEqual([]);
    expect(others(extensionList([extensionRow(LULU)], 'endpoint_security'))).toEqual([]);
  });
});

describe.skipIf(!haveFixtures())('captured lists, with no process of a tool running', () => {
  const installed = (file: string): readonly string[] => {
    const extensions = said(fixture(`bindings/${file}`));
    const { tools } = defence({ ...answersOf({}), extensions });
    expect(tools.filter(({ running }) => running !== 'no')).toEqual([]);
    return tools.filter((one) => one.installed === 'yes').map(({ id }) => id);
  };

  it.each([
    ['systemextensionsctl-macos26-littlesnitch-tailscale.txt', ['tailscale', 'nordvpn', 'little-snitch']],
    ['systemextensionsctl-ramen-disabled-and-inactive.txt', ['cisco-secure-client', 'crowdstrike-falcon']],
    ['systemextensionsctl-ramen-terminated-waiting-to-uninstall.txt', ['cisco-secure-client']],
    ['systemextensionsctl-zero.txt', []],
  ] as const)('%s: installed, and “activated enabled” alone never runs', (file, ids) => {
    expect(installed(file)).toEqual(ids);
  });

  it('scutil-nc-list.txt: Tailscale is connected, ProtonVPN is another VPN that is not', () => {
    const connections = said(fixture('bindings/scutil-nc-list.txt'));
    const { tools } = defence({ ...answersOf({}), connections });
    expect(tools.filter((one) => one.installed === 'yes').map(({ id, running }) => [id, running])).toEqual([
      ['tailscale', 'yes'],
      ['other-vpn', 'no'],
    ]);
  });
});
