import { afterAll, describe, expect, it } from 'vitest';
import type { CommandResult } from '../../../src/core/command';
import { parseBrewServices } from '../../../src/core/parse/brew-services';
import { parseCortex, parseSentinel } from '../../../src/core/parse/edr-text';
import { parseFalconStats } from '../../../src/core/parse/falconctl';
import { parseLaunchctlList } from '../../../src/core/parse/launchctl-list';
import { parseSantaStatus } from '../../../src/core/parse/santactl';
import { isVpn, parseNetworkConnections } from '../../../src/core/parse/scutil-nc';
import { parseSystemExtensions, type SystemExtension } from '../../../src/core/parse/system-extensions';
import { parseTailscaleStatus } from '../../../src/core/parse/tailscale';
import type { Parsed } from '../../../src/core/result';
import { fixture, fixtureIndex, haveFixtures } from '../../sim/fixtures';
import { said, valueOf } from './parsers';

const skipped = !haveFixtures();
const judged = new Set<string>();
afterAll(() => {
  if (!skipped) console.log(`Captured answers about defence tools that parsers have judged: ${judged.size}.`);
});

function text(file: string): string {
  judged.add(file);
  return fixture(`bindings/${file}`);
}

function readFrom<T>(parse: (result: CommandResult) => Parsed<T>, file: string, exitCode = 0): T {
  const parsed = parse(said(text(file), { exitCode }));
  if (parsed.kind === 'unreadable') throw new Error(`${file}: ${parsed.reason}`);
  return parsed.value;
}

/** A row in the order of its cells; marks as the tool prints them. */
function cells({ category, enabled, active, team, bundle, version, name, state }: SystemExtension): string {
  const short = category?.replace('com.apple.system_extension.', '') ?? '-';
  return [short, enabled ? '*' : '', active ? '*' : '', team, bundle, version, name, state].join('|');
}

describe.skipIf(skipped)('a captured answer of systemextensionsctl', () => {
  it.each([
    [
      'systemextensionsctl-macos26-littlesnitch-tailscale.txt',
      [
        'network_extension|*|*|MLZF7K7B5R|at.obdev.littlesnitch.networkextension|6.4.1/7212|Little Snitch Network Extension|activated enabled',
        'network_extension|*|*|W5364U7YZB|io.tailscale.ipn.macsys.network-extension|1.102.2/101.102.2|Tailscale Network Extension|activated enabled',
        'endpoint_security|*|*|W5W395V82Y|com.nordvpn.macos.Shield|10.8.1/371|NordVPN protection|activated enabled',
        'endpoint_security|||W5W395V82Y|com.nordvpn.macos.Shield|10.8.0/370|NordVPN protection|terminated waiting to uninstall on reboot',
        'endpoint_security|*|*|MLZF7K7B5R|at.obdev.littlesnitch.endpointsecurity|6.4.1/7212|Little Snitch Endpoint Security|activated enabled',
        'driver_extension|*|*|G43BCU2T37|org.pqrs.Karabiner-DriverKit-VirtualHIDDevice|1.8.0/1.8.0|org.pqrs.Karabiner-DriverKit-VirtualHIDDevice|activated enabled',
      ],
    ],
    [
      'systemextensionsctl-ramen-disabled-and-inactive.txt',
      [
        'network_extension|||DE8Y96K9QP|com.cisco.anyconnect.macos.acsockext|5.1.3.14/5.1.3.14|Cisco Secure Client - Socket Filter Extension|activated enabled',
        'endpoint_security|||X9E956P446|com.crowdstrike.falcon.Agent|7.30/202.02|Falcon Sensor|activated enabled',
      ],
    ],
    [
      'systemextensionsctl-ramen-terminated-waiting-to-uninstall.txt',
      [
        'network_extension|*|*|DE8Y96K9QP|com.cisco.anyconnect.macos.acsockext|5.1.3.14/5.1.3.14|Cisco Secure Client - Socket Filter Extension|activated enabled',
        'endpoint_security|||X9E956P446|com.crowdstrike.falcon.Agent|7.30/202.02|Falcon Sensor|terminated waiting to uninstall on reboot',
      ],
    ],
    ['systemextensionsctl-ramen-no-extensions.txt', []],
    ['systemextensionsctl-zero.txt', []],
  ] as const)('%s: every row, none left over, as many as announced', (file, rows) => {
    const list = readFrom(parseSystemExtensions, file);
    expect(list.extensions.map(cells)).toEqual(rows);
    expect(list).toMatchObject({ unread: [], complete: true });
  });

  it('of rows alone is read, and not complete, because nothing says how many there are', () => {
    const list = readFrom(parseSystemExtensions, 'systemextensionsctl-waiting-for-user.txt');
    expect(list.extensions.map(cells)).toEqual([
      '-|||WCKWMMKJ35|ai.canyonroad.agentsh.SysExt|1.0/14|ai.canyonroad.agentsh.SysExt|activated waiting for user',
      '-|||YHUG37CKN8|com.surfshark.vpnclient.macos.direct.TransparentProxy|4.29.0/4541|Surfshark. TransparentProxy|terminated waiting to uninstall on reboot',
    ]);
    expect(list).toMatchObject({ unread: [], complete: false });
  });
});

