import { describe, expect, it } from 'vitest';
import {
  type EngineCandidate,
  engineOfProcess,
  parseSshArgs,
  sshArgsCommand,
  sshPids,
} from '../../../src/core/container/engine-process';
import type { ListeningSocket, SocketOwner } from '../../../src/core/exposure/socket';
import { fixture, haveFixtures } from '../../sim/fixtures';
import { fc } from '../fixed-chance';
import { said, valueOf } from '../parse/parsers';

describe('the engine that a process belongs to', () => {
  it.each<readonly [string, EngineCandidate]>([
    ['docker-desktop', { name: 'com.docker.backend' }],
    ['docker-desktop', { name: 'com.docker.backe' }],
    ['docker-desktop', { name: 'com.docker.vpnkit' }],
    ['docker-desktop', { path: '/Applications/Docker.app/Contents/MacOS/com.docker.backend' }],
    ['orbstack', { name: 'OrbStack' }],
    ['orbstack', { name: 'OrbStack Helper' }],
    ['orbstack', { name: 'OrbStack Helper (vmgr)' }],
    ['orbstack', { name: 'macvmgr' }],
    [
      'orbstack',
      { path: '/Applications/OrbStack.app/Contents/Frameworks/OrbStack Helper.app/Contents/MacOS/OrbStack Helper' },
    ],
    ['podman', { name: 'gvproxy' }],
    ['podman', { path: '/opt/podman/bin/gvproxy' }],
    [
      'rancher-desktop',
      { path: '/Applications/Rancher Desktop.app/Contents/Resources/resources/darwin/lima/bin/limactl' },
    ],
    ['lima', { name: 'limactl' }],
    ['lima', { name: 'limactl', args: 'limactl hostagent --pidfile /Users/x/.lima/default/ha.pid default' }],
    ['colima', { name: 'limactl', args: 'limactl hostagent --pidfile /Users/x/.colima/_lima/colima/ha.pid colima' }],
    ['colima', { name: 'ssh', args: 'ssh: /Users/x/.lima/colima-fresh/ssh.sock [mux]' }],
    ['colima', { name: 'ssh', args: 'ssh: /Users/x/.colima/_lima/colima/ssh.sock [mux]' }],
    ['colima', { path: '/usr/bin/ssh', args: 'ssh: /Users/x/.config/colima/_lima/colima/ssh.sock [mux]' }],
    ['lima', { name: 'ssh', args: 'ssh: /Users/x/.lima/default/ssh.sock [mux]' }],
    [
      'rancher-desktop',
      { name: 'ssh', args: 'ssh: /Users/x/Library/Application Support/rancher-desktop/lima/0/ssh.sock [mux]' },
    ],
  ])('is %s for %j', (engine, candidate) => {
    expect(engineOfProcess(candidate)).toBe(engine);
  });

  it.each<EngineCandidate>([
    {},
    { name: 'ssh' },
    { name: 'ssh', args: 'ssh -L 5432:localhost:5432 me@example.com' },
    { name: 'node', args: 'node /Users/x/.lima/default/server.js' },
    { name: 'OrbStacked' },
    { name: 'docker' },
    { name: 'my-limactl' },
    { path: '/Users/x/Docker.app.old/server' },
  ])('is none for %j', (candidate) => {
    expect(engineOfProcess(candidate)).toBeUndefined();
  });

  it('is never guessed from text of any kind', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (name, args) => {
        expect(engineOfProcess({ name, path: `/${name}`, args })).toBeUndefined();
      }),
    );
    const long = `ssh: ${'/.lima/'.repeat(100_000)}`;
    expect(engineOfProcess({ name: 'ssh', args: long })).toBeUndefined();
  });

  it.skipIf(!haveFixtures())('is known for every engine of the captures', () => {
    const names = (file: string): readonly string[] => {
      const lines = fixture(`bindings/${file}`)
        .split('\n')
        .filter((line) => / TCP /.test(line));
      return [...new Set(lines.map((line) => line.split(/\s+/)[0] ?? ''))];
    };
    expect(names('lsof-orbstack-8001.txt').map((name) => engineOfProcess({ name }))).toEqual(['orbstack']);
    expect(names('lsof-podman-gvproxy.txt').map((name) => engineOfProcess({ name }))).toEqual(['podman']);
    const colima = fixture('bindings/lsof-colima-ssh-mux.txt').split('\n');
    const args = colima.find((line) => line.includes('[mux]'))?.replace(/^.*(ssh: )/, '$1') ?? '';
    expect(names('lsof-colima-ssh-mux.txt')).toEqual(['ssh']);
    expect(engineOfProcess({ name: 'ssh', args })).toBe('colima');
  });
});

describe('the arguments of ssh', () => {
  const socket = (...owners: readonly SocketOwner[]): ListeningSocket => {
    return { protocol: 'tcp', family: 'IPv4', local: { address: '*', port: 80 }, owners, seenBy: ['netstat'] };
  };

  it('are asked for once for each process of that name, and for no other', () => {
    const sockets = [
      socket({ pid: 9, name: 'ssh' }),
      socket({ pid: 9, name: 'ssh' }, { pid: 3, name: 'sshd' }),
      socket({ pid: 5, path: '/usr/bin/ssh' }, { pid: 7, name: 'node' }, { pid: 8 }),
    ];
    expect(sshPids(sockets)).toEqual([5, 9]);
    expect(sshArgsCommand(9)).toEqual({ program: 'ps', args: ['-ww', '-p', '9', '-o', 'args='] });
  });

  it('are one line, and are in no message where they are not', () => {
    const mux = 'ssh: /Users/x/.lima/colima/ssh.sock [mux]';
    expect(valueOf(parseSshArgs(9, said(`${mux}\n`)))).toBe(mux);
    expect(parseSshArgs(9, said('', { exitCode: 1 }))).toEqual({ kind: 'unreadable', reason: 'process 9 has ended' });
    for (const result of [said('a secret\nb secret\n'), said('a secret', { exitCode: 2 }), said('')]) {
      expect(parseSshArgs(9, result).kind).toBe('unreadable');
      expect(JSON.stringify(parseSshArgs(9, result))).not.toContain('secret');
    }
  });
});
