import { describe, expect, it } from 'vitest';
import type { CommandResult } from '../../../src/core/command';
import { parseIfconfig } from '../../../src/core/parse/ifconfig';
import { LSOF_CONNECTIONS, LSOF_LISTENING, LSOF_UDP, parseLsof } from '../../../src/core/parse/lsof';
import { parseTcpListeners } from '../../../src/core/parse/netstat';
import { NETSTAT_TCP, NETSTAT_UDP, parseNetstatSockets } from '../../../src/core/parse/netstat-sockets';
import { parsePs, PS_ALL } from '../../../src/core/parse/ps';
import { addressClass, cutAddress, isCut, isLoopback, readAddress } from '../../../src/core/parse/socket-address';
import { fixture, haveFixtures } from '../../sim/fixtures';
import { fc } from '../fixed-chance';
import { CAPTURED_SOCKETS } from './captured-sockets';
import { computingTime, printed, rowLines, valueOf } from './socket-lines';

const lsof = (stdout: string, exitCode = 0) => parseLsof(LSOF_LISTENING, printed(stdout, { exitCode }));
const netstat = (stdout: string) => parseNetstatSockets(NETSTAT_TCP, printed(stdout));

describe('an address', () => {
  it.each([
    ['127.0.0.1', 'loopback'],
    ['127.255.255.254', 'loopback'],
    ['::1', 'loopback'],
    ['0:0:0:0:0:0:0:1', 'loopback'],
    ['::ffff:127.0.0.1', 'loopback'],
    ['::ffff:7f00:1', 'loopback'],
    ['fe80::1%lo0', 'loopback'],
    ['fe80:1::1', 'loopback'],
    ['*', 'wildcard'],
    ['0.0.0.0', 'wildcard'],
    ['::', 'wildcard'],
    ['10.1.2.3', 'lan'],
    ['172.31.0.1', 'lan'],
    ['172.32.0.1', 'public'],
    ['192.168.0.103', 'lan'],
    ['::ffff:192.168.0.103', 'lan'],
    ['169.254.10.1', 'link'],
    ['fe80::1', 'link'],
    ['fe80::1%en0', 'link'],
    ['fe80:d::1', 'link'],
    ['febf::1', 'link'],
    ['100.64.0.1', 'vpn'],
    ['100.127.255.255', 'vpn'],
    ['100.128.0.1', 'public'],
    ['fd7a:115c:a1e0::1', 'vpn'],
    ['fd7a:115c:a1e0:ab12:4843:cd96:6258:b240', 'vpn'],
    ['fd7a:115c:a1e1::1', 'private-ipv6'],
    ['fd00::2', 'private-ipv6'],
    ['fc00::', 'private-ipv6'],
    ['8.8.8.8', 'public'],
    ['2606:4700:4403::1', 'public'],
    ['::ffff:8.8.8.8', 'public'],
    ['224.0.0.251', 'other'],
    ['255.255.255.255', 'other'],
    ['240.0.0.1', 'other'],
    ['ff02::fb', 'other'],
    ['2002:7f00:1::', 'other'],
    ['2001::1', 'other'],
    ['64:ff9b::7f00:1', 'other'],
  ] as const)('%s: %s', (address, expected) => {
    expect(addressClass({ address })).toBe(expected);
    expect(isLoopback({ address })).toBe(expected === 'loopback');
  });

  it.each(
    [
      '',
      'localhost',
      '127.1',
      '127.0.0.01',
      '0177.0.0.1',
      '0x7f.0.0.1',
      '2130706433',
      '127.0.0.1.',
      '127.0.0.256',
      '1::2::3',
    ].concat([
      '[::1]',
      '::1%',
      '::1%a%b',
      '::1 ',
      ':::1',
      'fe80::aede:48ff:',
      '2600:1700:1152:2',
      '12345::',
      '…',
      '127.0.0.1…',
    ]),
  )('%j is none, so nobody knows who can reach it', (address) => {
    expect(addressClass({ address })).toBe('unclear');
    expect(readAddress(address)).toBeUndefined();
  });

  it('is the same text whoever printed it', () => {
    expect(readAddress('FE80:0:0:0:AEDE:48FF:FE00:1122%en5')).toEqual({
      address: 'fe80::aede:48ff:fe00:1122',
      zone: 'en5',
    });
    expect(readAddress('fe80:d::aede:48ff:fe00:1122')).toEqual({ address: 'fe80::aede:48ff:fe00:1122', zone: '13' });
    expect(readAddress('fe80:1::1')).toEqual({ address: 'fe80::1', zone: 'lo0' });
    expect(readAddress('::ffff:7f00:1')).toEqual({ address: '::ffff:127.0.0.1' });
    expect(readAddress('0.0.0.0')).toEqual({ address: '*' });
  });

  it.each([
    ['fe80::aede:48ff:', 'link'],
    ['2600:1700:1152:2', 'public'],
    ['2606:4700:4403::', 'public'],
    ['fd7a:115c:a1e0:a', 'vpn'],
    ['fd7a:115c:a1e0::', 'vpn'],
    ['fd7a:115c:b1e0::', 'private-ipv6'],
    ['fd12:3456:789a:1', 'private-ipv6'],
    ['fd7a:115c:a1e', 'unclear'],
    ['fd7a', 'unclear'],
    ['2001:db8:1234:56', 'unclear'],
    ['2002:7f00:1:1234', 'unclear'],
    ['::ffff:127.0.0.1', 'unclear'],
    ['fe8', 'unclear'],
    ['::1', 'unclear'],
    ['', 'unclear'],
  ] as const)('cut after %s: %s', (head, expected) => {
    const cut = cutAddress(head);
    expect(isCut(cut)).toBe(true);
    expect(addressClass(cut)).toBe(expected);
  });

  it('is this computer’s own only where the text proves it', () => {
    const some = fc.oneof(
      fc.string(),
      fc.ipV4(),
      fc.ipV6(),
      fc.ipV4Extended(),
      fc.string({ unit: fc.constantFrom(...':.%0127fe…lo'.split('')) }),
    );
    fc.assert(
      fc.property(some, fc.option(fc.constantFrom('lo0', 'en0', '5'), { nil: undefined }), (address, zone) => {
        const endpoint = { address, ...(zone === undefined ? {} : { zone }) };
        if (!isLoopback(endpoint)) return;
        const plain = /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(address);
        const six = address.includes(':') && /1|7f|%lo/i.test(address + (zone ?? ''));
        expect([address, plain || six]).toEqual([address, true]);
        expect(isCut(endpoint)).toBe(false);
      }),
      { numRuns: 5_000 },
    );
    fc.assert(
      fc.property(fc.ipV4(), (address) => isLoopback({ address }) === address.startsWith('127.')),
      { numRuns: 2_000 },
    );
    fc.assert(
      fc.property(fc.ipV6(), (address) => !isLoopback(cutAddress(address))),
      { numRuns: 2_000 },
    );
  });
});

