import { describe, expect, it } from 'vitest';
import type { CommandResult } from '../../../src/core/command';
import { parseBrewServices } from '../../../src/core/parse/brew-services';
import { parseCortex, parseSentinel } from '../../../src/core/parse/edr-text';
import { parseFalconStats } from '../../../src/core/parse/falconctl';
import { parseLaunchctlList } from '../../../src/core/parse/launchctl-list';
import { parseSantaStatus } from '../../../src/core/parse/santactl';
import { isVpn, parseNetworkConnections } from '../../../src/core/parse/scutil-nc';
import { parseSystemExtensions } from '../../../src/core/parse/system-extensions';
import { parseTailscaleStatus } from '../../../src/core/parse/tailscale';
import { fc } from '../fixed-chance';
import { type AnyParser, said, valueOf } from '../parse/parsers';
import { connectionList, connectionRow, extensionList, extensionRow, LULU } from './answers';

const PARSERS: Readonly<Record<string, AnyParser>> = {
  systemExtensions: parseSystemExtensions,
  networkConnections: parseNetworkConnections,
  tailscale: parseTailscaleStatus,
  santa: parseSantaStatus,
  falcon: parseFalconStats,
  sentinel: parseSentinel,
  cortex: parseCortex,
  brewServices: parseBrewServices,
  launchctlList: parseLaunchctlList,
};

/** One whole answer of each, to be cut and damaged. */
const WHOLE: Readonly<Record<string, string>> = {
  systemExtensions: extensionList([extensionRow(LULU), extensionRow({ ...LULU, marks: '' })]),
  networkConnections: connectionList([connectionRow({ state: 'Connected', kind: 'IPSec' })]),
  tailscale: '{"Version":"1.76.1","BackendState":"Running","Self":{},"Peer":null}',
  santa: '>>> Daemon Info\n  Mode   | Lockdown\n>>> Cache Info\n  Root cache count | 1\n',
  falcon: '=== agent_info ===\nversion: 7.39\nSensor operational: true\n',
  sentinel: 'Agent\n   Version:      23.4.1.7125\n   Protection:   enabled\nManagement\n   Connected:    yes\n',
  cortex: 'Cortex XDR (R) supervisor tool 8.2.1.47908\n(c) Palo Alto Networks, Inc. All rights reserved\n',
  brewServices: 'Name    Status  User File\nredis   started maya ~/Library/LaunchAgents/homebrew.mxcl.redis.plist\n',
  launchctlList: 'PID\tStatus\tLabel\n412\t0\tcom.apple.Finder\n',
};
const NAMES = Object.keys(PARSERS);

function parse(name: string, result: CommandResult | undefined): ReturnType<AnyParser> {
  const parser = PARSERS[name];
  if (parser === undefined) throw new Error(name);
  return parser(result);
}

describe.each(NAMES)('%s', (name) => {
  it('reads the whole answer, and nothing of what is no answer', () => {
    expect(parse(name, said(WHOLE[name] ?? '')).kind).toBe('read');
    const none: readonly (CommandResult | undefined)[] = [
      undefined,
      { kind: 'timed-out', afterMs: 5_000 },
      { kind: 'flooded', limitBytes: 1_024 },
      { kind: 'cancelled' },
      { kind: 'not-started', reason: 'there is no such program' },
      { kind: 'signalled', signal: 'SIGKILL', stdout: WHOLE[name] ?? '', stderr: '' },
      said(''),
      said(' \n\t\n'),
      said('', { stderr: 'Usage: …', exitCode: 64 }),
    ];
    for (const result of none) expect([result, parse(name, result).kind]).toEqual([result, 'unreadable']);
  });

  it('never throws, and takes no text that no tool prints for an answer', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.string({ unit: fc.constantFrom(...'*\t ()[]"|:=>-.{}\n0a'.split('')), maxLength: 200 }),
    );
    fc.assert(
      fc.property(text, text, fc.constantFrom(0, 1, 255), (stdout, stderr, exitCode) => {
        const parsed = parse(name, said(stdout, { stderr, exitCode }));
        // Three marks are enough for a row of these: "a:b" below a heading has a chance of being hit.
        if (name !== 'falcon' && name !== 'sentinel') expect([stdout, valueOf(parsed)]).toEqual([stdout, 'unreadable']);
      }),
      { numRuns: 400 },
    );
  });

  it('never throws on an answer that was cut or has other characters in it', () => {
    const whole = WHOLE[name] ?? '';
    fc.assert(
      fc.property(
        fc.nat(whole.length),
        fc.nat(whole.length),
        fc.string({ unit: 'binary', maxLength: 4 }),
        (from, to, other) => {
          const [start, end] = [Math.min(from, to), Math.max(from, to)];
          for (const damaged of [whole.slice(start, end), whole.slice(0, start) + other + whole.slice(end)]) {
            expect(['read', 'unreadable']).toContain(parse(name, said(damaged)).kind);
          }
        },
      ),
    );
  });

  it.each(['\n', '\t', '* ', '(', '["', 'a:', '=== '])('reads a megabyte of %j to its end', (piece) => {
    const long = piece.repeat(Math.ceil((1024 * 1024) / piece.length));
    expect(parse(name, said(long)).kind).toBe('unreadable');
    expect(['read', 'unreadable']).toContain(parse(name, said(`${WHOLE[name] ?? ''}${long}`)).kind);
  });
});