describe.skipIf(skipped)('a captured answer of scutil', () => {
  it('scutil-nc-list.txt: a VPN that is connected and one that is not', () => {
    expect(readFrom(parseNetworkConnections, 'scutil-nc-list.txt')).toEqual({
      complete: true,
      unread: [],
      connections: [
        {
          enabled: true,
          state: 'Connected',
          id: '07CD635E-71A1-4229-9C2F-B485A7702C9A',
          type: 'VPN (io.tailscale.ipn.macsys)',
          name: 'Tailscale',
          kind: 'VPN:io.tailscale.ipn.macsys',
          bundle: 'io.tailscale.ipn.macsys',
        },
        {
          enabled: true,
          state: 'Disconnected',
          id: '2C5C591F-B2EB-4ADD-8A69-04109E8ABCA1',
          type: 'VPN (ch.protonvpn.mac)',
          name: 'ProtonVPN',
          kind: 'VPN:ch.protonvpn.mac',
          bundle: 'ch.protonvpn.mac',
        },
      ],
    });
  });

  it('scutil-nc-list-ipsec.txt: a blank in place of the star is one that is turned off; no bundle where macOS makes it', () => {
    const list = readFrom(parseNetworkConnections, 'scutil-nc-list-ipsec.txt');
    expect(
      list.connections.map(({ enabled, state, name, kind, bundle }) => [enabled, state, name, kind, bundle]),
    ).toEqual([
      [true, 'Connected', 'Example VPN', 'IPSec', undefined],
      [false, 'Disconnected', 'Disabled VPN', 'IPSec', undefined],
      [true, 'Disconnected', 'VPN Client', 'VPN:kr.co.datasee.VPNClient', 'kr.co.datasee.VPNClient'],
    ]);
    expect(list.connections.every(isVpn)).toBe(true);
    expect(list).toMatchObject({ unread: [], complete: false });
  });
});

describe.skipIf(skipped)('a captured answer of a tool itself', () => {
  it('Tailscale: its state, or that its service does not answer', () => {
    expect(readFrom(parseTailscaleStatus, 'tailscale-status-stopped.json')).toEqual({
      kind: 'service',
      backend: 'Stopped',
      said: 'Stopped',
      version: '1.76.1',
      health: [],
    });
    expect(readFrom(parseTailscaleStatus, 'tailscale-status-nostate.json')).toMatchObject({ backend: 'NoState' });
    const down = text('tailscale-not-running.txt');
    for (const answer of [said(down, { exitCode: 1 }), said('', { stderr: down, exitCode: 1 })]) {
      expect(valueOf(parseTailscaleStatus(answer))).toEqual({ kind: 'no-service' });
    }
  });

  it('Santa: its mode and every row of every block', () => {
    const status = readFrom(parseSantaStatus, 'santactl-status.txt');
    if (status.kind !== 'daemon') throw new Error(status.kind);
    expect(status).toMatchObject({ mode: 'Monitor', unread: [] });
    expect(status.sections.map(({ name, entries }) => [name, entries.length])).toEqual([
      ['Daemon Info', 8],
      ['Cache Info', 2],
      ['Database Info', 8],
      ['Static Rules', 1],
      ['Watch Items', 5],
      ['Sync Info', 6],
    ]);
    expect(status.sections[0]?.entries[4]).toEqual({
      key: 'Removable Media Remounting Mode',
      value: 'rdonly, nosuid, noowners',
    });
  });

  it('CrowdStrike Falcon: the sensor is operational in both versions', () => {
    const stats = readFrom(parseFalconStats, 'falconctl-stats-agent_info.txt');
    expect(stats.operational).toBe(true);
    expect(stats.sections.map(({ name, entries }) => [name, entries.map(({ key }) => key)])).toEqual([
      ['agent_info', ['version', 'agentID', 'customerID', 'Sensor operational']],
      ['CloudInfo', ['Host', 'Port', 'State']],
      ['agent_info', ['version', 'Sensor operational', 'Sensor status']],
    ]);
    expect(stats.unread).toEqual(['Cloud Info']);
  });

  it('SentinelOne and Cortex XDR: their versions', () => {
    expect(readFrom(parseSentinel, 'edr-sentinelone-epp-24.1.2.7444-version.txt')).toEqual({
      version: '24.1.2.7444',
      unread: [],
    });
    expect(readFrom(parseCortex, 'edr-cortex-xdr-8.2.1.47908-info.txt')).toEqual({
      version: '8.2.1.47908',
      unread: [],
    });
  });
});

describe.skipIf(skipped)('a captured answer of what starts tools', () => {
  it('brew services: both forms of a row', () => {
    expect(readFrom(parseBrewServices, 'brew-services-list.txt')).toEqual({
      services: [
        {
          name: 'redis',
          state: 'started',
          user: 'david',
          file: '~/Library/LaunchAgents/homebrew.mxcl.redis.plist',
        },
        {
          name: 'postgresql',
          state: 'started',
          file: '/Users/luser10/Library/LaunchAgents/homebrew.mxcl.postgresql.plist',
        },
      ],
      unread: [],
    });
  });

  it('launchctl list: a job that runs, one that does not, one that a signal ended', () => {
    expect(readFrom(parseLaunchctlList, 'launchctl-list.txt')).toEqual({
      jobs: [
        { label: 'com.apple.Finder', pid: 412, status: 0 },
        { label: 'com.example.idle', status: 0 },
        { label: 'homebrew.mxcl.postgresql', pid: 918, status: -9 },
      ],
      unread: [],
    });
  });
});

describe.skipIf(skipped)('the captures about defence tools', () => {
  it('are all judged above', () => {
    const ours = /^(?:systemextensionsctl|scutil|tailscale|santactl|falconctl|edr|brew-services|launchctl-list)/;
    const captured = fixtureIndex('bindings').map(({ file }) => file);
    expect(captured.filter((file) => ours.test(file)).sort()).toEqual([...judged].sort());
  });
});
