import { type CommandResult } from '../../src/core/command';
import { IFCONFIG, parseIfconfig } from '../../src/core/parse/ifconfig';
import { LSOF_CONNECTIONS, LSOF_LISTENING, LSOF_UDP, parseLsof } from '../../src/core/parse/lsof';
import { isColumnHeader, parseLsofColumns } from '../../src/core/parse/lsof-columns';
import { readLsofName, unescapeName } from '../../src/core/parse/lsof-name';
import { parseTcpListeners, reachableOn } from '../../src/core/parse/netstat';
import { NETSTAT_TCP, NETSTAT_UDP, parseNetstatSockets } from '../../src/core/parse/netstat-sockets';
import { parsePs, PS_ALL } from '../../src/core/parse/ps';
import { addressClass, isLoopback, readAddress } from '../../src/core/parse/socket-address';
import type { SocketRows } from '../../src/core/parse/socket-row';
import type { Parsed } from '../../src/core/result';
import { holdRows, must } from './invariants';
import { answers, texts, type Target } from './target';

function rows(parse: (result: CommandResult | undefined) => Parsed<SocketRows>) {
  return (result: CommandResult | undefined): Parsed<SocketRows> => {
    const parsed = parse(result);
    if (parsed.kind === 'read') holdRows(parsed.value);
    return parsed;
  };
}

/** Who listens, who is connected, and what runs. */
export const SOCKETS: readonly Target[] = [
  answers(
    'netstat-listeners',
    'core/parse/netstat',
    'parseTcpListeners reachableOn',
    (result) => {
      const parsed = parseTcpListeners(result);
      if (parsed.kind === 'read') reachableOn(parsed.value, 22);
      return parsed;
    },
    { captures: /netstat/, commands: [NETSTAT_TCP] },
  ),
  answers(
    'netstat-sockets',
    'core/parse/netstat-sockets',
    'parseNetstatSockets',
    rows((result) => parseNetstatSockets(NETSTAT_UDP, result)),
    { captures: /netstat/, commands: [NETSTAT_TCP, NETSTAT_UDP] },
  ),
  answers(
    'lsof',
    'core/parse/lsof',
    'parseLsof',
    rows((result) => parseLsof(LSOF_LISTENING, result)),
    { captures: /lsof/, commands: [LSOF_LISTENING, LSOF_UDP, LSOF_CONNECTIONS] },
  ),
  texts(
    'lsof-columns',
    ['core/parse/lsof-columns parseLsofColumns', 'core/parse/lsof-columns isColumnHeader'],
    (text) => {
      const lines = text.split('\n').filter((line) => line.trim() !== '');
      const found = parseLsofColumns(lines);
      holdRows(found);
      const counted = found.rows.length + found.skipped + found.unread.length;
      must(counted === lines.filter((line) => !isColumnHeader(line)).length, 'every line is read, skipped or unread');
    },
    { captures: /lsof/ },
  ),
  texts(
    'lsof-name',
    ['core/parse/lsof-name readLsofName', 'core/parse/lsof-name unescapeName'],
    (text) => {
      for (const type of ['IPv4', 'IPv6', undefined] as const) {
        const name = readLsofName(text, type);
        if (name !== undefined) addressClass(name.local);
      }
      unescapeName(text);
    },
    {
      texts: ['*:5000', '127.0.0.1:80', '[::1]:631', '[fe80:d::1]:546->[fe80:d::2]:547', '*:*', 'Google\\x20Chrome'],
    },
  ),
  texts(
    'socket-address',
    ['readAddress', 'addressClass', 'isLoopback'].map((name) => `core/parse/socket-address ${name}`),
    (text) => {
      const address = readAddress(text);
      addressClass({ address: text });
      if (address === undefined) return;
      const again = readAddress(address.zone === undefined ? address.address : `${address.address}%${address.zone}`);
      must(again?.address === address.address, 'an address that was read is read again as the same');
      const isOwn = /^(?:127\.|[0:]*:0*1(?:%.*)?$|[0:]*:ffff:(?:127\.|7f)|fe[89ab])/i.test(text);
      must(!isLoopback(address) || isOwn, 'only addresses of this Mac are loopback');
    },
    {
      texts: [
        '*',
        '127.0.0.1',
        '::1',
        'fe80::1%lo0',
        'fe80:d::1',
        '::ffff:10.0.0.1',
        '::127.0.0.1',
        '2001:db8::1',
        '192.168.1.5',
      ],
    },
  ),
  answers('ps', 'core/parse/ps', 'parsePs', parsePs, { commands: [PS_ALL] }),
  answers('ifconfig', 'core/parse/ifconfig', 'parseIfconfig', parseIfconfig, {
    captures: /ifconfig/,
    commands: [IFCONFIG],
  }),
];
