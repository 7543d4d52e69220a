import type { BluetoothDevice, MacState, WiredInput } from '../mac-state';
import { notModelled, says, type SimulatedProgram } from './program';

const SERVICE = 'AppleDeviceManagementHIDEventService';

/**
 * `ioreg -r -l -c AppleDeviceManagementHIDEventService`: Apple's input devices, and nothing at all where there is none.
 *
 * Of each device's several dozen properties these are the ones that say what it is.
 */
export const ioreg: SimulatedProgram = (state, args) => {
  const latencyMs = 25;
  if (args.join(' ') !== `-r -l -c ${SERVICE}`) return { state, latencyMs, result: notModelled('ioreg', args) };
  const entries = [...(state.wiredInput ?? []).map(wired), ...bluetoothInput(state).map(bluetooth)];
  return { state, latencyMs, result: says(entries.map((lines, at) => entry(lines, at)).join('')) };
};

function bluetoothInput({ bluetooth: { power, connected } }: MacState): readonly BluetoothDevice[] {
  // Vendor 76 is Apple: other makers' devices have another driver.
  const isApples = ({ properties }: BluetoothDevice): boolean => properties['device_vendorID'] === '0x004C';
  const isInput = ({ properties }: BluetoothDevice): boolean =>
    /Keyboard|Mouse|Trackpad/.test(String(properties['device_minorType'] ?? ''));
  return power ? connected.filter((device) => isApples(device) && isInput(device)) : [];
}

/** A device that a client has open stands with a rule before its lines, and the client below it. */
interface Lines {
  readonly properties: readonly string[];
  readonly hasClient: boolean;
}

function wired({ product, transport }: WiredInput): Lines {
  const isBuiltIn = transport !== 'USB';
  return {
    hasClient: isBuiltIn,
    properties: [
      '"IOMatchedAtBoot" = Yes',
      '"PrimaryUsagePage" = 65280',
      `"VendorID" = 1452`,
      `"Built-In" = ${isBuiltIn ? 'Yes' : 'No'}`,
      '"WakeReason" = "Host (0x01)"',
      `"Product" = "${product}"`,
      `"Transport" = "${transport}"`,
      '"Manufacturer" = "Apple Inc."',
      '"DeviceUsagePairs" = ({"DeviceUsagePage"=65280,"DeviceUsage"=11})',
      `"IOClass" = "${SERVICE}"`,
      '"PrimaryUsage" = 11',
    ],
  };
}

function bluetooth({ name, properties }: BluetoothDevice): Lines {
  const address = String(properties['device_address'] ?? '').toLowerCase();
  return {
    hasClient: false,
    properties: [
      '"LowBatteryNotificationPercentage" = 2',
      '"PrimaryUsagePage" = 65280',
      '"HasBattery" = Yes',
      '"VendorID" = 76',
      '"Built-In" = No',
      `"DeviceAddress" = "${address.replaceAll(':', '-')}"`,
      `"Product" = "${name}"`,
      '"Transport" = "Bluetooth"',
      '"DeviceUsagePairs" = ({"DeviceUsagePage"=65280,"DeviceUsage"=11},{"DeviceUsagePage"=65280,"DeviceUsage"=20})',
      `"BD_ADDR" = <${address.replaceAll(':', '')}>`,
      '"BluetoothDevice" = Yes',
      `"IOClass" = "${SERVICE}"`,
      '"PrimaryUsage" = 11',
    ],
  };
}

function entry({ properties, hasClient }: Lines, at: number): string {
  const id = (0x100000892 + at * 0x41).toString(16);
  const head = `+-o ${SERVICE}  <class ${SERVICE}, id 0x${id}, registered, matched, active, busy 0 (0 ms), retain 8>`;
  const rule = hasClient ? '  | ' : '    ';
  const own = [`${rule}{`, ...properties.map((line) => `${rule}  ${line}`), `${rule}}`];
  return `${[head, ...own, ...(hasClient ? CLIENT : ['    '])].join('\n')}\n`;
}

const CLIENT = [
  '  | ',
  '  +-o IOHIDEventServiceUserClient  <class IOHIDEventServiceUserClient, id 0x1000005c9, !registered, !matched, active, busy 0, retain 6>',
  '      {',
  '        "IOUserClientDefaultLocking" = Yes',
  '        "IOUserClientCreator" = "pid 587, WindowServer"',
  '      }',
  '      ',
];
