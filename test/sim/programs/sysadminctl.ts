import { complains, logPrefix, type SimulatedProgram } from './program';

const USAGE = `Usage: sysadminctl
	[-smbGuestAccess <on || off || status>]
	[-afpGuestAccess <on || off || status>]
	[-guestAccount <on || off || status>]
	[-automaticTime <on || off || status>]
	[-screenLock <status || immediate || off || seconds> -password <password>]
`;

/** `sysadminctl -smbGuestAccess`; it answers on stderr, and a change needs root. */
export const sysadminctl: SimulatedProgram = (state, args, caller) => {
  const latencyMs = 60;
  const [flag, value] = args;
  const prefix = logPrefix(state, 'sysadminctl');
  if (args.length !== 2 || flag !== '-smbGuestAccess') return { state, latencyMs, result: complains(USAGE, 64) };
  switch (value) {
    case 'status': {
      const word = state.smbGuest === true ? 'enabled' : 'disabled';
      return { state, latencyMs, result: complains(`${prefix} SMB guest access ${word}.\n`, 0) };
    }
    case 'on':
    case 'off':
      return caller.root
        ? { state: { ...state, smbGuest: value === 'on' }, latencyMs, result: complains('', 0) }
        : {
            state,
            latencyMs,
            result: complains(`${prefix} Operation is not permitted without secure token unlock.\n`, 1),
          };
    case undefined:
    default:
      return { state, latencyMs, result: complains(USAGE, 64) };
  }
};
