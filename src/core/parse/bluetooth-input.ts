import type { CommandResult } from '../command';
import { type Parsed, read, unreadable } from '../result';
import { answerOf, notUnderstood } from './answer';
import { PROFILE_BLUETOOTH } from './bluetooth';
import { type InputKind, inputKindsIn } from './input-kind';
import { isRecord, parseJson } from './json-text';

/** A device that is connected over Bluetooth and may be what a person controls the Mac with. */
export interface BluetoothInput {
  readonly name: string;
  /** Empty where it may be either: a device that only says that it is an input device. */
  readonly kinds: readonly InputKind[];
  /** What makes it one: "Magic Mouse, Mouse, 0x800020 < HID ACL >". */
  readonly said: string;
}

/** Where connected devices stand; beta releases of 14 had only the second, which does not tell whether they are. */
const LISTS = ['device_connected', 'device_paired'] as const;

/**
 * Reads the connected input devices from `system_profiler SPBluetoothDataType -json`.
 *
 * A device counts when its kind, else its name, says so, or when its services name HID: a mouse of Logitech's lists only
 * `0x400000 < BLE >`. What has no controller or another shape is unreadable, never "none".
 */
export function parseBluetoothInput(result: CommandResult | undefined): Parsed<readonly BluetoothInput[]> {
  const answer = answerOf(PROFILE_BLUETOOTH, result);
  if (answer.kind === 'unreadable') return answer;
  const json = parseJson(answer.value.stdout);
  const controllers = isRecord(json) ? json['SPBluetoothDataType'] : undefined;
  if (answer.value.exitCode !== 0 || !Array.isArray(controllers) || !controllers.every(isRecord)) {
    return notUnderstood(PROFILE_BLUETOOTH, answer.value);
  }
  if (controllers.length === 0) return unreadable('system_profiler lists no Bluetooth controller');
  const found: BluetoothInput[] = [];
  for (const controller of controllers as readonly Readonly<Record<string, unknown>>[]) {
    if (!isRecord(controller['controller_properties'])) return notUnderstood(PROFILE_BLUETOOTH, answer.value);
    for (const list of LISTS) {
      const devices = controller[list] ?? [];
      if (!Array.isArray(devices)) return notUnderstood(PROFILE_BLUETOOTH, answer.value);
      for (const device of devices as readonly unknown[]) {
        const [[name, about] = [], ...more] = isRecord(device) ? Object.entries(device) : [];
        if (name === undefined || !isRecord(about) || more.length > 0) {
          return notUnderstood(PROFILE_BLUETOOTH, answer.value);
        }
        found.push(...inputOf(name, about));
      }
    }
  }
  return read(found);
}

function inputOf(name: string, about: Readonly<Record<string, unknown>>): readonly BluetoothInput[] {
  const kind = textIn(about, 'device_minorType');
  const services = textIn(about, 'device_services');
  const byKind = inputKindsIn(kind ?? '');
  const kinds = byKind.length > 0 ? byKind : inputKindsIn(name);
  if (kinds.length === 0 && !/\bHID\b/.test(services ?? '')) return [];
  return [{ name, kinds, said: [name, kind, services].filter((part) => part !== undefined).join(', ') }];
}

function textIn(about: Readonly<Record<string, unknown>>, key: string): string | undefined {
  const value = about[key];
  return typeof value === 'string' ? value : undefined;
}
