import { describe, expect, it } from 'vitest';
import { parseTcpListeners } from '../../src/core/parse/netstat';
import { fixture, haveFixtures } from './fixtures';
import { freshMac, RELEASE_NAMES, stockMac } from './machines';
import type { MacState } from './mac-state';
import { call } from './play';

const sockets = (state: MacState) => call(state, 'user', 'netstat', '-anv', '-p', 'tcp').stdout;

describe('netstat', () => {
  it.each(RELEASE_NAMES)('lists the sockets that follow from the state, in the layout of macOS %s', (release) => {
    const { exitCode, stdout, stderr } = call(freshMac(release), 'user', 'netstat', '-anv', '-p', 'tcp');
    const parsed = parseTcpListeners({ kind: 'exited', exitCode, stdout, stderr });
    if (parsed.kind === 'unreadable') throw new Error(parsed.reason);
    const open = parsed.value.filter(({ address }) => address === '*').map(({ port }) => port);
    expect([...new Set(open)].sort((a, b) => a - b)).toEqual([
      22, 88, 445, 2049, 3031, 3100, 3283, 5432, 5900, 8770, 55230,
    ]);
    expect(stdout.split('\n')[1]?.split(/\s+/).includes('process:pid')).toBe(release === '26.5' || release === '27.0');
    expect(stdout).toContain('ESTABLISHED');
  });

  it('shows no sharing port on a Mac that shares nothing', () => {
    expect(sockets(stockMac('26.5'))).not.toMatch(/\*\.(22|88|445|2049|3031|3283|5900) /);
  });

  it('closes the NFS port when nothing is exported, though the job is loaded', () => {
    expect(sockets({ ...freshMac('26.5'), nfsExports: [] })).not.toContain('*.2049');
  });

  it('keeps every cell in its column', () => {
    const [, , ...rows] = sockets(freshMac('27.0')).trimEnd().split('\n');
    expect(new Set(rows.map((row) => row.length)).size).toBe(1);
  });

  it('lists UDP alone, with a blank cell where TCP has its state', () => {
    const [, , ...rows] = call(stockMac('26.5'), 'user', 'netstat', '-anv', '-p', 'udp').stdout.trimEnd().split('\n');
    expect(rows.map((row) => row.split(/\s+/)[0])).toEqual(['udp4', 'udp4', 'udp4', 'udp6']);
    expect(rows[2]).toMatch(
      /^udp4 {7}0 {6}0 {2}\*\.5353 {17}\*\.\* {43}0 {12}0 {2}786896 {4}9216 {4}mDNSResponder:390 /,
    );
  });

  it('cuts a long address and keeps its port', () => {
    const long = { proto: 'tcp6', local: 'fe80::aede:48ff:fe00:1122.49159', foreign: '*.*', state: 'LISTEN' } as const;
    const state = { ...stockMac('27.0'), sockets: [{ ...long, owner: 'remoted', pid: 77, opened: 1 }] };
    expect(sockets(state)).toContain('fe80::aede:48ff:.49159 *.*');
  });

  it('adds the other protocols and sections without -p', () => {
    const everything = call(stockMac('26.5'), 'user', 'netstat', '-an').stdout;
    expect(everything).toContain('udp4       0      0  *.5353');
    expect(everything).toContain('Active LOCAL (UNIX) domain sockets');
  });

  it.skipIf(!haveFixtures())('prints the row of launchd for File Sharing as a Mac on 26 did', () => {
    const [, row] = fixture('bindings/netstat-kernel_task-launchd-smb-vnc.txt').split('\n');
    expect(sockets(freshMac('26.5')).split('\n')).toContain(row);
  });
});