describe('lsof', () => {
  const FILE = 'f8\ntIPv6\nPTCP\nn*:22\nTST=LISTEN\nTQR=0\nTQS=0\n';
  const PROCESS = 'p1\nclaunchd\nu0\nLroot\n';

  it('is asked without names, without root, and for the fields that are read', () => {
    expect([LSOF_LISTENING, LSOF_UDP, LSOF_CONNECTIONS].map(({ args }) => args.join(' '))).toEqual([
      '-w -nP -iTCP -sTCP:LISTEN -F pcuLftPnT',
      '-w -nP -iUDP -F pcuLftPnT',
      '-w -nP -i -F pcuLftPnT',
    ]);
  });

  it('that says nothing at all found nothing, and only with exit 1', () => {
    const nothing = { kind: 'read', value: { rows: [], skipped: 0, unread: [] } };
    expect(lsof('', 1)).toEqual(nothing);
    expect(lsof('\n', 1)).toEqual(nothing);
    expect(lsof('', 0).kind).toBe('unreadable');
    const refused = parseLsof(LSOF_LISTENING, printed('', { exitCode: 1, stderr: 'lsof: illegal option' }));
    expect(refused.kind).toBe('unreadable');
  });

  it('with warnings, or that missed something, has its rows all the same', () => {
    const stderr =
      "lsof: WARNING: can't stat() smbfs file system /Volumes/x\n      Output information may be incomplete.\n";
    const warned = parseLsof(LSOF_LISTENING, printed(PROCESS + FILE, { exitCode: 1, stderr }));
    expect(rowLines(valueOf(warned))).toEqual(['tcp IPv6 * 22 LISTEN | 1 launchd #0']);
    expect(lsof(PROCESS + FILE, 2).kind).toBe('unreadable');
  });

  it('tells one socket once, however many descriptors it has', () => {
    const { rows, skipped } = valueOf(lsof(PROCESS + FILE + FILE.replace('f8', 'f11') + FILE.replace('IPv6', 'IPv4')));
    expect([rows.length, skipped]).toEqual([2, 1]);
  });

  it('takes a socket without a state for a listener, and one with another end for none', () => {
    const text = `${PROCESS}f1\nPTCP\nn*:80\nf2\nPTCP\nn1.2.3.4:80->5.6.7.8:90\nf3\nPTCP\nn*:81\nTST=CLOSED\nf4\nPTCP\nn*:*\n`;
    const { rows, skipped, unread } = valueOf(lsof(text));
    expect(rows.map(({ local, remote }) => [local.port, remote?.port])).toEqual([
      [80, undefined],
      [80, 90],
    ]);
    expect([skipped, unread]).toEqual([2, []]);
  });

  it('knows Linux’s way: queues for UDP too, SYN_RECV, CLOSE', () => {
    const text = `${PROCESS}f25\ntIPv4\nPUDP\nn127.0.0.1:58040\nTQR=0\nTQS=0\nf26\ntIPv4\nPTCP\nn10.0.0.1:80->10.0.0.2:81\nTST=SYN_RECV\n`;
    expect(rowLines(valueOf(lsof(text)))).toEqual([
      'udp IPv4 127.0.0.1 58040 | 1 launchd #0',
      'tcp IPv4 10.0.0.1 80 > 10.0.0.2 81 SYN_RECV | 1 launchd #0',
    ]);
  });

  it.each([
    ['Slack Helper', 'Slack Helper'],
    ['a\\\\b c^d', 'a\\b c^d'],
    ['\\xc3\\xbcn\\xc3\\xafc\\xc3\\xb6de', 'ünïcöde'],
    ['Code\\x20Helper', 'Code Helper'],
    ['half\\xc3', 'half\\xc3'],
    ['nl\\nx', 'nl\\nx'],
    ['esc\\x1b[31m', 'esc\\x1b[31m'],
  ])('undoes its escapes in a name: %s', (told, name) => {
    expect(valueOf(lsof(`p5\nc${told}\n${FILE}`)).rows[0]?.owner).toMatchObject({ pid: 5, name });
  });

  it.each([
    ['a port that has a name', FILE.replace(':22', ':ssh')],
    ['a port that is none', FILE.replace(':22', ':65536')],
    ['no port', FILE.replace(':22', '')],
    ['no name', FILE.replace('n*:22\n', '')],
    ['a host name', FILE.replace('*:22', 'mac.local:22')],
    ['half a connection', FILE.replace('*:22', '*:22->')],
    ['a listener with another end', FILE.replace('*:22', '10.0.0.1:22->10.0.0.2:80')],
    ['a state that is not known', FILE.replace('LISTEN', 'HORCHT')],
    ['a protocol that is not known', FILE.replace('PTCP', 'PSCTP')],
    ['no protocol and no state', 'f8\ntIPv6\nn*:22\n'],
    ['a type that is not known', FILE.replace('IPv6', 'IPv5')],
    ['two of one field', `${FILE}n*:80\n`],
    ['UDP with a state', FILE.replace('PTCP', 'PUDP')],
  ])('does not read, and does not drop, %s', (_what, file) => {
    const { rows, skipped, unread } = valueOf(lsof(PROCESS + FILE + file));
    expect([rows.length, skipped, unread.length]).toEqual([1, 0, 1]);
    expect(unread[0]).toContain('p1 claunchd');
  });

  it('does not give the files of one process to another when a line is lost', () => {
    const second = 'p2\ncother\nu501\nLme\n' + FILE.replace('22', '80');
    const lost = PROCESS + FILE + second.replace('p2\n', '') + FILE.replace('22', '81');
    const { rows, unread } = valueOf(lsof(lost));
    expect(rows.map(({ local, owner }) => [local.port, owner?.pid])).toEqual([[22, 1]]);
    expect(unread).toHaveLength(2);
    expect(valueOf(lsof(`pabc\n${FILE}p7\ncx\n`)).unread).toHaveLength(2);
    expect(valueOf(lsof(`p7\ncx\n`)).unread).toEqual(['p7 cx']);
  });

  it('in columns with a user of two words, or none, or a file that is no socket', () => {
    const row = 'node 12 some body 21u IPv4 0x1 0t0 TCP 127.0.0.1:80 (LISTEN)\n';
    expect(rowLines(valueOf(lsof(row + row.replace('some body ', '').replace(':80', ':81'))))).toEqual([
      'tcp IPv4 127.0.0.1 80 LISTEN | 12 node',
      'tcp IPv4 127.0.0.1 81 LISTEN | 12 node',
    ]);
    const { unread } = valueOf(lsof(`${row}node 12 me txt REG 1,4 100 5 /bin/node\n`));
    expect(unread).toEqual(['node 12 me txt REG 1,4 100 5 /bin/node']);
    const ping = row.replace('TCP 127.0.0.1:80 (LISTEN)', 'ICMP *:*');
    expect(valueOf(lsof(row + ping))).toMatchObject({ skipped: 1, unread: [] });
  });
});

