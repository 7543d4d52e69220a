import type { MacState } from '../mac-state';
import { type Caller, complains, type Exited, notModelled, type Outcome, says, type SimulatedProgram } from './program';

/** How long the radio takes to follow the switch, in milliseconds. */
export const BLUETOOTH_DELAY_MS = 600;

/** `osascript -l JavaScript -e <script>` for the two scripts of Batten. */
export const osascript: SimulatedProgram = (state, args, caller) => {
  const [language, name, flag, script] = args;
  const latencyMs = 120;
  if (args.length !== 4 || language !== '-l' || name !== 'JavaScript' || flag !== '-e' || script === undefined) {
    return { state, latencyMs, result: notModelled('osascript', args) };
  }
  if (script.includes('objectIsForcedForKey')) return { state, latencyMs, result: forcedKeys(state, script) };
  const power = /IOBluetoothPreferenceSetControllerPowerState\(\s*([01])\s*\)/.exec(script)?.[1];
  if (power === undefined) return { state, latencyMs, result: notModelled('osascript', args) };
  return { latencyMs, ...switchBluetooth(state, power === '1', caller) };
};

/** Only what the script asks for and a profile forces. */
function forcedKeys(state: MacState, script: string): Exited {
  const asked = (word: string): boolean => script.includes(`'${word}'`) || script.includes(`"${word}"`);
  const domains = Object.entries(state.managed)
    .filter(([domain]) => asked(domain))
    .map(([domain, keys]) => {
      const forced = Object.entries(keys).filter(([key]) => asked(key));
      return [domain, Object.fromEntries(forced.map(([key, value]) => [key, { forced: true, value }]))] as const;
    })
    .filter(([, keys]) => Object.keys(keys).length > 0);
  return says(`${JSON.stringify(Object.fromEntries(domains))}\n`);
}

function switchBluetooth(state: MacState, to: boolean, caller: Caller): Pick<Outcome, 'state' | 'result'> {
  if (caller.root) {
    // blueutil refuses root for the same reason: the radio answers only the person who is logged in.
    return { state, result: complains('execution error: Error: Error: The operation was refused. (-2700)\n') };
  }
  if (state.bluetooth.controller === undefined) return { state, result: says('0\n') };
  const switching = { to, at: state.time + BLUETOOTH_DELAY_MS };
  return { state: { ...state, bluetooth: { ...state.bluetooth, switching } }, result: says(`${to ? 1 : 0}\n`) };
}
