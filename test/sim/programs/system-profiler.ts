import type { Json } from '../../../src/core/json';
import { type BluetoothDevice, type FirewallState, isAtLeast, type MacState } from '../mac-state';
import { appleJson } from './apple-json';
import { notModelled, says, type SimulatedProgram } from './program';

const REPORTS: Readonly<Record<string, { readonly latencyMs: number; readonly report: (state: MacState) => Json }>> = {
  SPBluetoothDataType: { latencyMs: 150, report: bluetoothReport },
  SPFirewallDataType: { latencyMs: 70, report: firewallReport },
};

/** `system_profiler <type…> -json` for the firewall and Bluetooth; both may be asked for in one call. */
export const systemProfiler: SimulatedProgram = (state, args) => {
  const types = args.filter((word) => word !== '-json');
  const known = Object.entries(REPORTS).filter(([type]) => types.includes(type));
  const latencyMs = Math.max(30, ...known.map(([, { latencyMs: one }]) => one));
  if (types.length === 0 || !args.includes('-json') || types.some((type) => REPORTS[type] === undefined)) {
    return { state, latencyMs, result: notModelled('system_profiler', args) };
  }
  const answer = Object.fromEntries(known.map(([type, { report }]) => [type, report(state)]));
  return { state, latencyMs, result: says(`${appleJson(answer)}\n`) };
};

function firewallReport(state: MacState): Json {
  const { apps, stealth, logging } = state.firewall;
  const rules = { allow: 'allow_all', block: 'block_all', 'allow-local': 'allow_local' } as const;
  const applications = Object.fromEntries(apps.map((app) => [app.identifier, `spfirewall_${rules[app.rule]}`]));
  return [
    {
      _name: 'spfirewall_settings',
      ...(apps.length === 0 ? {} : { spfirewall_applications: applications }),
      spfirewall_globalstate: `spfirewall_globalstate_${globalState(state.firewall)}`,
      // From 15.4 on the firewall always logs; there is no switch left that could say otherwise.
      spfirewall_loggingenabled: yesNo(logging || isAtLeast(state, 15, 4)),
      spfirewall_stealthenabled: yesNo(stealth === true),
    },
  ];
}

function globalState({ global, blockAll }: FirewallState): string {
  if (!global) return 'allow_all';
  return blockAll ? 'block_all' : 'limit_connections';
}

function yesNo(yes: boolean): string {
  return yes ? 'Yes' : 'No';
}

function bluetoothReport(state: MacState): Json {
  const { controller, power, connected, known } = state.bluetooth;
  if (controller === undefined) return [];
  const properties = { ...controller, controller_state: power ? 'attrib_on' : 'attrib_off' };
  return [
    {
      controller_properties: sorted(properties),
      ...(connected.length === 0 ? {} : { device_connected: connected.map(deviceReport) }),
      ...(known.length === 0 ? {} : { device_not_connected: known.map(deviceReport) }),
    },
  ];
}

function deviceReport({ name, properties }: BluetoothDevice): Json {
  return { [name]: sorted(properties) };
}

function sorted<T extends Json>(record: Readonly<Record<string, T>>): { readonly [key: string]: T } {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
