import type { VpnConnection } from '../defence-state';
import { notModelled, says, type SimulatedProgram } from './program';

/** `scutil --nc list`: the VPNs that are set up. */
export const scutil: SimulatedProgram = (state, args) => {
  const rows = state.defence.connections.map(row).join('');
  const text = `Available network connection services in the current set (*=enabled):\n${rows}`;
  return { state, latencyMs: 15, result: args.join(' ') === '--nc list' ? says(text) : notModelled('scutil', args) };
};

function row({ enabled, state, id, type, bundle, name }: VpnConnection): string {
  const kind = bundle === undefined ? type.padEnd(18) : `${type} (${bundle})`;
  const brackets = bundle === undefined ? type : `${type}:${bundle}`;
  return `${enabled ? '*' : ' '} ${`(${state})`.padEnd(16)} ${id} ${kind} ${`"${name}"`.padEnd(32)} [${brackets}]\n`;
}
