import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { type Program, PROGRAMS } from '../../src/core/command';
import { below, HELPERS } from '../sim/relocate';
import { type Ending, isInstalled } from '../sim/run-program';
import { SimulatedMac } from '../sim/simulated-mac';
import type { MacState } from '../sim/mac-state';
import { temporaryFolder } from '../sim/temporary-folder';

/** One call of a program, as root by the script or as the person by the app. */
export interface Called {
  readonly root: boolean;
  /** As on a Mac. */
  readonly path: string;
  readonly args: readonly string[];
}

/** What may happen around a call: it is on its way, or it has taken effect and is not answered yet. */
export type Moment = 'calls' | 'was-answered';

export interface Events {
  /** `gone` when whoever called is dead: the call has no effect, or no answer. */
  call?(called: Called, moment: Moment): Promise<'goes on' | 'gone'>;
  /** The dialog is open; its process group is that of the script, too. */
  dialog?(group: number): Promise<'approved' | 'declined'>;
}

/**
 * A simulated Mac that outlives whoever uses it: its programs are files below a folder, which ask this process over a
 * socket. So they start in a few milliseconds, and the test decides between any two calls who dies.
 */
export class ResidentMac {
  readonly mac: SimulatedMac;
  readonly root: string;
  events: Events = {};
  /** Added to this computer's time where a script asks for it. */
  hurry = 0;
  private readonly folder: ReturnType<typeof temporaryFolder>;
  private readonly server: Server;
  private over: (() => void) | undefined;

  private constructor(state: MacState) {
    this.mac = new SimulatedMac(state);
    this.folder = temporaryFolder('resident-mac');
    this.root = this.folder.path;
    this.server = createServer({ allowHalfOpen: true }, (socket) => this.accept(socket));
  }

  static async start(state: MacState): Promise<ResidentMac> {
    const resident = new ResidentMac(state);
    await new Promise<void>((resolve) => resident.server.listen(0, '127.0.0.1', resolve));
    resident.placePrograms((resident.server.address() as AddressInfo).port);
    return resident;
  }

  /** Resolves when the script that is running has come to its own end; it never does when it is killed. */
  scriptIsOver(): Promise<void> {
    return new Promise((resolve) => (this.over = resolve));
  }

  stop(): void {
    this.server.close();
    this.folder.remove();
  }

  private placePrograms(port: number): void {
    const shim = join(this.root, 'shim');
    const text = `#!/bin/bash
exec 3<>/dev/tcp/127.0.0.1/${port} || exit 126
printf '%s\\0' "\${BATTEN_SIM_ROOT:-0}" "$#" "$0" "$@" >&3
IFS= read -r -d '' code <&3
IFS= read -r -d '' out <&3
IFS= read -r -d '' err <&3
printf '%s' "$out"
printf '%s' "$err" >&2
exit "$code"
`;
    writeFileSync(shim, text, { mode: 0o755 });
    const programs = (Object.keys(PROGRAMS) as Program[]).filter((program) => isInstalled(this.mac.state, program));
    const paths = [...programs.map((program) => PROGRAMS[program]), ...Object.values(HELPERS), '/dialog', '/over'];
    for (const path of paths) {
      mkdirSync(dirname(below(this.root, path)), { recursive: true });
      symlinkSync(shim, below(this.root, path));
    }
    mkdirSync(below(this.root, '/Library'));
  }

  private accept(socket: Socket): void {
    let pending = '';
    socket.on('error', () => {}); // the caller was killed
    socket.setEncoding('utf8').on('data', (text: string) => {
      pending += text;
      const [root = '', count = '', path = '', ...rest] = pending.split('\0');
      if (pending.split('\0').length < 3 || rest.length <= Number(count)) return;
      const called = { root: root === '1', path: path.slice(this.root.length), args: rest.slice(0, Number(count)) };
      pending = '';
      void this.serve(called).then((answer) => {
        if (answer === undefined) return socket.destroy();
        return socket.end(`${answer.exitCode}\0${answer.stdout}\0${answer.stderr}\0`);
      });
    });
  }

  private async serve(called: Called): Promise<Extract<Ending, { kind: 'exits' }> | undefined> {
    const exits = (exitCode: number, stdout = '') => ({ kind: 'exits', exitCode, stdout, stderr: '' }) as const;
    if (called.path === '/dialog') {
      const answer = (await this.events.dialog?.(Number(called.args[0]))) ?? 'approved';
      return exits(answer === 'approved' ? 0 : 1);
    }
    if (called.path === '/over') {
      this.over?.();
      return exits(0);
    }
    if ((await this.events.call?.(called, 'calls')) === 'gone') return undefined;
    const ending = await this.answer(called);
    if ((await this.events.call?.(called, 'was-answered')) === 'gone') return undefined;
    if (ending.kind !== 'exits') throw new Error(`${called.path} does not exit: ${ending.kind}`);
    return ending;
  }

  private answer({ root, path, args }: Called): Promise<Ending> {
    const exits = (stdout: string): Promise<Ending> =>
      Promise.resolve({ kind: 'exits', exitCode: 0, stdout, stderr: '' });
    if (path === HELPERS.id) return exits(root ? '0\n' : '501\n');
    if (path === HELPERS.date) return exits(`${Math.floor((Date.now() + this.hurry) / 1000)}\n`);
    if (path === HELPERS.sleep) return new Promise((resolve) => setTimeout(() => resolve(exits('')), 1_000));
    const program = (Object.keys(PROGRAMS) as Program[]).find((one) => PROGRAMS[one] === path);
    if (program === undefined) return exits('');
    return this.mac.call(program, args, root ? { root } : { root, user: this.mac.state.user });
  }
}
