import { describe, expect, it } from 'vitest';
import { parseBluetoothInput } from '../../../src/core/parse/bluetooth-input';
import { inputKindsIn } from '../../../src/core/parse/input-kind';
import { parseHidDevices } from '../../../src/core/parse/ioreg-hid';
import { parseTcpSessions } from '../../../src/core/parse/tcp-sessions';
import { isAtTheScreen, parseWho } from '../../../src/core/parse/who';
import { fixture, haveFixtures } from '../../sim/fixtures';
import { fc } from '../fixed-chance';
import { said, valueOf } from '../parse/parsers';

const WHO_ROWS = [
  'alex             console      Nov 22 08:41 ',
  'alex             ttys001      Nov 22 09:02 (192.168.1.31)',
  'kim              ttys002      Nov  3 17:20 (fe80::1c8a:1%en0)',
  'kim              ttys003      22 nov. 10:12 (mac-mini.local via mosh [4711])',
];

describe('who', () => {
  it('is read row by row, whatever language its time is in', () => {
    const parsed = parseWho(said(`${WHO_ROWS.join('\n')}\n`));
    expect(valueOf(parsed)).toEqual({
      unread: [],
      logins: [
        { user: 'alex', line: 'console', said: WHO_ROWS[0]?.trim() },
        { user: 'alex', line: 'ttys001', host: '192.168.1.31', said: WHO_ROWS[1] },
        { user: 'kim', line: 'ttys002', host: 'fe80::1c8a:1%en0', said: WHO_ROWS[2] },
        { user: 'kim', line: 'ttys003', host: 'mac-mini.local via mosh [4711]', said: WHO_ROWS[3] },
      ],
    });
    expect(parsed.kind === 'read' ? parsed.value.logins.map(isAtTheScreen) : []).toEqual([true, false, false, false]);
  });

  it('says that nobody is signed in by saying nothing', () => {
    expect(valueOf(parseWho(said('')))).toEqual({ logins: [], unread: [] });
  });

  it('keeps a row that is not understood, and is unreadable when no other is left', () => {
    const cut = 'alex             ttys001      Nov 22 09:02 (192.16';
    expect(valueOf(parseWho(said(`${WHO_ROWS[0]}\n${cut}\n`)))).toMatchObject({ unread: [cut] });
    for (const text of [cut, 'alex console', 'alex             console      Nov 22 08:41 ()', 'usage: who [-HmqsTu]']) {
      expect(valueOf(parseWho(said(text)))).toBe('unreadable');
    }
    expect(valueOf(parseWho(said(`${WHO_ROWS[0]}\n`, { exitCode: 1 })))).toBe('unreadable');
    expect(valueOf(parseWho(said(`${WHO_ROWS[0]}\n`, { stderr: 'who: /var/run/utmpx: denied' })))).toBe('unreadable');
  });
});

