import { type ChildProcess, spawn } from 'node:child_process';
import { networkInterfaces } from 'node:os';
import { createInterface } from 'node:readline';

/** A TCP socket that another process has opened, as it was asked for. */
export interface RealListener {
  readonly host: string;
  readonly port: number;
  readonly pid: number;
}

export interface RealListeners {
  readonly listeners: readonly RealListener[];
  close(): void;
}

/** This Mac only and every address, in both families where this computer has both. */
export const HOSTS: readonly string[] = Object.values(networkInterfaces()).some((one) =>
  one?.some(({ address }) => address === '::1'),
)
  ? ['127.0.0.1', '0.0.0.0', '::1', '::']
  : ['127.0.0.1', '0.0.0.0'];

const OPENER = `
const { createServer } = require('node:net');
const [count, ...hosts] = process.argv.slice(1);
const open = (host) => new Promise((done) => {
  const server = createServer().listen({ host, port: 0, ipv6Only: host === '::1' }, () => done([host, server.address().port]));
});
Promise.all(hosts.flatMap((host) => Array.from({ length: Number(count) }, () => open(host)))).then((all) => console.log(JSON.stringify(all)));
process.stdin.on('end', () => process.exit()).resume();
`;

/** Opens listeners in processes of their own: `each` of every kind in each process. */
export async function openListeners(processes: number, each: number): Promise<RealListeners> {
  const children = await Promise.all(Array.from({ length: processes }, () => start(each)));
  return {
    listeners: children.flatMap(({ listeners }) => listeners),
    close: () => {
      for (const { child } of children) child.kill('SIGKILL');
    },
  };
}

async function start(
  each: number,
): Promise<{ readonly child: ChildProcess; readonly listeners: readonly RealListener[] }> {
  const child = spawn(process.execPath, ['-e', OPENER, String(each), ...HOSTS], { stdio: ['pipe', 'pipe', 'inherit'] });
  const told = await new Promise<string>((done, failed) => {
    child.once('error', failed).once('exit', (code) => failed(new Error(`it ended with ${code}`)));
    createInterface({ input: child.stdout }).once('line', done);
  });
  const opened = JSON.parse(told) as readonly (readonly [string, number])[];
  return { child, listeners: opened.map(([host, port]) => ({ host, port, pid: child.pid ?? 0 })) };
}
