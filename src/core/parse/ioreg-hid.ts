import { command, type CommandResult } from '../command';
import { type Parsed, read } from '../result';
import { answerOf, notUnderstood } from './answer';
import { type InputKind, inputKindsIn } from './input-kind';

const SERVICE = 'AppleDeviceManagementHIDEventService';

/** Apple's keyboards, trackpads and mice, built in or not; needs no root and no permission. Other makers' are not listed. */
export const HID_DEVICES = command('ioreg', '-r', '-l', '-c', SERVICE);

/** An input device of Apple's and how it reaches the Mac. */
export interface HidDevice {
  readonly name: string;
  readonly link: 'bluetooth' | 'built-in' | 'wired';
  /** Empty where neither its name nor its usages say. */
  readonly kinds: readonly InputKind[];
  /** "Magic Keyboard, Transport Bluetooth". */
  readonly said: string;
}

export interface HidDevices {
  readonly devices: readonly HidDevice[];
  /** Devices that do not say how they reach the Mac, and lines that are not understood. */
  readonly unread: readonly string[];
}

/**
 * Reads `ioreg -r -l -c AppleDeviceManagementHIDEventService`.
 *
 * Every `+-o` begins an entry, whatever its depth: below a device stand its clients, whose properties are not the device's.
 * No device at all is an answer: a desktop Mac with nothing of Apple's attached. One that says Bluetooth anywhere is that,
 * and one that is neither built in nor on a cable for certain is not understood.
 *
 * @example "+-o AppleDeviceManagementHIDEventService  <class AppleDeviceManagementHIDEventService, id 0x100000892, registered>\n    {\n      \"Built-In\" = No\n      \"Product\" = \"Magic Trackpad 2\"\n      \"Transport\" = \"Bluetooth\"\n      \"BluetoothDevice\" = Yes\n    }\n"
 */
export function parseHidDevices(result: CommandResult | undefined): Parsed<HidDevices> {
  const answer = answerOf(HID_DEVICES, result);
  if (answer.kind === 'unreadable') return answer;
  const { exitCode, stdout, stderr } = answer.value;
  if (exitCode !== 0 || stderr.trim() !== '') return notUnderstood(HID_DEVICES, answer.value);
  const unread: string[] = [];
  const entries: Map<string, string>[] = [];
  let entry: Map<string, string> | undefined;
  let isInEntry = false;
  for (const line of stdout.split(/\r?\n/)) {
    const words = line.replace(/^[|\s]+/, '').trimEnd();
    const head = /^\+-o (\S+)\s*(?:<class (\w+))?/.exec(words);
    if (head !== null) {
      isInEntry = true;
      entry = [head[1], head[2]].includes(SERVICE) ? new Map() : undefined;
      if (entry !== undefined) entries.push(entry);
    } else if (words !== '' && words !== '{' && words !== '}') {
      const [, key, value] = /^"([^"]+)" = (.+)$/.exec(words) ?? [];
      if (key === undefined || value === undefined || !isInEntry) unread.push(words);
      else if (entry?.has(key) === true && entry.get(key) !== value) unread.push(words);
      else entry?.set(key, value);
    }
  }
  if (entries.length === 0 && unread.length > 0) return notUnderstood(HID_DEVICES, answer.value);
  const devices = entries.map(deviceIn);
  return read({
    devices: devices.filter((device) => typeof device !== 'string'),
    unread: [...unread, ...devices.filter((device) => typeof device === 'string')],
  });
}

/** The device, or what it is called where how it reaches the Mac cannot be told. */
function deviceIn(properties: ReadonlyMap<string, string>): HidDevice | string {
  const name = textIn(properties, 'Product') ?? '';
  const transport = textIn(properties, 'Transport') ?? '';
  const link = linkOf(properties, transport);
  const called = name === '' ? 'an input device without a name' : name;
  if (link === undefined) return `${called}, Transport ${transport === '' ? 'not given' : transport}`;
  const kinds = new Set([...inputKindsIn(name), ...usagesIn(properties.get('DeviceUsagePairs') ?? '')]);
  const how = link === 'built-in' ? 'Built-In Yes' : `Transport ${transport === '' ? link : transport}`;
  return { name: called, link, kinds: [...kinds].sort(), said: `${called}, ${how}` };
}

function linkOf(properties: ReadonlyMap<string, string>, transport: string): HidDevice['link'] | undefined {
  if (/^Bluetooth/i.test(transport) || properties.get('BluetoothDevice') === 'Yes') return 'bluetooth';
  if (properties.get('Built-In') === 'Yes') return 'built-in';
  return transport === 'USB' ? 'wired' : undefined;
}

function textIn(properties: ReadonlyMap<string, string>, key: string): string | undefined {
  return /^"(.*)"$/s.exec(properties.get(key) ?? '')?.[1];
}

/** Generic Desktop 6 is a keyboard, 2 a mouse; Digitizers 5 a touchpad (USB HID Usage Tables). */
function usagesIn(pairs: string): readonly InputKind[] {
  const kinds: InputKind[] = [];
  for (const [, page, usage] of pairs.matchAll(/"DeviceUsagePage"=(\d{1,6}),"DeviceUsage"=(\d{1,6})/g)) {
    if (page === '1' && usage === '6') kinds.push('keyboard');
    if ((page === '1' && usage === '2') || (page === '13' && usage === '5')) kinds.push('pointer');
  }
  return kinds;
}
