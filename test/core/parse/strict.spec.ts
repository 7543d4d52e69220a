import { describe, expect, it } from 'vitest';
import { parseBluetooth } from '../../../src/core/parse/bluetooth';
import { parseSip } from '../../../src/core/parse/csrutil';
import { parseOverride } from '../../../src/core/parse/launchctl';
import { parseManagedPreferences } from '../../../src/core/parse/managed-preferences';
import { parseSealedRoot } from '../../../src/core/parse/mount';
import { parseTcpListeners } from '../../../src/core/parse/netstat';
import { parseNfsdStatus } from '../../../src/core/parse/nfsd';
import { parseAllowSigned, parseGlobalState } from '../../../src/core/parse/socketfilterfw';
import { parseProfiledFirewall } from '../../../src/core/parse/system-profiler-firewall';
import { parseSwVers } from '../../../src/core/mac';
import { said, SSH, valueOf } from './parsers';

describe('what might hide the one line that matters is unreadable', () => {
  const overrides = (...lines: readonly string[]): string => `\n\tdisabled services = {\n${lines.join('\n')}\n\t}\n`;

  it.each([
    ['without its quotation marks', `\t\tcom.openssh.sshd => enabled`],
    ['with half of them', `\t\tcom.openssh.sshd" => enabled`],
    ['with another arrow', `\t\t"com.openssh.sshd" = enabled`],
    ['without a value', `\t\t"com.openssh.sshd" =>`],
    ['another entry that is not understood', `\t\t"com.apple.ftpd" => enabled now`],
    ['a word on its own', `\t\tsomething`],
  ])('print-disabled: %s', (_how, line) => {
    const whole = overrides('\t\t"com.apple.ftpd" => disabled', line);
    expect(valueOf(parseOverride(SSH, said(whole)))).toBe('unreadable');
  });

  it('print-disabled: two values, an unknown one, no block, a block without an end', () => {
    const entry = (value: string): string => `\t\t"${SSH}" => ${value}`;
    expect(valueOf(parseOverride(SSH, said(overrides(entry('enabled'), entry('disabled')))))).toBe('unreadable');
    expect(valueOf(parseOverride(SSH, said(overrides(entry('aktiviert')))))).toBe('unreadable');
    for (const word of ['constructor', '__proto__', 'toString', 'valueOf']) {
      expect(valueOf(parseOverride(SSH, said(overrides(entry(word)))))).toBe('unreadable');
    }
    expect(valueOf(parseOverride(SSH, said('')))).toBe('unreadable');
    expect(valueOf(parseOverride(SSH, said(overrides(entry('enabled')).replace('}', ''))))).toBe('unreadable');
    expect(valueOf(parseOverride(SSH, said(overrides('', entry('enabled'), ''))))).toBe('enabled');
    expect(valueOf(parseOverride(SSH, said(overrides())))).toBe('none');
    expect(valueOf(parseOverride('com.openssh', said(overrides(entry('enabled')))))).toBe('none');
  });

  const HEADER =
    'Active Internet connections (including servers)\nProto Recv-Q Send-Q  Local Address          Foreign Address        (state)\n';
  const ROW = 'tcp4       0      0  *.22                   *.*                    LISTEN\n';

  it.each([
    ['a protocol that is not understood', ROW.replace('tcp4', 'xcp4')],
    ['a row that is indented', ` ${ROW}`],
    ['a row that was cut', ROW.slice(0, 40)],
    ['a state that is not understood', ROW.replace('LISTEN', 'HORCHT')],
    ['a word on its own', 'warning\n'],
  ])('netstat: %s', (_how, row) => {
    expect(valueOf(parseTcpListeners(said(HEADER + row)))).toBe('unreadable');
    expect(valueOf(parseTcpListeners(said(HEADER + ROW + row)))).toBe('unreadable');
  });

  it('netstat: other sections and protocols are left aside', () => {
    const sockets = 'Active LOCAL (UNIX) domain sockets\nAddress Type\nabc stream\n';
    const udp = 'udp4       0      0  *.5353                 *.*\n';
    expect(valueOf(parseTcpListeners(said(HEADER + ROW + udp + sockets)))).toEqual([{ address: '*', port: 22 }]);
    expect(valueOf(parseTcpListeners(said(HEADER)))).toEqual([]);
    expect(valueOf(parseTcpListeners(said('')))).toBe('unreadable');
  });

  it('system_profiler: more or other than one answer', () => {
    const bluetooth = (...list: readonly unknown[]): unknown =>
      valueOf(parseBluetooth(said(JSON.stringify({ SPBluetoothDataType: list }))));
    const off = { controller_properties: { controller_state: 'attrib_off' } };
    const on = { controller_properties: { controller_state: 'attrib_on' } };
    expect(bluetooth(off)).toEqual({ power: 'off', connected: [] });
    for (const list of [[], [off, on], [off, 'attrib_on'], [off, null], [off, {}], ['x']]) {
      expect(bluetooth(...list)).toBe('unreadable');
    }
    const firewall = (value: unknown): unknown => valueOf(parseProfiledFirewall(said(JSON.stringify(value))));
    const state = { spfirewall_globalstate: 'spfirewall_globalstate_limit_connections' };
    expect(firewall({ SPFirewallDataType: [state, state] })).toBe('unreadable');
    expect(firewall({ SPFirewallDataType: [{ spfirewall_globalstate: 'constructor' }] })).toBe('unreadable');
    expect(firewall([state])).toBe('unreadable');
  });
});