describe('netstat', () => {
  const HEAD = 'Proto Recv-Q Send-Q  Local Address          Foreign Address        (state)';
  const FLAGS = '00180 00000006 0000000000000953 00000000 00000800      1      0 000000';
  const OWNED = ' rxbytes txbytes rhiwat shiwat process:pid state options gencnt flags flags1 usecnt rtncnt fltrs';
  const row = (rest: string, state = 'LISTEN') =>
    `tcp4       0      0  *.22                   *.*                    ${state}${rest}`;

  it('is asked for everything, by number', () => {
    expect([NETSTAT_TCP, NETSTAT_UDP].map(({ args }) => args.join(' '))).toEqual(['-anv -p tcp', '-anv -p udp']);
  });

  it.each([
    ['macOS 26', OWNED, `  0  0 131072 131072 launchd:1 ${FLAGS}`, { pid: 1, name: 'launchd' }],
    ['macOS 26', undefined, `  0  0 131072 131072 launchd:1 ${FLAGS}`, { pid: 1, name: 'launchd' }],
    ['a name with a colon', OWNED, `  0  0 131072 131072 a:7 b (c):91 ${FLAGS}`, { pid: 91, name: 'a:7 b (c)' }],
    ['no name', OWNED, `  0  0 131072 131072                 :390    ${FLAGS}`, { pid: 390 }],
    ['no name', undefined, `  0  0 131072 131072                 :390    ${FLAGS}`, { pid: 390 }],
    [
      'a name that is cut',
      OWNED,
      `  0  0 131072 131072 Adobe Desktop Se:5 ${FLAGS}`,
      { pid: 5, name: 'Adobe Desktop Se', nameCut: true },
    ],
    [
      'macOS 15.2',
      ' rxbytes txbytes rhiwat shiwat pid epid state',
      `  0  0 131072 131072 912 0 ${FLAGS}`,
      { pid: 912 },
    ],
    ['macOS 15.2', undefined, `  0  0 131072 131072 912 0 ${FLAGS}`, { pid: 912 }],
    ['macOS 13', ' rhiwat shiwat    pid   epid state', ` 131072 131072 912 0 ${FLAGS}`, { pid: 912 }],
    ['macOS 13', undefined, ` 131072 131072 912 0 ${FLAGS}`, { pid: 912 }],
    ['macOS 12', undefined, ' 131072 131072 912 0 0x0180 0x00000006', { pid: 912 }],
    ['no owner', undefined, '', undefined],
    [
      'two owners',
      ' rxbytes txbytes rhiwat shiwat process:pid eprocess:epid state',
      `  0 0 1 1 a:1 b:2 ${FLAGS}`,
      undefined,
    ],
    ['a layout of tomorrow', ' process:pid rxbytes state', ` launchd:1 0 ${FLAGS}`, undefined],
    ['a row that was cut in the number', OWNED, '  0  0 131072 131072 launchd:1', undefined],
    ['a row that was cut before the flags', undefined, ' 131072 131072 912 0 00180', undefined],
    ['nobody', OWNED, `  0  0 131072 131072 :0 ${FLAGS}`, undefined],
  ])('%s, header%s: the owner', (_what, words, rest, owner) => {
    const text = `${words === undefined ? '' : `${HEAD}${words}\n`}${row(rest)}\n`;
    const { rows } = valueOf(netstat(text));
    expect(rows).toHaveLength(1);
    expect(rows[0]?.owner).toEqual(owner);
    expect(parseTcpListeners(printed(text)).kind).toBe('read');
  });

  it('keeps an address that it cut apart from every other', () => {
    const ends = (cell: string): unknown =>
      valueOf(netstat(`${HEAD}\n${row('').replace('tcp4', 'tcp6').replace('*.22', cell)}\n`)).rows[0]?.local;
    expect(ends('fe80::aede:48ff:.49159')).toEqual({ address: 'fe80::aede:48ff:…', port: 49_159 });
    expect(ends('2606:4700:4403::.443')).toEqual({ address: '2606:4700:4403::…', port: 443 });
    expect(ends('2001:db8:.80')).toEqual({ address: '2001:db8:…', port: 80 });
    expect(ends('fe80::aede:48ff:f.5000')).toEqual({ address: 'fe80::aede:48ff:f…', port: 5000 });
    expect(ends('fe80::1%lo0.53')).toEqual({ address: 'fe80::1', zone: 'lo0', port: 53 });
    expect(ends('fe80::1%utun1234.53')).toEqual({ address: 'fe80::1', zone: 'utun1234', port: 53 });
    expect(ends('2600:1700:1152:21f0:aede:48ff:fe00:1122.80')).toEqual({
      address: '2600:1700:1152:21f0:aede:48ff:fe00:1122',
      port: 80,
    });
  });

  it.each([
    ['an address that is none', row('').replace('*.22', 'abc.22')],
    ['IPv6 in a row of IPv4', row('').replace('*.22', '::1.22')],
    ['a port that is none', row('').replace('*.22', '*.99999')],
    ['a listener without a port', row('').replace('*.22', '*.*')],
    ['no state', row('', '')],
    ['a state that is not known', row('', 'HORCHT')],
    ['another protocol', row('').replace('tcp4', 'sctp')],
    ['UDP with a state', row('').replace('tcp4', 'udp4')],
  ])('does not read, and does not drop, %s', (_what, text) => {
    const { rows, skipped, unread } = valueOf(netstat(`${HEAD}\n${row('')}\n${text}\n`));
    expect([rows.length, skipped, unread]).toEqual([1, 0, [text]]);
    expect(parseTcpListeners(printed(`${HEAD}\n${row('')}\n${text}\n`)).kind).toBe('unreadable');
  });

  it('leaves aside what is closed, unbound or of another kind, and counts it', () => {
    const udp = 'udp4       0      0  *.*                    *.*';
    const other = 'Active LOCAL (UNIX) domain sockets\nAddress Type\nabc stream';
    const text = [HEAD, row(''), row('', 'CLOSED'), row('', 'SYN_SENT'), udp, other, ''].join('\n');
    expect(valueOf(netstat(text))).toMatchObject({ skipped: 5, unread: [] });
    expect(valueOf(netstat(text)).rows).toHaveLength(1);
    const again = `${text}Active Internet connections\n${row('').replace('22', '23')}\n`;
    expect(valueOf(netstat(again)).rows).toHaveLength(2);
  });

  it('does not take rows below a title that it does not know for another kind', () => {
    const text = `Active Int?rnet connections\n${HEAD}\n${row('')}\n`;
    expect(valueOf(netstat(text))).toMatchObject({ skipped: 0, unread: ['Active Int?rnet connections'] });
    expect(valueOf(netstat(text)).rows).toHaveLength(1);
    expect(netstat(`Active kernel event sockets\n${HEAD}\n${row('')}\n`).kind).toBe('unreadable');
  });

  it('is no answer without its header and rows, or with an error', () => {
    expect(netstat('').kind).toBe('unreadable');
    expect(netstat('netstat: sysctl: net.inet.tcp.pcblist_n').kind).toBe('unreadable');
    expect(parseNetstatSockets(NETSTAT_TCP, printed(`${HEAD}\n${row('')}\n`, { exitCode: 1 })).kind).toBe('unreadable');
    expect(valueOf(netstat(`${HEAD}\n`))).toEqual({ rows: [], skipped: 0, unread: [] });
  });
});