describe('ioreg', () => {
  const entry = (...properties: readonly string[]): string =>
    `+-o AppleDeviceManagementHIDEventService  <class AppleDeviceManagementHIDEventService, id 0x1, registered>\n    {\n${properties.map((line) => `      ${line}\n`).join('')}    }\n    \n`;
  const devicesIn = (text: string): unknown => {
    const parsed = parseHidDevices(said(text));
    return parsed.kind === 'read'
      ? {
          devices: parsed.value.devices.map(({ name, link, kinds }) => [name, link, ...kinds]),
          unread: parsed.value.unread,
        }
      : parsed.kind;
  };

  it.skipIf(!haveFixtures())('tells the two Bluetooth devices of a real answer', () => {
    expect(devicesIn(fixture('services/ioreg_hid_magic-trackpad-and-keyboard_bluetooth.txt'))).toEqual({
      devices: [
        ['Magic Trackpad 2', 'bluetooth', 'pointer'],
        ['Magic Keyboard with Touch ID', 'bluetooth', 'keyboard'],
      ],
      unread: [],
    });
  });

  it('reads a built-in device behind a rule, and not what belongs to its client', () => {
    const text = [
      '+-o AppleDeviceManagementHIDEventService  <class AppleDeviceManagementHIDEventService, id 0x1, registered>',
      '  | {',
      '  |   "Built-In" = Yes',
      '  |   "Product" = "Apple Internal Keyboard / Trackpad"',
      '  |   "Transport" = "SPI"',
      '  | }',
      '  | ',
      '  +-o IOHIDEventServiceUserClient  <class IOHIDEventServiceUserClient, id 0x2>',
      '      {',
      '        "Transport" = "Bluetooth"',
      '      }',
    ].join('\n');
    expect(devicesIn(text)).toEqual({
      devices: [['Apple Internal Keyboard / Trackpad', 'built-in', 'keyboard', 'pointer']],
      unread: [],
    });
  });

  it('takes a cable for a cable, and Bluetooth for that wherever it is said', () => {
    const usb = entry('"Built-In" = No', '"Product" = "Magic Keyboard"', '"Transport" = "USB"');
    const both = entry(
      '"Built-In" = Yes',
      '"Product" = "Magic Mouse"',
      '"Transport" = "SPI"',
      '"BluetoothDevice" = Yes',
    );
    const low = entry('"Product" = "Keys"', '"Transport" = "Bluetooth Low Energy"');
    expect(devicesIn(usb + both + low)).toEqual({
      devices: [
        ['Magic Keyboard', 'wired', 'keyboard'],
        ['Magic Mouse', 'bluetooth', 'pointer'],
        ['Keys', 'bluetooth', 'keyboard'],
      ],
      unread: [],
    });
  });

  it('tells the kind of a device without a name by its usages', () => {
    const pairs = '"DeviceUsagePairs" = ({"DeviceUsagePage"=1,"DeviceUsage"=6},{"DeviceUsagePage"=13,"DeviceUsage"=5})';
    expect(devicesIn(entry('"Built-In" = Yes', pairs))).toEqual({
      devices: [['an input device without a name', 'built-in', 'keyboard', 'pointer']],
      unread: [],
    });
  });

  it('has nothing to tell on a Mac without such devices, and does not know what says no link', () => {
    expect(devicesIn('')).toEqual({ devices: [], unread: [] });
    expect(devicesIn(entry('"Product" = "Magic Trackpad"'))).toEqual({
      devices: [],
      unread: ['Magic Trackpad, Transport not given'],
    });
    expect(devicesIn(entry('"Transport" = "FIFO"', '"Product" = "Something"'))).toMatchObject({ devices: [] });
    expect(devicesIn(entry('"Transport" = "USB"', '"Transport" = "Bluetooth"'))).toMatchObject({
      unread: ['"Transport" = "Bluetooth"'],
    });
    for (const text of ['no such class', '"Transport" = "USB"', '%PDF-1.7 {'])
      expect(devicesIn(text)).toBe('unreadable');
    expect(valueOf(parseHidDevices(said('', { stderr: 'ioreg: error: unrecognized option' })))).toBe('unreadable');
  });
});

describe('system_profiler, asked for what a person controls the Mac with', () => {
  const report = (...devices: readonly object[]): string =>
    JSON.stringify({
      SPBluetoothDataType: [
        {
          controller_properties: { controller_state: 'attrib_on' },
          device_connected: devices,
          device_not_connected: [{ 'Other Keyboard': { device_minorType: 'Keyboard' } }],
        },
      ],
    });
  const inputIn = (text: string): unknown => {
    const parsed = parseBluetoothInput(said(text));
    return parsed.kind === 'read' ? parsed.value.map(({ name, kinds }) => [name, ...kinds]) : parsed.kind;
  };

  it.skipIf(!haveFixtures())('names the mouse and the trackpad of a captured answer, and not the headphones', () => {
    expect(inputIn(fixture('services/bt_json_on_mixed_27_part-synthetic.json'))).toEqual([
      ['MX Master 3S', 'pointer'],
      ['Magic Trackpad', 'pointer'],
    ]);
    expect(inputIn(fixture('services/bt_json_on_nothing-paired_AppleN1_27.json'))).toEqual([]);
  });

  it('counts what is called so, what has the services, and what has only the name', () => {
    const found = inputIn(
      report(
        { 'Maya’s AirPods': { device_minorType: 'Headphones' } },
        { K380: { device_minorType: 'Keyboard' } },
        { 'Keychron Q1 Keyboard': { device_address: '02:48:BB:63:44:FD' } },
        { 'Something of mine': { device_services: '0x400020 < HID BLE >' } },
        { iPhone: { device_address: '02:47:BB:63:44:FD' } },
      ),
    );
    expect(found).toEqual([['K380', 'keyboard'], ['Keychron Q1 Keyboard', 'keyboard'], ['Something of mine']]);
  });

  it('counts paired devices where it does not say which are connected', () => {
    const text = report().replace('device_connected', 'x').replace('device_not_connected', 'device_paired');
    expect(inputIn(text)).toEqual([['Other Keyboard', 'keyboard']]);
  });

  it('is unreadable in another shape, never "none"', () => {
    const shapes = [
      '{}',
      '{"SPBluetoothDataType":[]}',
      '{"SPBluetoothDataType":[{}]}',
      '{"SPBluetoothDataType":[{"controller_properties":{},"device_connected":{}}]}',
      '{"SPBluetoothDataType":[{"controller_properties":{},"device_connected":["Magic Mouse"]}]}',
      '{"SPBluetoothDataType":[{"controller_properties":{},"device_connected":[{"a":{},"b":{}}]}]}',
      '{"SPBluetoothDataType":[{"controller_properties":{},"device_connected":[{"Magic Mouse":"on"}]}]}',
    ];
    expect(shapes.map(inputIn)).toEqual(shapes.map(() => 'unreadable'));
  });
});