describe('what says two things is unreadable, or the worse of both', () => {
  it('csrutil: anything beside full protection is not full protection', () => {
    const full = 'System Integrity Protection status: enabled.\n';
    expect(valueOf(parseSip(said(full)))).toBe('enabled');
    expect(valueOf(parseSip(said(`${full}\nConfiguration:\n\tKext Signing: disabled\n`)))).toBe('partial');
    expect(valueOf(parseSip(said(full + full.replace('enabled', 'disabled'))))).toBe('disabled');
    for (const text of [full.replace('.', ''), full.toLowerCase(), `x ${full}`, full.replace('\n', ' (mostly)\n')]) {
      expect(valueOf(parseSip(said(text)))).toBe('unreadable');
    }
    expect(valueOf(parseSip(said(full, { exitCode: 1 })))).toBe('unreadable');
  });

  it('the firewall, nfsd and mount: contradictions', () => {
    const on = 'Firewall is enabled. (State = 1)\n';
    expect(valueOf(parseGlobalState(said(on + on.replace('enabled. (State = 1)', 'disabled. (State = 0)'))))).toBe(
      'unreadable',
    );
    expect(valueOf(parseGlobalState(said('Firewall is enabled. (State = 0)\n')))).toBe('unreadable');
    expect(valueOf(parseGlobalState(said('Firewall is enabled. (State = 3)\n')))).toBe('unreadable');
    const signed = 'Automatically allow built-in signed software ENABLED.\n';
    expect(valueOf(parseAllowSigned(said(signed)))).toBe('unreadable');
    const nfsd = 'nfsd service is disabled\nnfsd is not running\n';
    expect(valueOf(parseNfsdStatus(said(nfsd, { exitCode: 1 })))).toEqual({ enabled: false, running: false });
    expect(valueOf(parseNfsdStatus(said(`${nfsd}nfsd service is enabled\n`)))).toBe('unreadable');
    const root = '/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)\n';
    expect(valueOf(parseSealedRoot(said(root)))).toBe(true);
    expect(valueOf(parseSealedRoot(said(root + root)))).toBe('unreadable');
    expect(valueOf(parseSealedRoot(said(root.replace('apfs', 'hfs'))))).toBe('unreadable');
    expect(valueOf(parseSealedRoot(said(root.replace(' on / ', ' on /System/Volumes/Data '))))).toBe('unreadable');
  });
});

describe('which macOS this is', () => {
  it('is told by the version alone', () => {
    const text = 'ProductName:\t\tmacOS\nProductVersion:\t\t26.5.1\nBuildVersion:\t\t25F80\n';
    expect(valueOf(parseSwVers(said(text)))).toEqual({ version: '26.5.1', build: '25F80', major: 26, minor: 5 });
    expect(valueOf(parseSwVers(said('ProductVersion: 14.0\n')))).toMatchObject({ major: 14, build: '' });
    for (const odd of ['', '26', 'ProductVersion: x', 'ProductVersion: 26', 'Version: 26.5']) {
      expect(valueOf(parseSwVers(said(odd)))).toBe('unreadable');
    }
  });
});

describe('who manages a setting', () => {
  it('is read from an object of objects, and from nothing else', () => {
    const forced = { 'com.apple.security.firewall': { EnableFirewall: { forced: true, value: true } }, other: 1 };
    expect(valueOf(parseManagedPreferences(said(JSON.stringify(forced))))).toEqual({
      'com.apple.security.firewall': { EnableFirewall: { forced: true, value: true } },
    });
    for (const text of ['', '[]', 'null', '"x"', '{', 'undefined']) {
      expect(valueOf(parseManagedPreferences(said(text)))).toBe('unreadable');
    }
  });
});