describe('ps', () => {
  it('names processes by number, with blanks, parentheses and paths', () => {
    expect(PS_ALL.args).toEqual(['-axo', 'pid=,uid=,comm=']);
    const text = [
      '    1     0 /sbin/launchd',
      '  704   501 /Applications/A (b).app/Contents/MacOS/A b  ',
      '  705    -2 (zombie)',
      '16145     0 we ird (na:me) ',
      '',
    ].join('\n');
    const { processes, complete, unread } = valueOf(parsePs(printed(text)));
    expect([...processes.values()]).toEqual([
      { pid: 1, uid: 0, path: '/sbin/launchd', name: 'launchd' },
      { pid: 704, uid: 501, path: '/Applications/A (b).app/Contents/MacOS/A b', name: 'A b' },
      { pid: 705, uid: 4_294_967_294, path: '(zombie)', name: '(zombie)' },
      { pid: 16_145, uid: 0, path: 'we ird (na:me)', name: 'we ird (na:me)' },
    ]);
    expect([complete, unread]).toEqual([true, []]);
  });

  it('counts rows that are not understood, and believes neither of two that claim one number', () => {
    const text = '1 0 /sbin/launchd\n7 0 /usr/sbin/x\nPID UID COMM\n8 0\n9 0 /\n7 501 /tmp/x\n';
    const { processes, complete, unread } = valueOf(parsePs(printed(text)));
    expect([[...processes.keys()], complete]).toEqual([[1], false]);
    expect(unread).toEqual(['7 0 /usr/sbin/x', 'PID UID COMM', '8 0', '9 0 /', '7 501 /tmp/x']);
    expect(valueOf(parsePs(printed('7 0 /usr/sbin/x\n'))).complete).toBe(false);
    expect(parsePs(printed('nothing of the kind')).kind).toBe('unreadable');
    expect(parsePs(printed('')).kind).toBe('unreadable');
  });
});

