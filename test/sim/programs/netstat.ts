import { isAtLeast, type MacState, type OtherSocket } from '../mac-state';
import { notModelled, says, type SimulatedProgram } from './program';
import { openSockets } from './sockets';

const USAGES: Readonly<Record<string, { readonly verbose: boolean; readonly only?: 'tcp' | 'udp' }>> = {
  '-anv -p tcp': { verbose: true, only: 'tcp' },
  '-anv -p udp': { verbose: true, only: 'udp' },
  '-an -p tcp': { verbose: false, only: 'tcp' },
  '-anp tcp': { verbose: false, only: 'tcp' },
  '-anv': { verbose: true },
  '-an': { verbose: false },
};

/** `netstat -an`, with or without `-v` and one protocol; everybody sees everybody's sockets. */
export const netstat: SimulatedProgram = (state, args) => {
  const usage = USAGES[args.join(' ')];
  const latencyMs = 35;
  if (usage === undefined) return { state, latencyMs, result: notModelled('netstat', args) };
  const all = openSockets(state);
  const byProtocol = [
    ...all.filter((one) => one.proto.startsWith('tcp')),
    ...all.filter((one) => one.proto.startsWith('udp')),
  ];
  const sockets = byProtocol.filter(({ proto }) => usage.only === undefined || proto.startsWith(usage.only));
  const rows = sockets.map((socket) => (usage.verbose ? verboseRow(state, socket) : plainRow(socket)));
  const text = `Active Internet connections (including servers)\n${header(state, usage.verbose)}\n${rows.join('')}`;
  return { state, latencyMs, result: says(usage.only === undefined ? text + OTHER_SECTIONS : text) };
};

/** Whether the release has room for long addresses in its header; the rows do not follow it. */
function isWide(state: MacState, verbose: boolean): boolean {
  return !verbose || (isAtLeast(state, 26) && !isAtLeast(state, 27));
}

function header(state: MacState, verbose: boolean): string {
  const width = isWide(state, verbose) ? 45 : 22;
  const addresses = `${'Local Address'.padEnd(width)} ${'Foreign Address'.padEnd(width)}`;
  const start = `Proto Recv-Q Send-Q  ${addresses} ${'(state)'.padEnd(11)}`;
  if (!verbose) return start;
  const flags = 'state  options           gencnt    flags   flags1 usecnt rtncnt fltrs';
  if (isAtLeast(state, 26))
    return `${start}      rxbytes      txbytes  rhiwat  shiwat          process:pid    ${flags}`;
  if (isAtLeast(state, 15, 2)) return `${start}      rxbytes      txbytes  rhiwat  shiwat    pid   epid ${flags}`;
  return `${start}  rhiwat  shiwat    pid   epid ${flags.replace('usecnt', 'usscnt')}`;
}

function plainRow({ proto, received = 0, local, foreign, state }: OtherSocket): string {
  const queues = `${String(received).padStart(6)} ${'0'.padStart(6)}`;
  return `${proto.padEnd(5)} ${queues}  ${address(local)} ${address(foreign)} ${state.padEnd(11)}\n`;
}

/** An address is cut at 22 characters, its port stays whole. */
function address(text: string): string {
  if (text.length <= 22) return text.padEnd(22);
  const port = text.slice(text.lastIndexOf('.'));
  return text.slice(0, 22 - port.length) + port;
}

/** Launchd's socket for File Sharing has the number of a capture from 26; the others lie around it. */
const GENERATION = 0x953 - 121;

function verboseRow(state: MacState, socket: OtherSocket): string {
  const start = plainRow(socket).slice(0, -1);
  const bytes = isAtLeast(state, 15, 2) ? ` ${'0'.padStart(12)} ${'0'.padStart(12)}` : '';
  const udp = socket.proto.startsWith('udp');
  const [high, low] = udp ? ['786896', '9216'] : ['131072', '131072'];
  const marks = ` ${high.padStart(7)} ${low.padStart(7)}`;
  const owner = isAtLeast(state, 26)
    ? ` ${socket.owner.slice(0, 16).padStart(16)}:${String(socket.pid).padEnd(6)}`
    : ` ${String(socket.pid).padStart(6)} ${'0'.padStart(6)}`;
  const listening = socket.state === 'LISTEN' || (udp && socket.foreign === '*.*');
  const generation = (GENERATION + socket.opened).toString(16).padStart(16, '0');
  const flags = udp
    ? '00000 00000000'
    : listening
      ? `${socket.pid === 1 ? '00180' : '00100'} 00000006`
      : '00102 00000008';
  const flags1 = listening ? '00000000 00000800      1' : '00000080 04000900      2';
  return `${start}${bytes}${marks}${owner} ${flags} ${generation} ${flags1}      0 000000\n`;
}

const OTHER_SECTIONS = `Active Multipath Internet connections
Proto/ID  Flags      Local Address          Foreign Address        (state)
Active LOCAL (UNIX) domain sockets
Address          Type   Recv-Q Send-Q            Inode             Conn             Refs          Nextref Addr
a1f3c6d4b5e0f2a1 stream      0      0                0 a1f3c6d4b5e0f3c9                0                0 /var/run/mDNSResponder
Registered kernel control modules
id       flags    pcbcount rcvbuf   sndbuf   name
       1        9        0   131072   131072 com.apple.flow-divert
`;
