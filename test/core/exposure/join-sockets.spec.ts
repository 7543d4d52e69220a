import { describe, expect, it } from 'vitest';
import { joinSockets, type SocketSources } from '../../../src/core/exposure/join-sockets';
import type { SocketTable } from '../../../src/core/exposure/socket';
import { LSOF_LISTENING, parseLsof } from '../../../src/core/parse/lsof';
import { NETSTAT_TCP, parseNetstatSockets } from '../../../src/core/parse/netstat-sockets';
import { parsePs } from '../../../src/core/parse/ps';
import { addressClass, isCut, isLoopback } from '../../../src/core/parse/socket-address';
import type { SocketRow, SocketRows } from '../../../src/core/parse/socket-row';
import { fc } from '../fixed-chance';
import { computingTime, connectionLine, listenerLine, printed, valueOf } from './socket-lines';

/** One row of `netstat -anv` on macOS 26: protocol, local end, owner, other end, state. */
function netstatRow(proto: string, local: string, owner = 'x:10', foreign = '*.*', state = 'LISTEN'): string {
  const start = `${proto.padEnd(5)} ${'0'.padStart(6)} ${'0'.padStart(6)}  ${local.padEnd(22)} ${foreign.padEnd(22)}`;
  const flags = '00180 00000006 0000000000000953 00000000 00000800      1      0 000000';
  return `${start} ${(proto.startsWith('udp') ? '' : state).padEnd(11)}  0  0  131072  131072 ${owner.padStart(16)}   ${flags}`;
}

function netstat(...rows: readonly string[]): SocketRows {
  const header =
    'Proto Recv-Q Send-Q  Local Address Foreign Address (state) rxbytes txbytes rhiwat shiwat process:pid state';
  return valueOf(parseNetstatSockets(NETSTAT_TCP, printed([header, ...rows, ''].join('\n'))));
}

/** Files of one process as `lsof -F pcuLftPnT` prints them: "tcp 4 *:22", "udp 6 *:5353", "tcp 4 a->b ESTABLISHED". */
function lsof(pid: number, name: string, ...files: readonly string[]): SocketRows {
  const sets = files.map((file, at) => {
    const [protocol = '', version = '', ends = '', state = 'LISTEN'] = file.split(' ');
    const told = protocol === 'tcp' ? `TST=${state}\nTQR=0\nTQS=0\n` : '';
    return `f${at + 3}\ntIPv${version}\nP${protocol.toUpperCase()}\nn${ends}\n${told}`;
  });
  return valueOf(parseLsof(LSOF_LISTENING, printed(`p${pid}\nc${name}\nu501\nLsome\n${sets.join('')}`)));
}

function ps(...rows: readonly string[]): Pick<Required<SocketSources>, 'ps'> {
  return { ps: valueOf(parsePs(printed(`    1     0 /sbin/launchd\n${rows.join('\n')}\n`))).processes };
}

function listening(sources: SocketSources): readonly string[] {
  return joinSockets(sources).listening.map(listenerLine);
}