describe('ifconfig', () => {
  it('of macOS: what is up, with its addresses and its number', () => {
    const text = `lo0: flags=8049<UP,LOOPBACK,RUNNING,MULTICAST> mtu 16384
\toptions=1203<RXCSUM,TXCSUM,TXSTATUS,SW_TIMESTAMP>
\tinet 127.0.0.1 netmask 0xff000000
\tinet6 ::1 prefixlen 128
\tinet6 fe80::1%lo0 prefixlen 64 scopeid 0x1
\tnd6 options=201<PERFORMNUD,DAD>
en0: flags=8822<BROADCAST,SMART,SIMPLEX,MULTICAST> mtu 1500
\tether 02:00:00:00:00:01
\tmedia: autoselect (<unknown type>)
\tstatus: inactive
utun4: flags=8051<UP,POINTOPOINT,RUNNING,MULTICAST> mtu 1280
\tinet 100.101.1.2 --> 100.101.1.2 netmask 0xffffffff
\tinet6 fd7a:115c:a1e0::1 prefixlen 48
\tinet 10.0.0.5 netmask 0xff00ff00 broadcast 10.0.0.255
`;
    expect(valueOf(parseIfconfig(printed(text)))).toEqual({
      interfaces: [
        {
          name: 'lo0',
          up: true,
          index: 1,
          addresses: [
            { family: 'IPv4', address: '127.0.0.1', prefix: 8 },
            { family: 'IPv6', address: '::1', prefix: 128 },
            { family: 'IPv6', address: 'fe80::1', prefix: 64 },
          ],
        },
        { name: 'en0', up: false, active: false, addresses: [] },
        {
          name: 'utun4',
          up: true,
          addresses: [
            { family: 'IPv4', address: '100.101.1.2', prefix: 32 },
            { family: 'IPv6', address: 'fd7a:115c:a1e0::1', prefix: 48 },
            { family: 'IPv4', address: '10.0.0.5' },
          ],
        },
      ],
      unread: [],
    });
  });

  it('of Linux: the same, with a kind of scope in place of a number', () => {
    const text = `eth0: flags=4163<UP,BROADCAST,RUNNING,MULTICAST>  mtu 1400
        inet 192.0.2.2  netmask 255.255.255.0  broadcast 192.0.2.255
        inet6 fe80::fc:ff:fe00:1  prefixlen 64  scopeid 0x20<link>
        ether 02:fc:00:00:00:01  txqueuelen 1000  (Ethernet)
        RX packets 102875  bytes 3303242015 (3.0 GiB)

ifb0: flags=130<BROADCAST,NOARP>  mtu 1500
        ether 4a:e5:1d:ce:3e:ff  txqueuelen 32  (Ethernet)
`;
    expect(valueOf(parseIfconfig(printed(text)))).toEqual({
      interfaces: [
        {
          name: 'eth0',
          up: true,
          addresses: [
            { family: 'IPv4', address: '192.0.2.2', prefix: 24 },
            { family: 'IPv6', address: 'fe80::fc:ff:fe00:1', prefix: 64 },
          ],
        },
        { name: 'ifb0', up: false, addresses: [] },
      ],
      unread: [],
    });
  });

  it('keeps what it cannot read', () => {
    const text =
      '\tinet 10.0.0.1 netmask 0xff000000\nlo0: flags=8049<UP> mtu 1\n\tinet6 10.0.0.1\n\tinet 10.0.0\nwhat is this\n\tinet 10.0.0.2\n';
    expect(valueOf(parseIfconfig(printed(text))).unread).toEqual([
      '\tinet 10.0.0.1 netmask 0xff000000',
      '\tinet6 10.0.0.1',
      '\tinet 10.0.0',
      'what is this',
      '\tinet 10.0.0.2',
    ]);
    expect(parseIfconfig(printed('')).kind).toBe('unreadable');
    expect(parseIfconfig(printed(text, { exitCode: 1 })).kind).toBe('unreadable');
  });
});