describe('rows are kept or named as not understood, never dropped', () => {
  const foreign = fc.string({ unit: fc.constantFrom(...'*\tab ()[]"-:1'.split('')), maxLength: 40 });
  const isBlank = (line: string): boolean => line.trim() === '';

  function counts(line: string, row: string, parseAll: (lines: readonly string[]) => { kept: number; unread: number }) {
    return fc.property(fc.array(fc.oneof(fc.constant(row), fc.constant(line), foreign), { maxLength: 8 }), (lines) => {
      const { kept, unread } = parseAll(lines);
      expect([lines, kept + unread]).toEqual([lines, lines.filter((one) => !isBlank(one)).length]);
      expect(kept).toBeGreaterThanOrEqual(lines.filter((one) => one === row).length);
    });
  }

  it('systemextensionsctl', () => {
    fc.assert(
      counts('*\t*\tVBG97UB4TA\tcom.objective-see.lulu', extensionRow(LULU), (lines) => {
        const parsed = parseSystemExtensions(said(['0 extension(s)', ...lines].join('\n')));
        if (parsed.kind === 'unreadable') throw new Error(parsed.reason);
        expect(parsed.value.complete).toBe(lines.every(isBlank));
        return { kept: parsed.value.extensions.length, unread: parsed.value.unread.length };
      }),
    );
  });

  it('scutil', () => {
    const row = connectionRow({ state: 'Disconnected', kind: 'VPN:ch.protonvpn.mac' });
    fc.assert(
      counts(row.replace('Disconnected', 'Getrennt'), row, (lines) => {
        const parsed = parseNetworkConnections(said(connectionList(lines)));
        if (parsed.kind === 'unreadable') throw new Error(parsed.reason);
        expect(parsed.value.complete).toBe(parsed.value.unread.length === 0);
        return { kept: parsed.value.connections.length, unread: parsed.value.unread.length };
      }),
    );
  });

  it('brew services', () => {
    const row = 'redis started maya ~/Library/LaunchAgents/homebrew.mxcl.redis.plist';
    fc.assert(
      counts('redis gestartet', row, (lines) => {
        const parsed = parseBrewServices(said(['Name Status User File', ...lines].join('\n')));
        if (parsed.kind === 'unreadable') throw new Error(parsed.reason);
        return { kept: parsed.value.services.length, unread: parsed.value.unread.length };
      }),
    );
  });

  it('launchctl list', () => {
    fc.assert(
      counts('412\t0', '412\t0\tcom.apple.Finder', (lines) => {
        const parsed = parseLaunchctlList(said(['PID\tStatus\tLabel', ...lines].join('\n')));
        if (parsed.kind === 'unreadable') throw new Error(parsed.reason);
        return { kept: parsed.value.jobs.length, unread: parsed.value.unread.length };
      }),
    );
  });
});

