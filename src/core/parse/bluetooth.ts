import { command, type CommandResult } from '../command';
import { type Parsed, read, unreadable } from '../result';
import { answerOf, notUnderstood } from './answer';
import { isRecord, parseJson } from './json-text';

export const PROFILE_BLUETOOTH = command('system_profiler', 'SPBluetoothDataType', '-json');

export interface BluetoothState {
  readonly power: 'on' | 'off';
  /** Names of connected devices, as shown in System Settings. */
  readonly connected: readonly string[];
}

/**
 * Reads `system_profiler SPBluetoothDataType -json` (macOS 12.3 and later; needs no permission).
 *
 * Several controllers have never been seen in a capture; when they differ, or none is listed, the state is unreadable.
 *
 * @example {"SPBluetoothDataType":[{"controller_properties":{"controller_state":"attrib_on"},"device_connected":[{"Mouse":{}}]}]}
 */
export function parseBluetooth(result: CommandResult | undefined): Parsed<BluetoothState> {
  const answer = answerOf(PROFILE_BLUETOOTH, result);
  if (answer.kind === 'unreadable') return answer;
  const json = parseJson(answer.value.stdout);
  const list = isRecord(json) ? json['SPBluetoothDataType'] : undefined;
  if (answer.value.exitCode !== 0 || !Array.isArray(list) || !list.every(isRecord)) {
    return notUnderstood(PROFILE_BLUETOOTH, answer.value);
  }
  const controllers: readonly Readonly<Record<string, unknown>>[] = list;
  if (controllers.length === 0) return unreadable('system_profiler lists no Bluetooth controller');
  const powers = new Set(controllers.map(powerOf));
  const [power] = powers;
  if (power === undefined || powers.size !== 1) {
    return unreadable('system_profiler does not say clearly whether Bluetooth is on', answer.value.stdout);
  }
  return read({ power, connected: controllers.flatMap(connectedDevices) });
}

function powerOf(controller: Readonly<Record<string, unknown>>): BluetoothState['power'] | undefined {
  const properties = controller['controller_properties'];
  const state = isRecord(properties) ? properties['controller_state'] : undefined;
  if (state === 'attrib_on') return 'on';
  return state === 'attrib_off' ? 'off' : undefined;
}

function connectedDevices(controller: Readonly<Record<string, unknown>>): readonly string[] {
  const devices = controller['device_connected'];
  return Array.isArray(devices) ? devices.filter(isRecord).flatMap((device) => Object.keys(device)) : [];
}
