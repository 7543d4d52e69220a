import type { SipState } from '../mac-state';
import { notModelled, says, type SimulatedProgram } from './program';

/** `csrutil status` and `csrutil authenticated-root status`; both can only be changed in Recovery. */
export const csrutil: SimulatedProgram = (state, args) => {
  const asked = args.join(' ');
  const result =
    asked === 'status'
      ? says(statusText(state.sip))
      : asked === 'authenticated-root status'
        ? says(`Authenticated Root status: ${state.sealed ? 'enabled' : 'disabled'}\n`)
        : notModelled('csrutil', args);
  return { state, latencyMs: 8, result };
};

const UNSUPPORTED =
  'This is an unsupported configuration, likely to break in the future and leave your machine in an unknown state.';

function statusText({ status, configuration }: SipState): string {
  const headline = `System Integrity Protection status: ${status}.\n`;
  if (configuration.length === 0) return headline;
  const lines = configuration.map(({ name, enabled }) => `\t${name}: ${enabled ? 'enabled' : 'disabled'}\n`);
  return `${headline}\nConfiguration:\n${lines.join('')}\n${UNSUPPORTED}\n`;
}