describe('netstat, asked for sessions', () => {
  it.skipIf(!haveFixtures())('finds the SSH session of a captured answer, once, by the end that serves it', () => {
    const parsed = parseTcpSessions(said(fixture('services/netstat_old_afp548_ssh-session.txt')), [22]);
    expect(parsed).toMatchObject({
      kind: 'read',
      value: { sessions: [{ said: '10.0.1.197.22  10.0.1.197.50134  ESTABLISHED' }] },
    });
  });

  it('counts what is established on the port, and nothing else', () => {
    const head = 'Proto Recv-Q Send-Q  Local Address          Foreign Address        (state)\n';
    const row = (local: string, remote: string, state: string): string =>
      `tcp4       0      0  ${local.padEnd(22)} ${remote.padEnd(22)} ${state}\n`;
    const text =
      head +
      row('192.168.1.20.22', '192.168.1.31.52101', 'ESTABLISHED') +
      row('127.0.0.1.22', '127.0.0.1.60100', 'ESTABLISHED') +
      row('192.168.1.20.22', '203.0.113.9.40112', 'SYN_RCVD') +
      row('192.168.1.20.52200', '192.168.1.5.22', 'ESTABLISHED') +
      row('*.22', '*.*', 'LISTEN');
    const parsed = parseTcpSessions(said(text), [22]);
    expect(parsed.kind === 'read' ? parsed.value.sessions.map(({ remote }) => remote.address) : []).toEqual([
      '192.168.1.31',
      '127.0.0.1',
    ]);
    const broken = parseTcpSessions(said(`${text}tcp4  cut\n`), [22]);
    expect(broken).toMatchObject({ value: { unread: ['tcp4  cut'] } });
  });
});

describe('whatever a tool prints', () => {
  it('is read or unreadable, in time that grows with its length', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc
        .array(fc.constantFrom('+-o ', '"', ' = ', 'Transport', '\n', '(', ')', ' ', '| ', '{', 'console', '09:12'))
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        for (const parse of [parseWho, parseHidDevices, parseBluetoothInput]) {
          expect(['read', 'unreadable']).toContain(parse(said(text)).kind);
        }
      }),
    );
    for (const unit of ['(', ' ', '|', '"', '+-o ', 'a ']) {
      const long = unit.repeat(400_000 / unit.length);
      const begun = performance.now();
      parseWho(said(long));
      parseHidDevices(said(long));
      expect(performance.now() - begun).toBeLessThan(2_000);
    }
  });

  it('tells a keyboard from a pointer by its name', () => {
    expect(inputKindsIn('Apple Internal Keyboard / Trackpad')).toEqual(['keyboard', 'pointer']);
    expect(['AirPods Pro', 'iPhone', 'monkeys', ''].flatMap(inputKindsIn)).toEqual([]);
  });
});