describe('what netstat and lsof saw', () => {
  it('is one socket where process, address and port are the same', () => {
    const sources = {
      netstat: [netstat(netstatRow('tcp4', '127.0.0.1.5432', 'postgres:81'), netstatRow('udp4', '*.5353', 'mDNS:9'))],
      lsof: [lsof(81, 'postgres', 'tcp 4 127.0.0.1:5432')],
    };
    expect(listening(sources)).toEqual([
      'udp IPv4 * 5353 [netstat] 9 mDNS',
      'tcp IPv4 127.0.0.1 5432 [netstat+lsof] 81 postgres #501',
    ]);
  });

  it('is netstat’s dual stack, which lsof cannot tell from IPv6', () => {
    const sources = {
      netstat: [netstat(netstatRow('tcp46', '*.3000', 'node:7'))],
      lsof: [lsof(7, 'node', 'tcp 6 *:3000')],
    };
    expect(listening(sources)).toEqual(['tcp dual * 3000 [netstat+lsof] 7 node #501']);
    expect(listening({ ...sources, netstat: [netstat(netstatRow('tcp4', '*.3000', 'node:7'))] })).toEqual([
      'tcp IPv4 * 3000 [netstat] 7 node #501',
      'tcp IPv6 * 3000 [lsof] 7 node #501',
    ]);
  });

  it('is kept when only one of them saw it', () => {
    expect(listening({ netstat: [netstat(netstatRow('tcp4', '*.445', 'launchd:1'))] })).toEqual([
      'tcp IPv4 * 445 [netstat] 1 launchd',
    ]);
    expect(listening({ lsof: [lsof(7, 'node', 'tcp 6 [::1]:3000')] })).toEqual([
      'tcp IPv6 ::1 3000 [lsof] 7 node #501',
    ]);
    expect(joinSockets({})).toEqual({ listening: [], connections: [], unread: [] });
  });

  it('is one socket with several owners where netstat has only one there', () => {
    const sources = {
      netstat: [netstat(netstatRow('tcp4', '*.80', 'nginx:50'))],
      lsof: [lsof(51, 'nginx', 'tcp 4 *:80'), lsof(50, 'nginx', 'tcp 4 *:80')],
    };
    expect(listening(sources)).toEqual(['tcp IPv4 * 80 [netstat+lsof] 50 nginx #501, 51 nginx #501']);
  });

  it('is several sockets where netstat has several, each with its owner', () => {
    const rows = [netstatRow('udp4', '*.5353', 'mDNS:9'), netstatRow('udp4', '*.5353', 'Spotify:40')];
    const spotify = lsof(40, 'Spotify', 'udp 4 *:5353');
    expect(listening({ netstat: [netstat(...rows)], lsof: [spotify] })).toEqual([
      'udp IPv4 * 5353 [netstat] 9 mDNS',
      'udp IPv4 * 5353 [netstat+lsof] 40 Spotify #501',
    ]);
    expect(listening({ netstat: [netstat(...rows)], lsof: [lsof(77, 'Chrome', 'udp 4 *:5353')] })).toContain(
      'udp IPv4 * 5353 [lsof] 77 Chrome #501',
    );
    expect(listening({ lsof: [spotify, lsof(77, 'Chrome', 'udp 4 *:5353')] })).toHaveLength(2);
  });

  it('keeps an address and the wildcard apart, whoever holds them', () => {
    const rows = [netstatRow('tcp4', '127.0.0.1.5000', 'node:7'), netstatRow('tcp4', '*.5000', 'ControlCenter:2')];
    expect(listening({ netstat: [netstat(...rows)], lsof: [lsof(7, 'node', 'tcp 4 127.0.0.1:5000')] })).toEqual([
      'tcp IPv4 * 5000 [netstat] 2 ControlCenter',
      'tcp IPv4 127.0.0.1 5000 [netstat+lsof] 7 node #501',
    ]);
  });

  it('is not more for being told twice', () => {
    const row = netstatRow('tcp4', '*.80', 'nginx:50');
    const seen = lsof(50, 'nginx', 'tcp 4 *:80');
    const once = joinSockets({ netstat: [netstat(row)], lsof: [seen] });
    expect(joinSockets({ netstat: [netstat(row, row), netstat(row)], lsof: [seen, seen] })).toEqual(once);
  });

  it('has rows that were not understood, from every source', () => {
    const broken = netstat('tcp4 garbage');
    const alsoBroken = valueOf(parseLsof(LSOF_LISTENING, printed('p1\ncx\nf3\nPTCP\nn*:what\n')));
    expect(joinSockets({ netstat: [broken], lsof: [alsoBroken] }).unread).toEqual([
      'tcp4 garbage',
      'p1 cx f3 PTCP n*:what',
    ]);
  });
});

