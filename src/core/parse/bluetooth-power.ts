import { type Command, command } from '../command';

/**
 * Switches the Bluetooth radio with the function System Settings itself uses, as the person and not as root.
 *
 * It is private and asynchronous: the radio follows within seconds, so the state is read again until it shows. Needs the
 * Bluetooth permission of the app that asks (toy/blueutil calls the same function).
 */
export function bluetoothPower(power: 'on' | 'off'): Command {
  const value = power === 'on' ? 1 : 0;
  const script = [
    "ObjC.import('IOBluetooth')",
    "ObjC.bindFunction('IOBluetoothPreferenceSetControllerPowerState', ['int', ['int']])",
    `$.IOBluetoothPreferenceSetControllerPowerState(${value})`,
  ].join('; ');
  return command('osascript', '-l', 'JavaScript', '-e', script);
}
