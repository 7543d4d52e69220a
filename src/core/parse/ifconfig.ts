import { command, type CommandResult } from '../command';
import { type Parsed, read } from '../result';
import { answerOf, notUnderstood } from './answer';
import { readAddress } from './socket-address';

export const IFCONFIG = command('ifconfig', '-a');

/** One address of a network interface. */
export interface InterfaceAddress {
  readonly family: 'IPv4' | 'IPv6';
  /** Without zone and brackets, compressed. */
  readonly address: string;
  /** Bits of the network; absent where it was not told, or is no prefix. */
  readonly prefix?: number;
}

/** A network interface. */
export interface NetworkInterface {
  readonly name: string;
  /** The system's number for it, which stands for it in link-local addresses; told by macOS only, and with IPv6 only. */
  readonly index?: number;
  /** Switched on; whether a cable or network is there is `active`. */
  readonly up: boolean;
  /** Absent where the interface has no such state. */
  readonly active?: boolean;
  readonly addresses: readonly InterfaceAddress[];
}

/** `unread` are the lines about addresses or interfaces that were not understood. */
export interface Interfaces {
  readonly interfaces: readonly NetworkInterface[];
  readonly unread: readonly string[];
}

interface Draft {
  readonly name: string;
  readonly up: boolean;
  index?: number;
  active?: boolean;
  readonly addresses: InterfaceAddress[];
}

/** Reads `ifconfig -a` of macOS, and of Linux's net-tools since 2.0. */
export function parseIfconfig(result: CommandResult | undefined): Parsed<Interfaces> {
  const answer = answerOf(IFCONFIG, result);
  if (answer.kind === 'unreadable') return answer;
  const interfaces: Draft[] = [];
  const unread: string[] = [];
  let current: Draft | undefined;
  for (const line of answer.value.stdout.split(/\r?\n/)) {
    if (line.trim() === '') continue;
    if (!/^\s/.test(line)) {
      current = headIn(line);
      if (current === undefined) unread.push(line);
      else interfaces.push(current);
    } else if (!addDetail(current, line)) {
      unread.push(line);
    }
  }
  if (answer.value.exitCode !== 0 || interfaces.length === 0) return notUnderstood(IFCONFIG, answer.value);
  return read({ interfaces, unread });
}

function headIn(line: string): Draft | undefined {
  const [, name, flags] = /^(\S{1,64}): flags=[0-9a-f]+<([^>]*)>/.exec(line) ?? [];
  if (name === undefined || flags === undefined) return undefined;
  return { name, up: flags.split(',').includes('UP'), addresses: [] };
}

/** False for a line about an address that was not understood; other details are left aside. */
function addDetail(current: Draft | undefined, line: string): boolean {
  const [word, address = '', ...rest] = line.trim().split(/\s+/);
  if (word === 'status:') {
    if (current && (address === 'active' || address === 'inactive')) current.active = address === 'active';
    return current !== undefined;
  }
  if (word !== 'inet' && word !== 'inet6') return true;
  const family = word === 'inet' ? 'IPv4' : 'IPv6';
  const readable = readAddress(address);
  if (current === undefined || readable === undefined || address.includes(':') !== (family === 'IPv6')) return false;
  const after = (key: string): string => rest[rest.indexOf(key) + 1] ?? '';
  const prefix = family === 'IPv6' ? prefixLength(after('prefixlen')) : prefixOfMask(after('netmask'));
  // Linux prints the kind of scope there: 0x20<link>.
  const index = /^0x[0-9a-f]{1,8}$/.test(after('scopeid')) ? Number(after('scopeid')) : 0;
  if (index > 0) current.index = index;
  const text = readable.address === '*' ? address : readable.address;
  current.addresses.push({ family, address: text, ...(prefix === undefined ? {} : { prefix }) });
  return true;
}

function prefixLength(text: string): number | undefined {
  return /^\d{1,3}$/.test(text) && Number(text) <= 128 ? Number(text) : undefined;
}

/** macOS prints the mask as `0xffffff00`, Linux as `255.255.255.0`. */
function prefixOfMask(text: string): number | undefined {
  const octets = text.split('.').map(Number);
  const isDotted = /^\d{1,3}(?:\.\d{1,3}){3}$/.test(text) && octets.every((octet) => octet <= 255);
  const mask = isDotted
    ? octets.reduce((sum, octet) => sum * 256 + octet, 0)
    : /^0x[0-9a-f]{8}$/.test(text)
      ? Number(text)
      : Number.NaN;
  const bits = Array.from({ length: 33 }, (_, length) => length);
  return bits.find((length) => 2 ** 32 - 2 ** (32 - length) === mask);
}
