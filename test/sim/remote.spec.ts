import { describe, expect, it } from 'vitest';
import { remoteMac, RELEASE_NAMES, stockMac } from './machines';
import { call } from './play';
import {
  withBluetoothInput,
  withBuiltInInput,
  withNobodyAtTheScreen,
  withSshSession,
  withWiredInput,
} from './remote-parts';

const HID = ['-r', '-l', '-c', 'AppleDeviceManagementHIDEventService'];

describe('who', () => {
  it('lists the person at the screen with a blank at the end, and where others come from', () => {
    expect(call(stockMac('26.5'), 'user', 'who').stdout).toBe('alex             console      Nov 22 08:41 \n');
    const two = withSshSession(withSshSession(stockMac('26.5'), '192.168.1.31'), 'fe80::1c8a:1%en0', 'kim');
    expect(call(two, 'user', 'who').stdout).toBe(
      'alex             console      Nov 22 08:41 \n' +
        'alex             ttys001      Nov 22 09:02 (192.168.1.31)\n' +
        'kim              ttys002      Nov 22 09:02 (fe80::1c8a:1%en0)\n',
    );
    expect(call(withNobodyAtTheScreen(stockMac('26.5')), 'user', 'who')).toMatchObject({ stdout: '', exitCode: 0 });
    expect(call(stockMac('26.5'), 'user', 'who', '-a').exitCode).toBe(64);
  });
});

describe('ioreg', () => {
  it('prints nothing where nothing of Apple’s is attached', () => {
    expect(call(stockMac('26.5'), 'user', 'ioreg', ...HID)).toMatchObject({ stdout: '', stderr: '', exitCode: 0 });
    expect(call(stockMac('26.5'), 'user', 'ioreg', '-l').exitCode).toBe(64);
  });

  it('prints what is built in with its client below it, and what is connected over Bluetooth', () => {
    const { stdout } = call(withBluetoothInput(withBuiltInInput(stockMac('26.5'))), 'user', 'ioreg', ...HID);
    expect(
      stdout
        .split('\n')
        .filter((line) => line.includes('+-o'))
        .map((line) => line.split('  <')[0]),
    ).toEqual([
      '+-o AppleDeviceManagementHIDEventService',
      '  +-o IOHIDEventServiceUserClient',
      '+-o AppleDeviceManagementHIDEventService',
      '+-o AppleDeviceManagementHIDEventService',
    ]);
    expect(stdout).toContain('  |   "Built-In" = Yes\n');
    expect(stdout).toContain('      "Transport" = "Bluetooth"\n');
    const off = { ...withBluetoothInput(stockMac('26.5')) };
    const silent = { ...off, bluetooth: { ...off.bluetooth, power: false } };
    expect(call(silent, 'user', 'ioreg', ...HID).stdout).toBe('');
  });

  it('says of a cable that it is one', () => {
    const wired = withWiredInput(stockMac('26.5'), { product: 'Magic Keyboard', transport: 'USB' });
    expect(call(wired, 'user', 'ioreg', ...HID).stdout).toContain('"Built-In" = No\n');
  });
});

describe('a Mac that is controlled from elsewhere', () => {
  it.each(RELEASE_NAMES)('shows both sessions to netstat on macOS %s', (release) => {
    const rows = call(remoteMac(release), 'user', 'netstat', '-anv', '-p', 'tcp').stdout.split('\n');
    const live = rows.filter((line) => /192\.168\.1\.20\.(?:22|5900) .*ESTABLISHED/.test(line));
    expect(live).toHaveLength(2);
  });
});
