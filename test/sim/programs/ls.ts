import { complains, notModelled, says, type SimulatedProgram } from './program';

/** The file that macOS keeps while Remote Management is on. */
export const REMOTE_MANAGEMENT_FILE = '/Library/Application Support/Apple/Remote Desktop/RemoteManagement.launchd';

/** `ls -d` of the one file that matters. */
export const ls: SimulatedProgram = (state, args) => {
  const [flag, path] = args;
  const modelled = args.length === 2 && flag === '-d' && path === REMOTE_MANAGEMENT_FILE;
  const present = state.remoteManagement
    ? says(`${REMOTE_MANAGEMENT_FILE}\n`)
    : complains(`ls: ${REMOTE_MANAGEMENT_FILE}: No such file or directory\n`);
  return { state, latencyMs: 3, result: modelled ? present : notModelled('ls', args) };
};