describe('systemextensionsctl list', () => {
  const list = (text: string): unknown => valueOf(parseSystemExtensions(said(text)));

  it('takes a version to its last bracket', () => {
    const row = extensionRow({ ...LULU, version: '6.5 nightly (7300)/7300' });
    expect(list(extensionList([row]))).toMatchObject({ extensions: [{ version: '6.5 nightly (7300)/7300' }] });
  });

  it('takes an empty cell and one blank for a mark that is not set, and nothing else', () => {
    for (const marks of ['', ' '] as const) {
      const row = extensionRow({ ...LULU, marks });
      expect(list(extensionList([row]))).toMatchObject({
        extensions: [{ enabled: false, active: false }],
        complete: true,
      });
    }
    const row = extensionRow(LULU).replace('*', 'x');
    expect(list(extensionList([row]))).toMatchObject({ extensions: [], unread: [row], complete: false });
  });

  it.each([
    ['fewer than announced', extensionList([extensionRow(LULU)], 'network_extension', 2)],
    ['more than announced', extensionList([extensionRow(LULU), extensionRow({ ...LULU, version: '2/2' })], 'cmio', 1)],
    ['a row that was cut', extensionList([extensionRow(LULU), extensionRow(LULU).slice(0, 40)])],
  ])('is not complete with %s', (_how, text) => {
    expect(list(text)).toMatchObject({ complete: false });
  });

  it('is not complete when it was cut anywhere before the end of its last row', () => {
    const whole = extensionList([extensionRow(LULU), extensionRow({ ...LULU, version: '2/2' })]);
    for (let length = 0; length < whole.trimEnd().length; length += 1) {
      const cut = list(whole.slice(0, length));
      if (cut !== 'unreadable') expect([length, cut]).toEqual([length, expect.objectContaining({ complete: false })]);
    }
    expect(list(whole.trimEnd())).toMatchObject({ complete: true });
  });

  it('is complete with one extension below two headings, counted once or twice', () => {
    const rows = [extensionRow(LULU), extensionRow(LULU)];
    expect(list(extensionList(rows, 'network_extension', 1))).toMatchObject({ complete: true });
    expect(list(extensionList(rows, 'network_extension', 2))).toMatchObject({ complete: true });
  });
});

describe('scutil --nc list', () => {
  const list = (...rows: readonly string[]): unknown => valueOf(parseNetworkConnections(said(connectionList(rows))));

  it('takes a name with brackets, quotation marks and blanks whole', () => {
    const name = 'Büro "A" [IPSec] (Connected)';
    const row = connectionRow({ state: 'Invalid', kind: 'PPP:L2TP', name });
    expect(list(row)).toMatchObject({ connections: [{ name, kind: 'PPP:L2TP', state: 'Invalid' }], complete: true });
  });

  it('takes no state in another language, and no row without its kind', () => {
    const good = connectionRow({ state: 'Connected', kind: 'IPSec' });
    for (const row of [
      good.replace('Connected', 'Verbunden'),
      good.replace(' [IPSec]', ''),
      good.replaceAll('"', ''),
    ]) {
      expect(list(good, row)).toMatchObject({ connections: [{ kind: 'IPSec' }], unread: [row], complete: false });
    }
  });

  it('knows a VPN from a modem, a DSL line and a board at the USB port', () => {
    const vpn = ['VPN', 'VPN:com.wireguard.macos', 'IPSec', 'PPP:L2TP', 'PPP:PPTP'];
    const others = ['PPP:Modem', 'PPP:PPPoE', 'PPP:PPPSerial', 'PPP', 'VPNX'];
    const kinds = [...vpn, ...others].map((kind) => connectionRow({ state: 'Connected', kind }));
    const parsed = parseNetworkConnections(said(connectionList(kinds)));
    expect(parsed.kind === 'read' && parsed.value.connections.filter(isVpn).map(({ kind }) => kind)).toEqual(vpn);
  });
});