describe('an address that netstat cut', () => {
  const CUT = netstatRow('tcp6', 'fe80::aede:48ff:.49154', 'remoted:77');
  const counted = ({ listening: listeners }: SocketTable) => ({
    cut: listeners.filter(({ local }) => isCut(local)).length,
    whole: listeners.filter(({ local }) => !isCut(local)).length,
  });

  it('is completed by the row of the same process and port that begins so', () => {
    const table = joinSockets({
      netstat: [netstat(CUT)],
      lsof: [lsof(77, 'remoted', 'tcp 6 [fe80:5::aede:48ff:fe00:1122]:49154')],
    });
    expect(table.listening.map(listenerLine)).toEqual([
      'tcp IPv6 fe80::aede:48ff:fe00:1122%5 49154 [netstat+lsof] 77 remoted #501',
    ]);
  });

  it.each([
    ['another port', 'tcp 6 [fe80:5::aede:48ff:fe00:1122]:49155'],
    ['another beginning', 'tcp 6 [fe80:5::aede:49ff:fe00:1122]:49154'],
    ['this Mac alone', 'tcp 6 [::1]:49154'],
    ['the wildcard', 'tcp 6 *:49154'],
    ['UDP', 'udp 6 [fe80:5::aede:48ff:fe00:1122]:49154'],
  ])('is not completed by %s', (_what, file) => {
    const table = joinSockets({ netstat: [netstat(CUT)], lsof: [lsof(77, 'remoted', file)] });
    expect(counted(table)).toEqual({ cut: 1, whole: 1 });
    expect(table.listening.filter(({ local }) => isCut(local) && isLoopback(local))).toEqual([]);
  });

  it('is not completed by one of two that begin so, where neither is of the same process', () => {
    const cut = [CUT, netstatRow('tcp6', 'fe80::aede:48ff:.49154', 'other:78')];
    const seen = lsof(79, 'third', 'tcp 6 [fe80:5::aede:48ff:fe00:1122]:49154');
    expect(counted(joinSockets({ netstat: [netstat(...cut)], lsof: [seen] }))).toEqual({ cut: 2, whole: 1 });
  });

  it('is as many as there are: two rows alike may be two addresses', () => {
    const files = ['tcp 6 [fe80:5::aede:48ff:fe00:1122]:49154', 'tcp 6 [fe80:6::aede:48ff:fe00:3344]:49154'];
    const twice = { netstat: [netstat(CUT, CUT)], lsof: [lsof(77, 'remoted', ...files)] };
    expect(listening(twice)).toEqual([
      'tcp IPv6 fe80::aede:48ff:fe00:1122%5 49154 [netstat+lsof] 77 remoted #501',
      'tcp IPv6 fe80::aede:48ff:fe00:3344%6 49154 [netstat+lsof] 77 remoted #501',
    ]);
    expect(listening({ ...twice, lsof: [lsof(77, 'remoted', ...files.slice(0, 1))] })).toEqual([
      'tcp IPv6 fe80::aede:48ff:fe00:1122%5 49154 [netstat+lsof] 77 remoted #501',
      'tcp IPv6 fe80::aede:48ff:… 49154 [netstat] 77 remoted #501',
    ]);
  });

  it('is not taken for the whole address that its beginning happens to be', () => {
    const row = netstatRow('tcp6', '2606:4700:4403::.443', 'x:5');
    const table = joinSockets({ netstat: [netstat(row)] });
    expect(table.listening.map(({ local }) => [local.address, addressClass(local)])).toEqual([
      ['2606:4700:4403::…', 'public'],
    ]);
    const seen = lsof(5, 'x', 'tcp 6 [2606:4700:4403::6810]:443');
    expect(listening({ netstat: [netstat(row)], lsof: [seen] })).toEqual([
      'tcp IPv6 2606:4700:4403::6810 443 [netstat+lsof] 5 x #501',
    ]);
  });

  it('is completed at both ends of a connection', () => {
    const row = netstatRow('tcp6', 'fe80::e484:d5ff:.64032', 'rapportd:704', 'fe80::64f0:d9ff:.49161', 'ESTABLISHED');
    const ends = '[fe80:e::e484:d5ff:fe11:2233]:64032->[fe80:e::64f0:d9ff:fe44:5566]:49161';
    const { connections } = joinSockets({
      netstat: [netstat(row)],
      lsof: [lsof(704, 'rapportd', `tcp 6 ${ends} ESTABLISHED`)],
    });
    expect(connections.map(connectionLine)).toEqual([
      'tcp IPv6 fe80::e484:d5ff:fe11:2233%14 64032 > fe80::64f0:d9ff:fe44:5566%14 49161 ESTABLISHED | 704 rapportd #501',
    ]);
  });
});

