import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Command } from '../../../src/core/command';
import { joinSockets } from '../../../src/core/exposure/join-sockets';
import type { SocketTable } from '../../../src/core/exposure/socket';
import { LSOF_CONNECTIONS, LSOF_LISTENING, LSOF_UDP, parseLsof } from '../../../src/core/parse/lsof';
import { type ProcessList, parsePs, PS_ALL } from '../../../src/core/parse/ps';
import { createCommandRunner } from '../../../src/platform/command-runner';
import { valueOf } from './socket-lines';

const placeOf = (name: string): string | undefined =>
  ['/usr/sbin', '/usr/bin', '/bin'].map((folder) => `${folder}/${name}`).find((path) => existsSync(path));

/** Says so where this computer has no lsof; on a Linux that checks changes, that is an error. */
function whyNot(): string | undefined {
  const missing = ['lsof', 'ps'].find((name) => placeOf(name) === undefined);
  if (missing === undefined) return undefined;
  console.log(`Real sockets are not looked at here: this computer has no ${missing}.`);
  if (/^(1|true)$/i.test(process.env['CI'] ?? '') && process.platform === 'linux') {
    throw new Error(`With CI=true nothing may be left out: there is no ${missing}`);
  }
  return missing;
}

const hasIPv6 = Object.values(networkInterfaces()).some((one) => one?.some(({ address }) => address === '::1'));
if (!hasIPv6) console.log('This computer has no IPv6: only sockets of IPv4 are opened.');
const HOSTS = hasIPv6 ? ['127.0.0.1', '0.0.0.0', '::1', '::'] : ['127.0.0.1', '0.0.0.0'];
const PROCESSES = 4;
const TCP_EACH = 11;
const UDP_EACH = 3;
const NAME = 'a b (c:d) >e\\f';

/** Opens its sockets, tells them, and stays until its input ends. Runs as a program of its own. */
const OPENER = `
const { createServer, connect } = require('node:net');
const { createSocket } = require('node:dgram');
process.title = ${JSON.stringify(NAME)};
process.on('message', (message, server) => process.send('taken'));
const hosts = ${JSON.stringify(HOSTS)};
const tcp = (host) => new Promise((done) => {
  const server = createServer(() => {}).listen({ host, port: 0 }, () => done(['tcp', host, server.address().port]));
});
const udp = (host) => new Promise((done) => {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  socket.bind(0, host, () => done(['udp', host, socket.address().port]));
});
const many = (count, open) => hosts.flatMap((host) => Array.from({ length: count }, () => open(host)));
(async () => {
  const bound = await Promise.all([...many(${TCP_EACH}, tcp), ...many(${UDP_EACH}, udp)]);
  const caller = connect(bound[0][2], '127.0.0.1');
  await new Promise((done) => caller.once('connect', done));
  const talker = createSocket('udp4');
  await new Promise((done) => talker.bind(0, '127.0.0.1', done));
  await new Promise((done) => talker.connect(9, '127.0.0.1', done));
  console.log(JSON.stringify({ bound, called: caller.localPort, talked: talker.address().port }));
})();
process.stdin.on('end', () => process.exit()).resume();
`;

interface Opened {
  readonly process: ChildProcess;
  readonly pid: number;
  readonly bound: readonly (readonly ['tcp' | 'udp', string, number])[];
  readonly called: number;
  readonly talked: number;
}

async function open(): Promise<Opened> {
  const child = spawn(process.execPath, ['-e', OPENER], { stdio: ['pipe', 'pipe', 'inherit', 'ipc'] });
  const told = await new Promise<string>((done, failed) => {
    child.once('error', failed).once('exit', (code) => failed(new Error(`it ended with ${code}`)));
    if (child.stdout) createInterface({ input: child.stdout }).once('line', done);
  });
  return { process: child, pid: child.pid ?? 0, ...(JSON.parse(told) as Omit<Opened, 'process' | 'pid'>) };
}

async function answer(command: Command) {
  const path = placeOf(command.program) ?? '';
  return createCommandRunner({ programPath: () => path, timeoutMs: 60_000 }).run(command);
}

/** As the parser has to tell it: family, address, and the wildcard for both of its forms. */
function expected(protocol: string, host: string, port: number, pid: number): string {
  const isWild = host === '::' || host === '0.0.0.0';
  return `${protocol} ${host.includes(':') ? 'IPv6' : 'IPv4'} ${isWild ? '*' : host} ${port} ${pid} ${NAME}`;
}

function found({ listening }: SocketTable, ports: ReadonlySet<string>): readonly string[] {
  return listening
    .filter(({ protocol, local }) => ports.has(`${protocol} ${local.port}`))
    .flatMap(({ protocol, family, local, owners }) =>
      owners.map(({ pid, name }) => `${protocol} ${family} ${local.address} ${local.port} ${pid} ${name}`),
    )
    .sort();
}

