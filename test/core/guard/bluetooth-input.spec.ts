import { describe, expect, it } from 'vitest';
import { garbage, hangs } from '../../sim/faults';
import { hardenedMac, RELEASE_NAMES, stockMac } from '../../sim/machines';
import type { MacState } from '../../sim/mac-state';
import { withBluetoothInput, withBuiltInInput, withWiredInput } from '../../sim/remote-parts';
import { BLUETOOTH_OFF, BLUETOOTH_ON, guardsOn, kinds, words } from './guarded-mac';

const STOCK = stockMac('26.5');
const MINI = withBluetoothInput(STOCK);
const KEYBOARD =
  'bluetooth-input: Magic Keyboard is connected over Bluetooth, and Batten sees no built-in or wired keyboard. Turning off Bluetooth disconnects it at once.';
const MOUSE =
  'bluetooth-input: Magic Mouse is connected over Bluetooth, and Batten sees no built-in or wired mouse or trackpad. Turning off Bluetooth disconnects it at once.';

async function against(state: MacState): Promise<readonly string[]> {
  return words((await guardsOn(state, [BLUETOOTH_OFF])).of(BLUETOOTH_OFF));
}

describe('a Bluetooth keyboard or mouse in use', () => {
  it.each(RELEASE_NAMES)(
    'speaks against turning the radio off where nothing is in its place, on macOS %s',
    async (release) => {
      expect(await against(withBluetoothInput(stockMac(release)))).toEqual([KEYBOARD, MOUSE]);
    },
  );

  it('does not where the Mac has its own, and turning the radio on never does', async () => {
    expect(await against(withBuiltInInput(MINI))).toEqual([]);
    expect((await guardsOn(MINI, [BLUETOOTH_ON])).guards).toEqual({});
    expect((await guardsOn(hardenedMac('26.5'), [BLUETOOTH_OFF])).guards).toEqual({});
  });

  it('counts kind by kind: a cable on the keyboard does not stand in for the mouse', async () => {
    const keys = { product: 'Magic Keyboard with Touch ID', transport: 'USB' } as const;
    const pad = { product: 'Magic Trackpad', transport: 'USB' } as const;
    expect(await against(withWiredInput(MINI, keys))).toEqual([MOUSE]);
    expect(await against(withWiredInput(MINI, pad))).toEqual([KEYBOARD]);
    expect(await against(withWiredInput(MINI, keys, pad))).toEqual([]);
  });

  it('needs both in the place of a device that does not say what it is', async () => {
    const [first] = MINI.bluetooth.connected;
    if (first === undefined) throw new Error('no device');
    const odd = { name: 'HHKB', properties: { device_services: '0x800020 < HID ACL >' } };
    const state = { ...MINI, bluetooth: { ...MINI.bluetooth, connected: [odd] } };
    const wired = withWiredInput(state, { product: 'Magic Keyboard', transport: 'USB' });
    expect(await against(wired)).toEqual([
      'bluetooth-input: HHKB is connected over Bluetooth, and Batten sees no built-in or wired mouse or trackpad. Turning off Bluetooth disconnects it at once.',
    ]);
  });

  it('names the commands that saw it, and what was looked for in vain', async () => {
    const [first] = (await guardsOn(MINI, [BLUETOOTH_OFF])).of(BLUETOOTH_OFF);
    expect(first?.evidence).toEqual([
      {
        line: '/usr/sbin/system_profiler SPBluetoothDataType -json',
        said: 'Magic Keyboard, Keyboard, 0x800020 < HID ACL >',
      },
      {
        line: '/usr/sbin/ioreg -r -l -c AppleDeviceManagementHIDEventService',
        said: 'Magic Keyboard, Transport Bluetooth\nno built-in or wired device',
      },
    ]);
  });
});

describe('what cannot be read about input devices', () => {
  const places = [
    ['ioreg', garbage({ program: 'ioreg' })],
    ['ioreg', hangs({ program: 'ioreg' })],
    ['system_profiler', garbage({ program: 'system_profiler' })],
  ] as const;

  it.each(places)('counts as in use where %s says nothing that is understood', async (_program, fault) => {
    const { of, guarded } = await guardsOn({ ...STOCK, faults: [fault] }, [BLUETOOTH_OFF]);
    expect(kinds(of(BLUETOOTH_OFF))).toEqual(['unreadable']);
    expect(guarded).toEqual(['bluetooth']);
    expect(await against({ ...MINI, faults: [fault] })).not.toEqual([]);
  });

  it('is harmless beside a keyboard and a trackpad of the Mac’s own, and not beside one of them', async () => {
    const faults = [garbage({ program: 'system_profiler' })];
    expect(await against({ ...withBuiltInInput(STOCK), faults })).toEqual([]);
    const keys = { product: 'Magic Keyboard', transport: 'USB' } as const;
    expect(await against({ ...withWiredInput(STOCK, keys), faults })).toHaveLength(1);
  });
});
