import { describe, expect, it } from 'vitest';
import { bluetoothPower } from '../../src/core/parse/bluetooth-power';
import { MANAGED_PREFERENCES } from '../../src/core/parse/managed-preferences';
import { lasting, type MacState } from './mac-state';
import { freshMac, managedMac, stockMac } from './machines';
import { call } from './play';
import { appleJson } from './programs/apple-json';

const SHARINGD = 'com.apple.sharingd';
const SMB = '/Library/Preferences/SystemConfiguration/com.apple.smb.server';
const GUEST = 'AllowGuestAccess';
const defaults = (state: MacState, as: 'root' | 'user', ...args: readonly string[]) =>
  call(state, as, 'defaults', ...args);

describe('defaults', () => {
  it('tells an absent key in two lines on stderr, the first with the time', () => {
    expect(defaults(stockMac('26.5'), 'user', 'read', SHARINGD, 'DiscoverableMode')).toMatchObject({
      exitCode: 1,
      stdout: '',
      stderr:
        '2026-11-22 09:30:00.137 defaults[40432:7919078]\n' +
        'The domain/default pair of (com.apple.sharingd, DiscoverableMode) does not exist\n',
    });
  });

  it('writes for the caller alone, and leaves nothing behind when the key is deleted', () => {
    const before = stockMac('26.5');
    const written = defaults(before, 'user', 'write', SHARINGD, 'DiscoverableMode', '-string', 'Contacts Only').state;
    expect(defaults(written, 'user', 'read', SHARINGD, 'DiscoverableMode').stdout).toBe('Contacts Only\n');
    expect(defaults(written, 'root', 'read', SHARINGD, 'DiscoverableMode').exitCode).toBe(1);
    const deleted = defaults(written, 'user', 'delete', SHARINGD, 'DiscoverableMode').state;
    expect(lasting(deleted)).toEqual(lasting(before));
    expect(defaults(deleted, 'user', 'delete', SHARINGD, 'DiscoverableMode').exitCode).toBe(1);
  });

  it('prints booleans and integers as numbers', () => {
    const one = defaults(stockMac('26.5'), 'user', 'write', 'a.b', 'c', '-bool', 'false').state;
    expect(defaults(one, 'user', 'read', 'a.b', 'c').stdout).toBe('0\n');
    const two = defaults(one, 'user', 'write', 'a.b', 'c', '-int', '12').state;
    expect(defaults(two, 'user', 'read', 'a.b', 'c').stdout).toBe('12\n');
  });

  it('writes the computer’s preferences for root only', () => {
    const before = stockMac('15.6');
    const refused = defaults(before, 'user', 'write', SMB, GUEST, '-bool', 'true');
    expect(refused.exitCode).toBe(1);
    expect(lasting(refused.state)).toEqual(lasting(before));
  });

  it.each(['13.6', '15.6'] as const)('shares the guest switch of SMB with sysadminctl on macOS %s', (release) => {
    const absent = stockMac(release);
    expect(defaults(absent, 'user', 'read', SMB, GUEST).exitCode).toBe(1);
    const on = call(absent, 'root', 'sysadminctl', '-smbGuestAccess', 'on').state;
    expect(defaults(on, 'user', 'read', `${SMB}.plist`, GUEST).stdout).toBe('1\n');
    const off = defaults(on, 'root', 'write', SMB, GUEST, '-bool', 'false').state;
    expect(call(off, 'user', 'sysadminctl', '-smbGuestAccess', 'status').stderr).toMatch(
      /^2026-\S+ \S+ sysadminctl\[\d+:\d+\] SMB guest access disabled\.\n$/,
    );
    expect(defaults(off, 'root', 'delete', SMB, GUEST).state.smbGuest).toBe('absent');
  });

  it('no longer knows the guest switch from 26 on', () => {
    expect(defaults(freshMac('26.5'), 'root', 'read', SMB, GUEST).exitCode).toBe(1);
  });
});

describe('sysadminctl', () => {
  it('changes guest access for root only', () => {
    const before = freshMac('26.5');
    expect(call(before, 'user', 'sysadminctl', '-smbGuestAccess', 'off').state.smbGuest).toBe(true);
    expect(call(before, 'root', 'sysadminctl', '-smbGuestAccess', 'off').state.smbGuest).toBe(false);
  });
});

