import { afterAll, describe, expect, it } from 'vitest';
import { joinSockets } from '../../../src/core/exposure/join-sockets';
import { parseIfconfig } from '../../../src/core/parse/ifconfig';
import { LSOF_CONNECTIONS, LSOF_LISTENING, parseLsof } from '../../../src/core/parse/lsof';
import { NETSTAT_TCP, parseNetstatSockets } from '../../../src/core/parse/netstat-sockets';
import { addressClass, isLoopback } from '../../../src/core/parse/socket-address';
import type { SocketRows } from '../../../src/core/parse/socket-row';
import { fixture, fixtureIndex, haveFixtures } from '../../sim/fixtures';
import { CAPTURED_SOCKETS } from './captured-sockets';
import { listenerLine, printed, rowLine, valueOf } from './socket-lines';

const skipped = !haveFixtures();
let judged = 0;
afterAll(() => {
  if (!skipped) console.log(`Captured answers of lsof and netstat that parsers have judged: ${judged}.`);
});

function rowsIn(file: string): SocketRows {
  judged += 1;
  const text = fixture(file);
  if (!file.includes('/lsof')) return valueOf(parseNetstatSockets(NETSTAT_TCP, printed(text)));
  return valueOf(parseLsof(LSOF_LISTENING, printed(text, { exitCode: text === '' ? 1 : 0 })));
}

/** How many rows a person counts: file descriptors, or lines that are no header. */
function countedIn(text: string): number {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (lines.some((line) => /^p\d+$/.test(line))) return lines.filter((line) => line.startsWith('f')).length;
  return lines.filter((line) => !/^(?:COMMAND +PID|Proto Recv-Q|Active Internet)/.test(line)).length;
}

describe.skipIf(skipped)('a captured answer of lsof or netstat', () => {
  it.each(Object.entries(CAPTURED_SOCKETS))('%s: every row of it, and no other', (file, expected) => {
    const { rows, skipped: aside, unread } = rowsIn(file);
    const shown = expected.connections === undefined ? rows : rows.filter(({ remote }) => remote === undefined);
    expect(shown.map(rowLine)).toEqual(expected.rows);
    expect({ aside, unread: unread.length, others: rows.length - shown.length }).toEqual({
      aside: expected.skipped ?? 0,
      unread: expected.unread ?? 0,
      others: expected.connections ?? 0,
    });
    expect(rows.length + aside + unread.length).toBe(countedIn(fixture(file)));
  });

  it('is in the table, whichever it is', () => {
    const files = ['bindings', 'services'].flatMap((folder) =>
      fixtureIndex(folder).flatMap(({ file }) => (/^(?:lsof|netstat)/.test(file) ? [`${folder}/${file}`] : [])),
    );
    expect(files.length).toBeGreaterThan(35);
    expect(files.filter((file) => CAPTURED_SOCKETS[file] === undefined)).toEqual([]);
  });
});