describe.skipIf(whyNot() !== undefined)('sockets that are really open, as the real lsof sees them', () => {
  let opened: readonly Opened[] = [];
  let shared: Server | undefined;
  let ps: ProcessList | undefined;

  beforeAll(async () => {
    opened = await Promise.all(Array.from({ length: PROCESSES }, () => open()));
    ps = valueOf(parsePs(await answer(PS_ALL)));
  }, 60_000);

  afterAll(() => {
    shared?.close();
    for (const one of opened) one.process.kill();
  });

  const sockets = () => opened.flatMap(({ pid, bound }) => bound.map((one) => [...one, pid] as const));
  const ports = () => new Set(sockets().map(([protocol, , port]) => `${protocol} ${port}`));
  const wanted = (protocol?: 'tcp' | 'udp') =>
    sockets()
      .filter(([one]) => protocol === undefined || one === protocol)
      .map((one) => expected(...one))
      .sort();

  it('all of them, with process, family, address and port, and none besides', { timeout: 120_000 }, async () => {
    expect(sockets()).toHaveLength(PROCESSES * HOSTS.length * (TCP_EACH + UDP_EACH));
    const [tcp, udp, all] = [
      valueOf(parseLsof(LSOF_LISTENING, await answer(LSOF_LISTENING))),
      valueOf(parseLsof(LSOF_UDP, await answer(LSOF_UDP))),
      valueOf(parseLsof(LSOF_CONNECTIONS, await answer(LSOF_CONNECTIONS))),
    ];
    const processes = ps?.processes ?? new Map();
    expect(found(joinSockets({ lsof: [tcp], ps: processes }), ports())).toEqual(wanted('tcp'));
    expect(found(joinSockets({ lsof: [udp], ps: processes }), ports())).toEqual(wanted('udp'));
    expect(found(joinSockets({ lsof: [all], ps: processes }), ports())).toEqual(wanted());
    expect(found(joinSockets({ lsof: [tcp, udp, all] }), ports())).toEqual(wanted());
    expect([...tcp.unread, ...udp.unread, ...all.unread]).toEqual([]);
  });

  it('connections with both ends, which are no listeners', { timeout: 120_000 }, async () => {
    const { connections, listening } = joinSockets({
      lsof: [valueOf(parseLsof(LSOF_CONNECTIONS, await answer(LSOF_CONNECTIONS)))],
    });
    for (const { pid, bound, called, talked } of opened) {
      const server = bound[0]?.[2] ?? 0;
      const own = connections.filter(({ owners }) => owners.some((owner) => owner.pid === pid));
      expect(own.map(({ protocol, local, remote, state }) => [protocol, local, remote, state])).toEqual(
        expect.arrayContaining([
          ['tcp', { address: '127.0.0.1', port: called }, { address: '127.0.0.1', port: server }, 'ESTABLISHED'],
          ['tcp', { address: '127.0.0.1', port: server }, { address: '127.0.0.1', port: called }, 'ESTABLISHED'],
          ['udp', { address: '127.0.0.1', port: talked }, { address: '127.0.0.1', port: 9 }, ''],
        ]),
      );
      expect(own).toHaveLength(3);
      const heard = listening.filter(({ protocol, local }) => protocol === 'udp' && local.port === talked);
      expect(heard.flatMap(({ owners }) => owners).filter((owner) => owner.pid === pid)).toEqual([]);
    }
  });

  it('one that two processes hold, with both of them', { timeout: 120_000 }, async () => {
    const [holder] = opened;
    const server = createServer();
    shared = server;
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const taken = new Promise((done) => holder?.process.once('message', done));
    holder?.process.send('take this', server);
    await taken;
    const rows = valueOf(parseLsof(LSOF_LISTENING, await answer(LSOF_LISTENING)));
    const there = joinSockets({ lsof: [rows] }).listening.filter(({ local }) => local.port === port);
    expect(new Set(there.map(({ local }) => local.address))).toEqual(new Set(['127.0.0.1']));
    const pids = there.flatMap(({ owners }) => owners.map(({ pid }) => pid));
    expect(pids).toHaveLength(2);
    expect(new Set(pids)).toEqual(new Set([process.pid, holder?.pid]));
  });

  it('and none where nothing is open any more: an empty answer with exit 1', { timeout: 60_000 }, async () => {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const args = LSOF_LISTENING.args.map((word) => (word === '-iTCP' ? `-iTCP@127.0.0.1:${port}` : word));
    const asked: Command = { ...LSOF_LISTENING, args };
    expect(valueOf(parseLsof(asked, await answer(asked))).rows.map(({ local }) => local.port)).toEqual([port]);
    await new Promise((done) => server.close(done));
    const result = await answer(asked);
    expect(result).toEqual({ kind: 'exited', exitCode: 1, stdout: '', stderr: '' });
    expect(valueOf(parseLsof(asked, result))).toEqual({ rows: [], skipped: 0, unread: [] });
  });

  it('their processes, as the real ps names them', () => {
    expect(ps?.complete).toBe(true);
    for (const { pid } of opened) expect(ps?.processes.get(pid)?.uid).toBe(process.getuid?.());
    expect(ps?.processes.get(process.pid)?.pid).toBe(process.pid);
    expect(ps?.unread).toEqual([]);
  });
});