describe('osascript', () => {
  it('tells which keys a profile forces, and nothing else', () => {
    const { program, args } = MANAGED_PREFERENCES;
    expect(call(stockMac('26.5'), 'user', program, ...args).stdout).toBe('{}\n');
    expect(call(managedMac('26.5'), 'user', program, ...args).stdout).toBe(
      '{"com.apple.security.firewall":{"EnableFirewall":{"forced":true,"value":true},"EnableStealthMode":{"forced":true,"value":true}}}\n',
    );
    const other = { ...stockMac('26.5'), managed: { 'com.apple.dock': { autohide: true } } };
    expect(call(other, 'user', program, ...args).stdout).toBe('{}\n');
  });

  it('switches Bluetooth a while after it was asked', () => {
    const { program, args } = bluetoothPower('off');
    const asked = call(freshMac('26.5'), 'user', program, ...args).state;
    const power = (state: MacState) =>
      /"controller_state" : "(\w+)"/.exec(
        call(state, 'user', 'system_profiler', 'SPBluetoothDataType', '-json').stdout,
      )?.[1];
    expect(power(asked)).toBe('attrib_on');
    expect(power({ ...asked, time: asked.time + 599 })).toBe('attrib_on');
    expect(power({ ...asked, time: asked.time + 600 })).toBe('attrib_off');
  });

  it('lets root switch no radio', () => {
    const { program, args } = bluetoothPower('off');
    const refused = call(freshMac('26.5'), 'root', program, ...args);
    expect(refused.exitCode).toBe(1);
    expect(lasting(refused.state)).toEqual(lasting(freshMac('26.5')));
  });

  it('drops what was connected when the radio goes off', () => {
    const mouse = { name: 'Mouse', properties: { device_minorType: 'Mouse' } };
    const fresh = freshMac('26.5');
    const inUse = { ...fresh, bluetooth: { ...fresh.bluetooth, connected: [mouse] } };
    const { program, args } = bluetoothPower('off');
    const asked = call(inUse, 'user', program, ...args).state;
    const later = call({ ...asked, time: asked.time + 1_000 }, 'user', 'mount').state;
    expect(later.bluetooth).toMatchObject({ power: false, connected: [], known: [mouse] });
  });

  it('runs no other script', () => {
    expect(call(stockMac('26.5'), 'user', 'osascript', '-e', 'beep')).toMatchObject({ exitCode: 64 });
  });
});

describe('the small programs', () => {
  const stock = stockMac('26.5');
  const fresh = freshMac('26.5');

  it('name the release with tabs', () => {
    expect(call(stock, 'user', 'sw_vers').stdout).toBe(
      'ProductName:\t\tmacOS\nProductVersion:\t\t26.5\nBuildVersion:\t\t25F71\n',
    );
  });

  it('tell NFS that is off by exit code 1', () => {
    expect(call(stock, 'user', 'nfsd', 'status')).toMatchObject({
      exitCode: 1,
      stdout: 'nfsd service is disabled\nnfsd is not running\n',
    });
  });

  it('find the file of Remote Management, or say that there is none', () => {
    const path = '/Library/Application Support/Apple/Remote Desktop/RemoteManagement.launchd';
    expect(call(fresh, 'user', 'ls', '-d', path)).toMatchObject({ exitCode: 0, stdout: `${path}\n` });
    expect(call(stock, 'user', 'ls', '-d', path)).toMatchObject({
      exitCode: 1,
      stderr: `ls: ${path}: No such file or directory\n`,
    });
    expect(call(stock, 'user', 'ls', '-l', '/').exitCode).toBe(64);
  });

  it('show a broken seal in two places', () => {
    expect(call(fresh, 'user', 'mount').stdout).not.toContain('sealed');
    expect(call(fresh, 'user', 'csrutil', 'authenticated-root', 'status').stdout).toBe(
      'Authenticated Root status: disabled\n',
    );
  });

  it('report the firewall and Bluetooth in one call', () => {
    const { stdout } = call(stock, 'user', 'system_profiler', 'SPFirewallDataType', 'SPBluetoothDataType', '-json');
    expect(Object.keys(JSON.parse(stdout) as object)).toEqual(['SPBluetoothDataType', 'SPFirewallDataType']);
    expect(call(stock, 'user', 'system_profiler', 'SPAudioDataType', '-json').exitCode).toBe(64);
  });

  it('write JSON as Apple does', () => {
    expect(appleJson({ a: [], b: { c: 'x/y' }, d: [1, true] })).toBe(
      '{\n  "a" : [\n\n  ],\n  "b" : {\n    "c" : "x\\/y"\n  },\n  "d" : [\n    1,\n    true\n  ]\n}',
    );
  });
});
