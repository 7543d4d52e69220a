import { entryAt, namesIn } from '../file-state';
import type { MacState } from '../mac-state';
import { type Exited, notModelled, type SimulatedProgram } from './program';

/** The file that macOS keeps while Remote Management is on. */
const REMOTE_MANAGEMENT_FILE = '/Library/Application Support/Apple/Remote Desktop/RemoteManagement.launchd';

/** `ls -d PATH…`, and `ls [-1A] FOLDER`: names one a line, as it prints them to anything but a terminal. */
export const ls: SimulatedProgram = (state, args) => {
  const flags = args.filter((word) => word.startsWith('-')).join('');
  const paths = args.filter((word) => !word.startsWith('-'));
  const isModelled = /^(-d|[-1Aa]*)$/.test(flags) && paths.length > 0 && (flags === '-d' || paths.length === 1);
  const result = isModelled ? list(state, paths, flags) : notModelled('ls', args);
  return { state, latencyMs: 3, result };
};

function list(state: MacState, paths: readonly string[], flags: string): Exited {
  const found = [...paths].sort().map((path) => ({ path, entry: entryAt(withMarks(state), path) }));
  const missing = found.filter(({ entry }) => entry.kind === 'nothing');
  const listed = found.flatMap(({ path, entry }) => {
    if (entry.kind === 'nothing') return [];
    if (flags === '-d' || entry.kind === 'file') return [path];
    const names = namesIn(withMarks(state), path);
    return /[Aa]/.test(flags) ? names : names.filter((name) => !name.startsWith('.'));
  });
  return {
    exitCode: missing.length > 0 ? 1 : 0,
    stdout: listed.map((line) => `${line}\n`).join(''),
    stderr: missing.map(({ path }) => `ls: ${path}: No such file or directory\n`).join(''),
  };
}

/** The files of the state, and the one by which Remote Management is known. */
function withMarks({ files, remoteManagement }: MacState): MacState['files'] {
  if (!remoteManagement) return files;
  return { ...files, [REMOTE_MANAGEMENT_FILE]: { text: '', mode: 0o644, owner: 'root', modifiedAt: 0 } };
}