const PARSERS = {
  lsof: (result: CommandResult | undefined) => parseLsof(LSOF_LISTENING, result),
  netstat: (result: CommandResult | undefined) => parseNetstatSockets(NETSTAT_TCP, result),
  ps: parsePs,
  ifconfig: parseIfconfig,
} as const;
const NAMES = ['lsof', 'netstat', 'ps', 'ifconfig'] as const;

/** What is a row to a person: a line, or of lsof's fields each file and each line that is no field. */
function countedIn(text: string): number {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  if (!lines.some((line) => /^p\d+$/.test(line))) {
    return lines.filter(
      (line) => !/^(?:COMMAND\s+PID\s|Proto\s+Recv-Q\s+Send-Q\s+Local Address|Active Internet connections)/.test(line),
    ).length;
  }
  let [count, files, isProcess] = [0, 0, false];
  for (const line of lines) {
    if (line.startsWith('p')) {
      if (isProcess && files === 0) count += 1;
      [files, isProcess] = [0, true];
    } else if (!isProcess || !/^[acCdDfFgGiIkKlLmMnNoOpPrRsStTuzZ]/.test(line)) count += 1;
    else if (line.startsWith('f')) [count, files] = [count + 1, files + 1];
  }
  return isProcess && files === 0 ? count + 1 : count;
}

