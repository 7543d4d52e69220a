import { type Command, command, type CommandResult } from '../command';
import type { ListeningSocket } from '../exposure/socket';
import { answerOf, notUnderstood } from '../parse/answer';
import { type Parsed, read, unreadable } from '../result';

/** A program that runs containers and holds their sockets on this Mac. */
export type Engine = 'docker-desktop' | 'orbstack' | 'colima' | 'lima' | 'podman' | 'rancher-desktop';

/** What is known about a process: `args` only where it was asked for. */
export interface EngineCandidate {
  readonly name?: string;
  readonly path?: string;
  readonly args?: string;
}

/** By the folder of the app or the machine: stronger than a name, which Lima and ssh share. */
const FOLDERS: readonly (readonly [RegExp, Engine])[] = [
  [/\/Docker\.app\/Contents\//, 'docker-desktop'],
  [/\/OrbStack\.app\/Contents\//, 'orbstack'],
  [/\/Rancher Desktop\.app\/Contents\//, 'rancher-desktop'],
];

/** Sockets and folders of virtual machines in the arguments of ssh and limactl. */
const MACHINES: readonly (readonly [RegExp, Engine])[] = [
  [/\/rancher-desktop\/lima\//, 'rancher-desktop'],
  [/\/\.?colima\/_lima\/|\/\.colima\/|\/\.lima\/colima(?:-[\w.-]{1,100})?\//, 'colima'],
  [/\/\.lima\/[\w.-]{1,100}\//, 'lima'],
];

/** Whole names; netstat cuts them to 16 characters. */
const NAMES: readonly (readonly [RegExp, Engine])[] = [
  [/^com\.docker\.(?:backe(?:nd)?|vpnki(?:t)?)/, 'docker-desktop'],
  [/^(?:OrbStack(?: Helper.{0,40})?|macvmgr)$/, 'orbstack'],
  [/^gvproxy$/, 'podman'],
  [/^colima$/, 'colima'],
  [/^Rancher Desktop/, 'rancher-desktop'],
  [/^limactl$/, 'lima'],
];

/**
 * Which container engine a process belongs to, undefined where it is none.
 *
 * `ssh` alone says nothing: only its arguments tell Colima's forwarder from a person's session. `limactl` without its
 * arguments is taken for Lima's own, though Colima may have started it.
 */
export function engineOfProcess({ name = '', path = '', args = '' }: EngineCandidate): Engine | undefined {
  const own = path === '' ? name : (path.split('/').at(-1) ?? name);
  const inFolder = matching(FOLDERS, path);
  if (inFolder !== undefined) return inFolder;
  if (isForwarder(own) && args !== '') {
    const machine = matching(MACHINES, args);
    if (machine !== undefined) return machine;
  }
  return matching(NAMES, own) ?? matching(NAMES, name);
}

function matching(list: readonly (readonly [RegExp, Engine])[], text: string): Engine | undefined {
  return list.find(([pattern]) => pattern.test(text))?.[1];
}

/** A forwarder of ssh names itself `ssh: /…/ssh.sock [mux]`. */
function isForwarder(name: string): boolean {
  return name === 'ssh' || name === 'ssh:' || name.startsWith('ssh: ') || name === 'limactl';
}

/** Whose arguments are to be asked for: processes called ssh that hold a listening socket. */
export function sshPids(sockets: readonly ListeningSocket[]): readonly number[] {
  const owners = sockets.flatMap((socket) => socket.owners);
  const found = owners.filter(({ name, path }) => name === 'ssh' || path?.endsWith('/ssh') === true);
  return [...new Set(found.map(({ pid }) => pid))].sort((a, b) => a - b);
}

/** Asks how a process was started. What it prints is private: it is read, and shown to nobody. */
export function sshArgsCommand(pid: number): Command {
  return command('ps', '-ww', '-p', String(pid), '-o', 'args=');
}

/** Reads the answer to `sshArgsCommand`; no text of it is in what comes out when it is not understood. */
export function parseSshArgs(pid: number, result: CommandResult | undefined): Parsed<string> {
  const asked = sshArgsCommand(pid);
  const answer = answerOf(asked, result);
  if (answer.kind === 'unreadable') return answer;
  const { exitCode, stdout } = answer.value;
  const [line = '', ...more] = stdout.trim().split('\n');
  if (exitCode !== 0 && stdout.trim() === '') return unreadable(`process ${pid} has ended`);
  if (exitCode !== 0 || line === '' || more.length > 0) {
    const parsed = notUnderstood<string>(asked, answer.value);
    return parsed.kind === 'unreadable' ? unreadable(parsed.reason) : parsed;
  }
  return read(line);
}