describe('a connection', () => {
  it('is one, by IPv4 on a socket for both too', () => {
    const row = netstatRow('tcp4', '127.0.0.1.3000', 'node:7', '127.0.0.1.60000', 'ESTABLISHED');
    const seen = lsof(7, 'node', 'tcp 6 127.0.0.1:3000->127.0.0.1:60000 ESTABLISHED');
    const { connections, listening: listeners } = joinSockets({ netstat: [netstat(row)], lsof: [seen] });
    expect(connections.map(connectionLine)).toEqual([
      'tcp IPv4 127.0.0.1 3000 > 127.0.0.1 60000 ESTABLISHED | 7 node #501',
    ]);
    expect(listeners).toEqual([]);
  });
});

describe('who holds a socket', () => {
  const owner = (told: string, name: string | undefined, called: string | undefined) => {
    const sources = {
      netstat: [netstat(netstatRow('tcp4', '*.80', told))],
      ...(name === undefined ? {} : { lsof: [lsof(17_000, name, 'tcp 4 *:80')] }),
      ...(called === undefined ? {} : ps(`17000   502 ${called}`)),
    };
    return joinSockets(sources).listening.map(({ owners }) => owners);
  };

  it('is told by lsof’s name where netstat’s is cut, and by the path of ps', () => {
    expect(
      owner('com.docker.backe:17000', 'com.docker.backend', '/Applications/Docker.app/com.docker.backend'),
    ).toEqual([
      [{ pid: 17_000, name: 'com.docker.backend', path: '/Applications/Docker.app/com.docker.backend', uid: 501 }],
    ]);
    expect(owner('com.docker.backe:17000', 'com.docker.backend', undefined)).toEqual([
      [{ pid: 17_000, name: 'com.docker.backend', uid: 501 }],
    ]);
  });

  it('is told by ps alone where netstat has no name for it, or half a name', () => {
    const whole = [[{ pid: 17_000, name: 'Adobe Desktop Service', path: '/A p/Adobe Desktop Service', uid: 502 }]];
    expect(owner(':17000', undefined, '/A p/Adobe Desktop Service')).toEqual(whole);
    expect(owner('Adobe Desktop Se:17000', undefined, '/A p/Adobe Desktop Service')).toEqual(whole);
  });

  it('is not told by ps where the kernel’s name says otherwise: a program chooses what it is called', () => {
    const liar = [[{ pid: 17_000, name: 'backdoor', uid: 502 }]];
    expect(owner('backdoor:17000', undefined, '/usr/sbin/mDNSResponder')).toEqual(liar);
    expect(owner('backdoor:17000', undefined, 'backdoor')).toEqual(liar);
    // A name of 14 characters is whole: the longer one is another program.
    expect(owner('screensharingd:17000', undefined, '/x/screensharingd2')).toEqual([
      [{ pid: 17_000, name: 'screensharingd', uid: 502 }],
    ]);
  });

  it('is a number where nobody says more, and nobody where netstat says 0', () => {
    expect(owner(':17000', undefined, undefined)).toEqual([[{ pid: 17_000 }]]);
    expect(owner(':0', undefined, undefined)).toEqual([[]]);
    expect(owner('kernel_task:0', undefined, undefined)).toEqual([[{ pid: 0, name: 'kernel_task' }]]);
  });
});

