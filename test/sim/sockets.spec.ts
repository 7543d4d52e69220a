import { describe, expect, it } from 'vitest';
import { freshMac, servingMac, stockMac } from './machines';
import type { MacState } from './mac-state';
import { call } from './play';

const LISTENING = ['-w', '-nP', '-iTCP', '-sTCP:LISTEN', '-F', 'pcuLftPnT'] as const;
const lsof = (state: MacState, as: 'root' | 'user', ...args: readonly string[]) => call(state, as, 'lsof', ...args);
const ps = (state: MacState, ...args: readonly string[]) => call(state, 'user', 'ps', ...args).stdout;

describe('lsof', () => {
  it('tells a person of their own processes, and root of everybody’s', () => {
    const own = lsof(freshMac('26.5'), 'user', ...LISTENING).stdout;
    const all = lsof(freshMac('26.5'), 'root', ...LISTENING).stdout;
    expect(own).toContain('p640\ncrapportd\nu501\nLalex\nf4\ntIPv4\nPTCP\nn*:55230\nTST=LISTEN\nTQR=0\nTQS=0\n');
    expect(own).not.toMatch(/^n\*:22$/m);
    expect(own).not.toContain('cupsd');
    expect(all).toContain('p1\nclaunchd\nu0\nLroot\n');
    expect(all).toMatch(/^n\*:22$/m);
  });

  it('names each process once, whole, with its sockets by descriptor', () => {
    const { stdout } = lsof(servingMac('26.5'), 'user', ...LISTENING);
    const pids = [...stdout.matchAll(/^p(\d+)$/gm)].map(([, pid]) => Number(pid));
    expect(pids).toEqual([...new Set(pids)].sort((a, b) => a - b));
    expect(stdout).toContain('cOrbStack Helper\n');
    expect(stdout).toContain('cPython\n');
    expect(stdout.split('\n').filter((line) => line.startsWith('f2'))).toEqual(
      Array.from({ length: 10 }, (_, at) => `f${204 + at}`),
    );
  });

  it('says nothing and exits 1 when it finds nothing', () => {
    const none = lsof({ ...stockMac('26.5'), sockets: [] }, 'user', ...LISTENING);
    expect(none).toMatchObject({ exitCode: 1, stdout: '', stderr: '' });
  });

  it('lists unbound and bound UDP sockets without a state, and connections with both ends', () => {
    const udp = lsof(stockMac('26.5'), 'user', '-w', '-nP', '-iUDP', '-F', 'pcuLftPnT').stdout;
    expect(udp).toContain('csharingd\nu501\nLalex\nf3\ntIPv4\nPUDP\nn*:*\n');
    expect(udp).not.toContain('TST');
    const all = lsof(stockMac('26.5'), 'user', '-w', '-nP', '-i', '-F', 'pcuLftPnT').stdout;
    expect(all).toContain('n192.168.1.20:50861->203.0.113.10:443\nTST=ESTABLISHED\n');
  });

  it('writes the interface of a link-local address into the address', () => {
    const local = { proto: 'udp6', foreign: '*.*', state: '', owner: 'node', pid: 9, opened: 1 } as const;
    const on = {
      ...stockMac('26.5'),
      processes: [{ pid: 9, user: 'alex', path: '/opt/homebrew/bin/node' }],
      sockets: [{ ...local, local: 'fe80::1%lo0.53' }],
    };
    expect(lsof(on, 'user', '-nP', '-iUDP', '-F', 'n').stdout).toBe('p9\nf3\nn[fe80:1::1]:53\n');
  });

  it('is not modelled with names of hosts or services, or with columns', () => {
    expect(lsof(stockMac('26.5'), 'user', '-iTCP', '-F', 'p').exitCode).toBe(64);
    expect(lsof(stockMac('26.5'), 'user', '-nP', '-iTCP').exitCode).toBe(64);
  });
});

describe('ps', () => {
  it('lists everybody’s processes with their numbers and paths', () => {
    const lines = ps(servingMac('26.5'), '-axo', 'pid=,uid=,comm=').trimEnd().split('\n');
    expect(lines[0]).toBe('    1     0 /sbin/launchd');
    expect(lines).toContain('  390    65 /usr/sbin/mDNSResponder');
    expect(lines).toContain(' 1622   501 /opt/homebrew/Cellar/node/25.2.0/bin/node');
  });

  it('tells one command line, and exits 1 for a process that is not there', () => {
    expect(ps(servingMac('26.5'), '-ww', '-p', '3391', '-o', 'args=')).toMatch(/Python -m http\.server 8000\n$/);
    expect(call(stockMac('26.5'), 'user', 'ps', '-p', '99999', '-o', 'args=').exitCode).toBe(1);
  });

  it('names the holder of every socket that netstat lists', () => {
    for (const state of [stockMac('15.6'), freshMac('15.6'), servingMac('26.5')]) {
      const known = new Set(ps(state, '-axo', 'pid=').trim().split(/\s+/));
      const all = lsof(state, 'root', '-nP', '-i', '-F', 'p').stdout;
      const rows = call(state, 'user', 'netstat', '-anv').stdout.match(/^(tcp|udp)\d+ /gm) ?? [];
      const sockets = lsof(state, 'root', '-nP', '-i', '-F', 'n').stdout.match(/^n/gm) ?? [];
      expect(sockets).toHaveLength(rows.length);
      for (const [, pid = ''] of all.matchAll(/^p(\d+)$/gm)) expect(known).toContain(pid);
    }
  });
});

describe('ifconfig', () => {
  it('shows the addresses of the Mac, and Tailscale’s while it is on', () => {
    const stock = stockMac('26.5');
    const plain = call(stock, 'user', 'ifconfig', '-a').stdout;
    expect(plain).toContain('\tinet 192.168.1.20 netmask 0xffffff00 broadcast 192.168.1.255\n');
    expect(plain).not.toContain('100.101.102.103');
    const wide = { ...stock, network: { ...stock.network, global: '2a01:799:1c2:4e00::20' } };
    const running = { ...wide.defence, tailscale: { backend: 'Running', address: '100.101.102.103' } } as const;
    const more = call({ ...wide, defence: running }, 'user', 'ifconfig', '-a').stdout;
    expect(more).toContain('\tinet6 2a01:799:1c2:4e00::20 prefixlen 64 autoconf secured \n');
    expect(more).toContain('\tinet 100.101.102.103 --> 100.101.102.103 netmask 0xffffffff\n');
  });
});