describe('tailscale status --json', () => {
  const status = (text: string, exitCode = 0): unknown => valueOf(parseTailscaleStatus(said(text, { exitCode })));

  it.each(['NoState', 'NeedsLogin', 'NeedsMachineAuth', 'Stopped', 'Starting', 'Running'])(
    'knows the state %s',
    (state) => {
      expect(status(`{"BackendState":"${state}"}`)).toMatchObject({ backend: state, said: state });
    },
  );

  it('keeps a state that it does not know as such', () => {
    for (const state of ['Sleeping', 'running', '', 'constructor']) {
      expect(status(`{"BackendState":"${state}"}`)).toMatchObject({ backend: 'other', said: state });
    }
  });

  it('counts peers in a map and in null, and not where they are not told', () => {
    const big =
      '{"BackendState":"Running","Self":{"UserID":9007199254740993123},"Peer":{"a":{"UserID":9007199254740993123}},"Health":["x",1]}';
    expect(status(big)).toMatchObject({ backend: 'Running', peers: 1, health: ['x'] });
    expect(status('{"BackendState":"Running","Peer":null}')).toMatchObject({ peers: 0 });
    expect(status('{"BackendState":"Running"}')).not.toHaveProperty('peers');
  });

  it('takes the failure of the app for no answer, wherever it stands and however it ended', () => {
    const failed =
      'The Tailscale GUI failed to start: The operation couldn’t be completed. (Tailscale.CLIError error 3.)\n';
    expect(status(failed)).toBe('unreadable');
    expect(status(`{"BackendState":"Running"}\n${failed}`)).toBe('unreadable');
    expect(status(failed, 1)).toBe('unreadable');
    for (const text of ['{', '{}', '[]', '{"BackendState":7}', 'Running', '"Running"'])
      expect(status(text)).toBe('unreadable');
  });
});

describe('santactl, sentinelctl, falconctl, brew', () => {
  it('Santa’s daemon that does not answer is an answer; a status without a mode is none', () => {
    const down = said('An error occurred communicating with the daemon, is it running?\n', { exitCode: 1 });
    expect(valueOf(parseSantaStatus(down))).toEqual({ kind: 'no-daemon' });
    expect(valueOf(parseSantaStatus(said('>>> Daemon Info\n  Log Type | file\n')))).toBe('unreadable');
    const odd = said('Loading\n>>> Daemon Info\n  Mode | Lockdown\n  odd\n  | x\n');
    expect(valueOf(parseSantaStatus(odd))).toMatchObject({ mode: 'Lockdown', unread: ['Loading', '  odd', '  | x'] });
  });

  it('SentinelOne’s status says whether it protects and is connected, and only in words that are known', () => {
    expect(valueOf(parseSentinel(said(WHOLE['sentinel'] ?? '')))).toEqual({
      version: '23.4.1.7125',
      protection: 'enabled',
      connected: true,
      unread: [],
    });
    const vague = said('Agent\n   Protection:   perhaps\n   Connected:   no\n!\n');
    expect(valueOf(parseSentinel(vague))).toEqual({ connected: false, unread: ['!'] });
  });

  it('Falcon’s sensor is operational only where nothing says otherwise', () => {
    const stats = (...values: readonly string[]): unknown =>
      valueOf(parseFalconStats(said(values.map((value) => `=== a ===\nSensor operational: ${value}\n`).join(''))));
    expect(stats('true', 'true')).toMatchObject({ operational: true });
    expect(stats('false')).toMatchObject({ operational: false });
    expect(stats('true', 'false')).not.toHaveProperty('operational');
    expect(stats('yes')).not.toHaveProperty('operational');
  });

  it('Homebrew’s list may be empty, and may hold an exit code', () => {
    const empty = said('', { stderr: 'Warning: No services available to control with `brew services`\n' });
    expect(valueOf(parseBrewServices(empty))).toEqual({ services: [], unread: [] });
    expect(
      valueOf(parseBrewServices(said('dnsmasq error  256 root /Library/LaunchDaemons/a b.plist\nsnort none\n'))),
    ).toEqual({
      services: [
        { name: 'dnsmasq', state: 'error', exitCode: 256, user: 'root', file: '/Library/LaunchDaemons/a b.plist' },
        { name: 'snort', state: 'none' },
      ],
      unread: [],
    });
  });
});