type Harm = (text: string) => string;
const byLine =
  (change: (lines: readonly string[]) => readonly string[]): Harm =>
  (text) =>
    change(text.split('\n')).join('\n');
const harm: fc.Arbitrary<Harm> = fc.oneof(
  fc.nat().map(
    (at): Harm =>
      (text) =>
        text.slice(0, at % (text.length + 1)),
  ),
  fc.nat().map(
    (at): Harm =>
      (text) =>
        text.slice(at % (text.length + 1)),
  ),
  fc
    .tuple(fc.nat(), fc.nat({ max: 40 }), fc.string({ unit: 'binary', maxLength: 4 }))
    .map(([at, length, other]): Harm => {
      return (text) => text.slice(0, at % (text.length + 1)) + other + text.slice((at % (text.length + 1)) + length);
    }),
  fc.nat().map((at) => byLine((lines) => lines.toSpliced(at % lines.length, 1))),
  fc
    .tuple(fc.nat(), fc.string({ maxLength: 60 }))
    .map(([at, line]) => byLine((lines) => lines.toSpliced(at % lines.length, 0, line))),
  fc.constantFrom<Harm>(
    (text) => text.toUpperCase(),
    (text) => text.replaceAll('\n', '\r\n'),
    (text) => text.replaceAll(' ', '\t'),
    (text) => text.replaceAll('\n', ' '),
    (text) => text + text,
  ),
);

const words = [
  'tcp4',
  'tcp46',
  'udp6',
  '0',
  '*.*',
  '*.22',
  '::1.22',
  'fe80::1%lo0.5',
  'LISTEN',
  'ESTABLISHED',
  'x:1',
  '00180',
].concat([
  'p1',
  'f3',
  'PTCP',
  'n*:22',
  'n[::1]:5->[::2]:6',
  'TST=LISTEN',
  'tIPv6',
  'IPv4',
  'TCP',
  '(LISTEN)',
  '21u',
  '127.0.0.1:80',
  '\n',
  'inet',
  'lo0: flags=1<UP>',
]);
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc
    .array(fc.tuple(fc.constantFrom(...words), fc.constantFrom(' ', '\n', '\t', '')), { maxLength: 60 })
    .map((parts) => parts.flat().join('')),
);

