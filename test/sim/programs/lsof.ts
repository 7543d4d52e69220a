import type { MacState, OtherSocket } from '../mac-state';
import { type Caller, complains, notModelled, says, type SimulatedProgram } from './program';
import { nameOf, runningProcesses, uidOf } from './processes';
import { openSockets } from './sockets';

interface Question {
  /** Letters after -F. */
  readonly fields: string;
  readonly protocol?: 'tcp' | 'udp';
  readonly port?: number;
  readonly listening: boolean;
}

/**
 * `lsof -nP -i… -F…`: sockets as fields, one a line, those of the caller's own processes; root sees everybody's.
 *
 * Nothing found is exit code 1 without a word. Only numbers and only the output by fields are modelled.
 */
export const lsof: SimulatedProgram = (state, args, caller) => {
  const latencyMs = 120;
  const question = questionOf(args);
  if (question === undefined) return { state, latencyMs, result: notModelled('lsof', args) };
  const text = visibleProcesses(state, caller)
    .map(({ header, sockets }) => {
      const rows = sockets.filter(({ socket }) => isAskedFor(socket, question)).map((row) => fileLines(row));
      return rows.length === 0 ? [] : [...header, ...rows.flat()];
    })
    .flat()
    .filter(({ letter }) => 'pf'.includes(letter) || question.fields.includes(letter))
    .map(({ letter, text: value }) => `${letter}${value}\n`)
    .join('');
  return { state, latencyMs, result: text === '' ? complains('') : says(text) };
};

function questionOf(args: readonly string[]): Question | undefined {
  let question: Partial<Question> = {};
  let numbers = '';
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? '';
    const internet = /^-i(TCP|UDP)?(?::(\d+))?$/.exec(word);
    if (internet !== null) {
      const [, protocol, port] = internet;
      const named =
        protocol === undefined ? {} : { protocol: protocol === 'TCP' ? ('tcp' as const) : ('udp' as const) };
      question = { ...question, ...named, ...(port === undefined ? {} : { port: Number(port) }) };
    } else if (word === '-sTCP:LISTEN') question = { ...question, listening: true };
    else if (word === '-F') question = { ...question, fields: args[(at += 1)] ?? '' };
    else if (/^-F\w+$/.test(word)) question = { ...question, fields: word.slice(2) };
    else if (/^-[nPwa]+$/.test(word)) numbers += word;
    else return undefined;
  }
  const { fields, listening = false, ...rest } = question;
  const asksForInternet = args.some((word) => word.startsWith('-i'));
  const isModelled = fields !== undefined && asksForInternet && numbers.includes('n') && numbers.includes('P');
  return isModelled ? { ...rest, fields, listening } : undefined;
}

interface Field {
  readonly letter: string;
  readonly text: string;
}

interface OpenSocket {
  readonly socket: OtherSocket;
  readonly descriptor: number;
}

function visibleProcesses(
  state: MacState,
  caller: Caller,
): readonly { readonly header: readonly Field[]; readonly sockets: readonly OpenSocket[] }[] {
  const sockets = openSockets(state);
  return runningProcesses(state)
    .filter(({ user }) => caller.root || user === caller.user)
    .map((one) => ({
      header: [
        { letter: 'p', text: String(one.pid) },
        { letter: 'c', text: nameOf(one).slice(0, 31) },
        { letter: 'u', text: String(uidOf(one.user)) },
        { letter: 'L', text: one.user },
      ],
      sockets: numbered(sockets.filter(({ pid }) => pid === one.pid)),
    }));
}

/** The sockets of one process by file descriptor; those without one have the next, in the order of their opening. */
function numbered(sockets: readonly OtherSocket[]): readonly OpenSocket[] {
  let last = 2;
  return [...sockets]
    .sort((a, b) => a.opened - b.opened)
    .map((socket) => ({ socket, descriptor: (last = socket.descriptor ?? last + 1) }))
    .sort((a, b) => a.descriptor - b.descriptor);
}

function isAskedFor(socket: OtherSocket, { protocol, port, listening }: Question): boolean {
  const tcp = socket.proto.startsWith('tcp');
  if (protocol !== undefined && tcp !== (protocol === 'tcp')) return false;
  if (port !== undefined && !socket.local.endsWith(`.${port}`)) return false;
  return !listening || (tcp && socket.state === 'LISTEN');
}

function fileLines({ socket, descriptor }: OpenSocket): readonly Field[] {
  const { proto, local, foreign, state, received = 0 } = socket;
  const tcp = proto.startsWith('tcp');
  const name = foreign === '*.*' ? endpoint(local) : `${endpoint(local)}->${endpoint(foreign)}`;
  return [
    { letter: 'f', text: String(descriptor) },
    { letter: 't', text: proto.endsWith('4') ? 'IPv4' : 'IPv6' },
    { letter: 'P', text: tcp ? 'TCP' : 'UDP' },
    { letter: 'n', text: name },
    ...(tcp ? [`ST=${state}`, `QR=${received}`, 'QS=0'].map((text) => ({ letter: 'T', text })) : []),
  ];
}

/** Netstat's spelling as lsof's; the zone of a link-local address becomes its second group, as the kernel keeps it. */
function endpoint(text: string): string {
  const dot = text.lastIndexOf('.');
  const [address = '', zone] = text.slice(0, dot).split('%');
  const port = text.slice(dot + 1);
  if (!address.includes(':')) return `${address}:${port}`;
  const embedded = zone === undefined ? address : address.replace('fe80::', `fe80:${indexOf(zone).toString(16)}::`);
  return `[${embedded}]:${port}`;
}

function indexOf(zone: string): number {
  return zone === 'lo0' ? 1 : zone.startsWith('en') ? 11 : 16;
}