describe.skipIf(skipped)('two captured answers about one Mac', () => {
  it('netstat and lsof as root: every socket once, both families told, all addresses but one whole', () => {
    const { listening, unread } = joinSockets({
      netstat: [rowsIn('bindings/netstat-anv-listen-2021.txt')],
      lsof: [rowsIn('bindings/lsof-sudo-launchd-2021.txt')],
    });
    expect(listening.map(listenerLine)).toEqual([
      'tcp IPv4 * 22 [netstat+lsof] 1 launchd',
      'tcp IPv6 * 22 [netstat+lsof] 1 launchd',
      'tcp IPv4 * 88 [netstat+lsof] 116 kdc',
      'tcp IPv6 * 88 [lsof] 116 kdc',
      'tcp IPv4 127.0.0.1 631 [netstat+lsof] 26008 cupsd',
      'tcp IPv6 ::1 631 [netstat+lsof] 26008 cupsd',
      'tcp IPv4 127.0.0.1 2015 [lsof] 70 expressvp',
      'tcp dual * 3283 [netstat+lsof] 528 ARDAgent',
      'tcp IPv4 * 5900 [netstat+lsof] 1 launchd',
      'tcp IPv6 * 5900 [netstat+lsof] 1 launchd',
      'tcp IPv4 * 15018 [lsof] 692 UniCRSLoc',
      'tcp IPv4 127.0.0.1 16107 [lsof] 669 delfino',
      'tcp IPv6 fe80::aede:48ff:fe00:1122%5 49154 [lsof] 77 remoted',
      'tcp IPv6 fe80::aede:48ff:… 49159 [netstat] 77 remoted',
      'tcp IPv4 * 49177 [netstat+lsof] 397 rapportd',
      'tcp IPv6 * 49177 [netstat+lsof] 397 rapportd',
      'tcp IPv4 127.0.0.1 49315 [lsof] 724 Google',
    ]);
    expect(unread).toEqual([]);
    expect(listening.filter(({ local }) => isLoopback(local)).map(({ local }) => local.port)).toEqual([
      631, 631, 2015, 16_107, 49_315,
    ]);
  });

  it('netstat and lsof without root: 22, 88, 631 and 5900 have no owner, the person’s own have', () => {
    const { listening } = joinSockets({
      netstat: [rowsIn('services/netstat_tcp_ssh-vnc-ard-listening_no-root.txt')],
      lsof: [rowsIn('services/lsof-F_same-machine_no-root_misses-22-and-5900.txt')],
    });
    expect(listening.map(listenerLine)).toEqual([
      'tcp IPv4 * 22 [netstat]',
      'tcp IPv6 * 22 [netstat]',
      'tcp IPv4 * 88 [netstat]',
      'tcp IPv6 * 88 [netstat]',
      'tcp IPv4 127.0.0.1 631 [netstat]',
      'tcp IPv6 ::1 631 [netstat]',
      'tcp dual * 3283 [netstat+lsof] 21918 ARDAgent #501',
      'tcp IPv4 * 5900 [netstat]',
      'tcp IPv6 * 5900 [netstat]',
      'tcp IPv4 127.0.0.1 8021 [netstat]',
      'tcp IPv6 ::1 8021 [netstat]',
      'tcp dual * 8770 [netstat+lsof] 751 sharingd #501',
      'tcp IPv4 127.0.0.1 11434 [netstat+lsof] 805 ollama #501',
      'tcp IPv4 127.0.0.1 20241 [netstat]',
      'tcp IPv4 * 49153 [netstat+lsof] 877 com.docker.backend #501',
      'tcp IPv4 * 55230 [netstat+lsof] 760 rapportd #501',
      'tcp IPv6 * 55230 [netstat+lsof] 760 rapportd #501',
    ]);
  });

  it('two programs on one port stay two: AirPlay on every address, another on this Mac alone', () => {
    const { listening } = joinSockets({ lsof: [rowsIn('bindings/lsof-airplay-vs-localhost5000.txt')] });
    expect(listening.filter(({ local }) => local.port === 5000).map(listenerLine)).toEqual([
      'tcp IPv4 * 5000 [lsof] 441 ControlCe',
      'tcp IPv4 127.0.0.1 5000 [lsof] 551 agent',
    ]);
  });

  it('two programs that hold one device are two owners of one socket', () => {
    const { listening } = joinSockets({ lsof: [rowsIn('services/lsof_columns_truncated-names.txt')] });
    expect(listening.map(listenerLine)).toContain('tcp IPv4 127.0.0.1 49153 [lsof] 877 com.docke, 916 vpnkit-br');
  });
});

describe.skipIf(skipped)('addresses in captures', () => {
  const classOf = (file: string, port: number): readonly string[] =>
    rowsIn(file)
      .rows.filter(({ local }) => local.port === port)
      .map(({ local }) => addressClass(local));

  it('mean what their index says', () => {
    const sudo = 'bindings/lsof-sudo-noN-2021.txt';
    expect(classOf(sudo, 53)).toEqual(['lan', 'loopback', 'link', 'loopback', 'loopback']);
    expect(classOf(sudo, 49_154)).toEqual(['link']);
    expect(classOf('bindings/netstat-anv-listen-2021.txt', 49_159)).toEqual(['link']);
    expect(classOf('bindings/netstat-anv-macos27-udp.txt', 5060)).toEqual(['public']);
    expect(classOf('services/netstat_tcp_no-sharing-ports.txt', 49_193)).toEqual(['link']);
    expect(classOf('bindings/lsof-vite-v6loop-docker.txt', 5273)).toEqual(['loopback']);
    expect(classOf('bindings/lsof-vite-v6loop-docker.txt', 5173)).toEqual(['wildcard']);
  });

  it('of interfaces: awdl0 is up and active, with a link-local address', () => {
    const { interfaces, unread } = valueOf(parseIfconfig(printed(fixture('services/ifconfig_awdl0_active.txt'))));
    expect(unread).toEqual([]);
    expect(interfaces).toEqual([
      {
        name: 'awdl0',
        up: true,
        index: 7,
        active: true,
        addresses: [{ family: 'IPv6', address: 'fe80::8', prefix: 64 }],
      },
    ]);
  });

  it('are the same when lsof was asked for everything', () => {
    const text = fixture('bindings/lsof-F-pcnPT.txt');
    const all = valueOf(parseLsof(LSOF_CONNECTIONS, printed(text)));
    expect(all).toEqual(valueOf(parseLsof(LSOF_LISTENING, printed(text))));
    expect(joinSockets({ lsof: [all] }).connections).toHaveLength(2);
  });
});