describe('whatever is printed', () => {
  it.each(NAMES)('%s is read or not, without an exception, and every row is counted once', (name) => {
    fc.assert(
      fc.property(text, fc.constantFrom(0, 1), (stdout, exitCode) => {
        const parsed = PARSERS[name](printed(stdout, { exitCode }));
        if (parsed.kind === 'unreadable' || !('rows' in parsed.value)) return;
        const { rows, skipped, unread } = parsed.value;
        expect([stdout, rows.length + skipped + unread.length]).toEqual([stdout, countedIn(stdout)]);
      }),
      { numRuns: 3_000 },
    );
  });

  it.each(NAMES)('%s that did not end by itself is no answer', (name) => {
    const endings: readonly (CommandResult | undefined)[] = [
      undefined,
      { kind: 'timed-out', afterMs: 5_000 },
      { kind: 'flooded', limitBytes: 1_024 },
      { kind: 'cancelled' },
      { kind: 'not-started', reason: 'there is no such program' },
      { kind: 'signalled', signal: 'SIGABRT', stdout: 'p1\nf3\nPTCP\nn*:22\n', stderr: '' },
    ];
    expect(endings.map((ending) => PARSERS[name](ending).kind)).toEqual(endings.map(() => 'unreadable'));
  });

  it.each([
    ['lsof', 'p1\n'],
    ['lsof', 'p1\nf3\nPTCP\n'],
    ['lsof', 'p1 '],
    ['lsof', '\\x20'],
    ['lsof', 'x 1 1u IPv4 '],
    ['netstat', 'tcp4 0 0 '],
    ['netstat', ' '],
    ['netstat', 'tcp4 0 0 *.1 *.* LISTEN 1 1 1 1 a:1 00180 00000006 '],
    ['netstat', ':1 '],
    ['ps', '1 '],
    ['ps', '1 1 /'],
    ['ifconfig', 'lo0: flags=1<'],
    ['ifconfig', '\tinet '],
  ] as const)('%s takes time by the length of the text, not by its square: %j', { timeout: 60_000 }, (name, piece) => {
    const lines = piece.repeat(Math.ceil(1_000_000 / piece.length));
    const line = lines.replaceAll('\n', ' ');
    const time = computingTime(() => {
      for (const whole of [lines, `p1\nc${line}\nf3\n`, `tcp4 0 0 *.1 *.* LISTEN ${line}`])
        PARSERS[name](printed(whole));
    });
    // A square would take minutes.
    expect(time).toBeLessThan(8_000);
  });

  it('100,000 rows take a moment', { timeout: 60_000 }, () => {
    const rows = (make: (at: number) => string): string =>
      Array.from({ length: 100_000 }, (_, at) => make(at)).join('\n');
    const tail =
      'LISTEN  0  0 131072 131072 Claude Helper:57067 00100 00000006 0000000000a2f6c1 00000000 00000800 1 0 000000';
    const texts = {
      netstat: rows((at) => `tcp4 0 0  127.0.0.1.${(at % 60_000) + 1} *.* ${tail}`),
      lsof: `p1\ncx\nu0\n${rows((at) => `f${at}\ntIPv4\nPTCP\nn10.0.${at % 250}.${(at >> 8) % 250}:${(at % 60_000) + 1}\nTST=LISTEN`)}`,
      ps: rows((at) => `${at + 1} 501 /Applications/A b.app/Contents/MacOS/A`),
    };
    const time = computingTime(() => {
      expect(valueOf(PARSERS.netstat(printed(texts.netstat))).rows).toHaveLength(100_000);
      expect(valueOf(PARSERS.lsof(printed(texts.lsof))).rows).toHaveLength(100_000);
      expect(valueOf(PARSERS.ps(printed(texts.ps))).processes.size).toBe(100_000);
    });
    // One and a half seconds for the three, with the collector's own threads.
    expect(time).toBeLessThan(8_000);
  });
});

const skipped = !haveFixtures();

describe.skipIf(skipped)('a capture that was damaged', () => {
  const files = Object.keys(CAPTURED_SOCKETS);

  it('is read or not, without an exception, and every row is counted once', { timeout: 60_000 }, () => {
    const texts = new Map(files.map((file) => [file, fixture(file)] as const));
    let read = 0;
    fc.assert(
      fc.property(fc.constantFrom(...files), fc.array(harm, { minLength: 1, maxLength: 3 }), (file, harms) => {
        const damaged = harms.reduce((before, change) => change(before), texts.get(file) ?? '');
        const parsed = file.includes('/lsof') ? lsof(damaged) : netstat(damaged);
        parsePs(printed(damaged));
        parseIfconfig(printed(damaged));
        if (parsed.kind === 'unreadable') return;
        const { rows, skipped: aside, unread } = parsed.value;
        read += 1;
        expect([damaged, rows.length + aside + unread.length]).toEqual([damaged, countedIn(damaged)]);
        const plain = rows.filter(({ local }) => local.address.startsWith('127.'));
        // Nothing is made up: what is called this Mac's own stands in the text, or lsof's word for it does.
        for (const { local } of plain) {
          const said = ['.', ':'].some((sign) => damaged.includes(`${local.address}${sign}${local.port}`));
          expect([damaged, said || damaged.includes('localhost:')]).toEqual([damaged, true]);
        }
      }),
      { numRuns: 4_000 },
    );
    expect(read).toBeGreaterThan(2_000);
  });
});