const address = fc.constantFrom(
  '*',
  '127.0.0.1',
  '10.0.0.4',
  '::1',
  'fe80::aede:48ff:…',
  'fe80::aede:48ff:fe00:1122',
  '2001:db8::1',
);
const row: fc.Arbitrary<SocketRow> = fc.record({
  protocol: fc.constantFrom('tcp', 'udp'),
  family: fc.constantFrom('IPv4', 'IPv6', 'dual'),
  local: fc.record({ address, port: fc.integer({ min: 1, max: 3 }) }),
  state: fc.constant(''),
  owner: fc.record({ pid: fc.integer({ min: 1, max: 4 }) }),
});
const rows = fc.array(row, { maxLength: 12 }).map((some): SocketRows => ({ rows: some, skipped: 0, unread: [] }));

describe('whatever the tools saw', () => {
  it('no address, port or owner is lost, and none is invented', () => {
    fc.assert(
      fc.property(rows, rows, (first, second) => {
        const { listening: listeners } = joinSockets({ netstat: [first], lsof: [second] });
        const all = [...first.rows, ...second.rows];
        const places = new Set(all.map(({ protocol, local }) => `${protocol} ${local.address} ${local.port}`));
        const shown = new Set(listeners.map(({ protocol, local }) => `${protocol} ${local.address} ${local.port}`));
        // An address that was cut may have been completed.
        expect([...places].filter((place) => !place.includes('…') && !shown.has(place))).toEqual([]);
        expect([...shown].filter((place) => !places.has(place))).toEqual([]);
        for (const { protocol, local, owner: who } of all.filter((one) => !isCut(one.local))) {
          const there = listeners.filter((one) => one.protocol === protocol && one.local.address === local.address);
          const pids = there
            .filter((one) => one.local.port === local.port)
            .flatMap(({ owners }) => owners.map(({ pid }) => pid));
          expect(pids).toContain(who?.pid);
        }
        const keys = listeners.map((one) => listenerLine({ ...one, seenBy: [] }));
        expect(new Set(keys).size).toBe(keys.length);
      }),
      { numRuns: 1_000 },
    );
  });

  it('the order of the rows does not matter, but for what begins alike', () => {
    const plain = rows.map((some) => ({ ...some, rows: some.rows.filter(({ local }) => !isCut(local)) }));
    fc.assert(
      fc.property(plain, plain, (first, second) => {
        const turned = (some: SocketRows): SocketRows => ({ ...some, rows: some.rows.toReversed() });
        const table = joinSockets({ netstat: [first], lsof: [second] });
        expect(joinSockets({ netstat: [turned(first)], lsof: [turned(second)] })).toEqual(table);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['ports of their own', (at: number) => [`10.1.${at % 250}.${(at >> 8) % 250}`, 1 + (at % 60_000), at] as const],
    ['one port and many processes', (at: number) => ['*', 5353, at] as const],
    ['one port, one process and cut addresses', () => ['fe80::aede:48ff:…', 5353, 7] as const],
  ])('100,000 rows from each take a moment: %s', { timeout: 60_000 }, (_what, make) => {
    const seen = Array.from({ length: 100_000 }, (_, at): SocketRow => {
      const [text, port, pid] = make(at);
      return { protocol: 'udp', family: 'IPv6', local: { address: text, port }, state: '', owner: { pid } };
    });
    const whole = seen.map((one) =>
      isCut(one.local) ? { ...one, local: { ...one.local, address: 'fe80::aede:48ff:fe00:1122' } } : one,
    );
    const table = { skipped: 0, unread: [] };
    const time = computingTime(() => {
      joinSockets({ netstat: [{ rows: seen, ...table }], lsof: [{ rows: whole, ...table }] });
    });
    // About one second, with the collector's own threads; a square would take minutes.
    expect(time).toBeLessThan(8_000);
  });
});
