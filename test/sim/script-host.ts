import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Duplex } from 'node:stream';
import { type Program, PROGRAMS } from '../../src/core/command';
import type { Caller } from './programs/program';
import { below, HELPERS, relocate } from './relocate';
import { type Ending, flood } from './run-program';
import type { SimulatedMac } from './simulated-mac';
import { temporaryFolder } from './temporary-folder';

/** The moments at which a script can be killed: it calls a program, or the call has taken effect and is not answered yet. */
export type CalledBack = 'calls' | 'was-answered';

export type ScriptEnd =
  | { readonly kind: 'exited'; readonly exitCode: number; readonly stdout: string; readonly stderr: string }
  | { readonly kind: 'signalled'; readonly signal: string };

/**
 * Runs scripts under the real /bin/sh as the root of a simulated Mac.
 *
 * Every program of the Mac is a file below a folder. It writes its words to file descriptor 3, where this process reads
 * them, waits on descriptor 4 for the exit code, and then prints what was left for it in two files. So the quoting is the
 * shell's own, the state stays in this process, and a call takes a few milliseconds.
 */
export class ScriptHost {
  private readonly mac: SimulatedMac;
  private readonly caller: Caller;
  private folder: ReturnType<typeof temporaryFolder> | undefined;
  private readonly running = new Set<ChildProcess>();

  /** By default as root. */
  constructor(mac: SimulatedMac, caller: Caller = { root: true }) {
    this.mac = mac;
    this.caller = caller;
  }

  /** The folder that stands for the Mac's disk. */
  get root(): string {
    this.folder ??= prepareRoot();
    return this.folder.path;
  }

  /** Runs a script to its end, or kills it and all it started as soon as `isTimeToKill` says so. */
  run(script: string, isTimeToKill: (moment: CalledBack) => boolean = () => false): Promise<ScriptEnd> {
    const file = join(this.root, 'script');
    writeFileSync(file, relocate(script, this.root), { mode: 0o700 });
    // Piped through descriptors 3 and 4; in a process group of its own, so that a kill leaves nothing behind.
    const child = spawn('/bin/sh', [file], { stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'], detached: true });
    this.running.add(child);
    const { stdout, stderr } = child;
    const [, , , requests, answers] = child.stdio as unknown as readonly (Duplex | null)[];
    if (!stdout || !stderr || !requests || !answers) throw new Error('The shell was started without its pipes');
    const output = { stdout: '', stderr: '' };
    stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
    stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
    answers.on('error', () => {}); // the script was killed while its answer was on the way
    let pending = '';
    requests.setEncoding('utf8').on('data', (text: string) => {
      pending += text;
      const words = pending.split('\0');
      const count = Number(words[0]);
      if (words.length < count + 3) return;
      pending = '';
      void this.serve(words.slice(1, count + 2), isTimeToKill).then((exitCode) =>
        exitCode === undefined ? killGroup(child) : answers.write(`${exitCode}\n`),
      );
    });
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (exitCode, signal) => {
        this.running.delete(child);
        resolve(
          exitCode === null
            ? { kind: 'signalled', signal: signal ?? 'SIGKILL' }
            : { kind: 'exited', exitCode, ...output },
        );
      });
    });
  }

  dispose(): void {
    for (const child of this.running) killGroup(child);
    this.folder?.remove();
    this.folder = undefined;
  }

  /** Answers one call: the exit code, or undefined when the script is to be killed instead. */
  private async serve(
    [path = '', ...args]: readonly string[],
    isTimeToKill: (moment: CalledBack) => boolean,
  ): Promise<number | undefined> {
    if (isTimeToKill('calls')) return undefined;
    const ending = await this.answer(path.slice(this.root.length), args);
    if (isTimeToKill('was-answered')) return undefined;
    const { exitCode, stdout, stderr } = asSeenBySh(ending, path);
    writeFileSync(join(this.root, 'out'), stdout);
    writeFileSync(join(this.root, 'err'), stderr);
    return exitCode;
  }

  private async answer(path: string, args: readonly string[]): Promise<Ending> {
    const exits = (stdout: string): Ending => ({ kind: 'exits', exitCode: 0, stdout, stderr: '' });
    if (path === HELPERS.id) return exits(this.caller.root ? '0\n' : '501\n');
    if (path === HELPERS.date) return exits(`${Math.floor(this.mac.clock.now() / 1000)}\n`);
    if (path === HELPERS.sleep) {
      await this.mac.clock.sleep(Number(args[0]) * 1000);
      return exits('');
    }
    const program = (Object.keys(PROGRAMS) as Program[]).find((name) => PROGRAMS[name] === path);
    if (program === undefined) return exits('');
    // A script has no time limit of its own: what hangs, hangs until the whole script is killed.
    return this.mac.call(program, args, this.caller);
  }
}

function asSeenBySh(ending: Ending, path: string): Extract<Ending, { kind: 'exits' }> {
  const exits = (exitCode: number, stdout: string, stderr: string) =>
    ({ kind: 'exits', exitCode, stdout, stderr }) as const;
  switch (ending.kind) {
    case 'exits':
      return ending;
    case 'floods':
      return exits(0, flood(ending.bytes), '');
    case 'is-ended':
      return exits(134, '', `${path}: ended by ${ending.signal}\n`);
    case 'is-missing':
      return exits(127, '', `/bin/sh: ${path}: No such file or directory\n`);
    case 'hangs':
    case 'goes-on':
      throw new Error('A call that does not end has no exit code');
  }
}

function prepareRoot(): ReturnType<typeof temporaryFolder> {
  const folder = temporaryFolder('simulated-mac');
  const root = folder.path;
  const shim = join(root, 'shim');
  writeFileSync(
    shim,
    `#!/bin/sh
printf '%s\\0' "$#" "$0" "$@" >&3
read -r code <&4 || exit 70
[ ! -s '${root}/out' ] || /bin/cat '${root}/out'
[ ! -s '${root}/err' ] || /bin/cat '${root}/err' >&2
exit "$code"
`,
    { mode: 0o755 },
  );
  for (const path of [...Object.values(PROGRAMS), ...Object.values(HELPERS)]) {
    mkdirSync(dirname(below(root, path)), { recursive: true });
    symlinkSync(shim, below(root, path));
  }
  mkdirSync(below(root, '/Library'));
  return folder;
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has just ended by itself.
  }
}
