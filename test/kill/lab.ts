import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { OPERATIONS_FOLDER } from '../../src/core/script';
import type { MacState } from '../sim/mac-state';
import { below } from '../sim/relocate';
import type { ChildOrder } from './experiment';
import type { FileKill } from './kill-points';
import { type Called, type Moment, ResidentMac } from './resident-mac';

/** Who dies when. `at` counts the calls of the script, or those of the app that change something, from 1. */
export type Kill =
  | ({ readonly kind: 'file' } & FileKill)
  | { readonly kind: 'script-call'; readonly at: number; readonly moment: Moment; readonly who: 'app' | 'both' }
  | { readonly kind: 'user-call'; readonly at: number; readonly moment: Moment }
  | { readonly kind: 'dialog'; readonly who: 'app' | 'both' };

/** Where an experiment begins: the Mac, and the data folder. */
export interface Start {
  readonly purpose: ChildOrder['purpose'];
  readonly state: MacState;
  /** Copied for every experiment; undefined for a person without a journal. */
  readonly data: string | undefined;
  /** The logs that root had left by then. */
  readonly logs?: string;
}

/** How a run of the child went. */
export interface Ran {
  readonly data: string;
  /** What was asked of the file system, of the script's programs and of the person's; whole when nothing was killed. */
  readonly fileCalls: readonly string[];
  readonly scriptCalls: readonly string[];
  readonly userCalls: readonly string[];
  readonly died: boolean;
  readonly printed: string;
}

/** A place for experiments, one at a time: a Mac that stays, and an app that is started anew for each and may be killed. */
export class Lab {
  private readonly bundle: string;
  readonly resident: ResidentMac;
  private readonly folder = folderInMemory();
  private count = 0;
  /** Lets a script go on that was stopped because a restart happens in its midst. */
  release: () => void = () => {};

  private constructor(bundle: string, resident: ResidentMac) {
    this.bundle = bundle;
    this.resident = resident;
  }

  static async open(bundle: string, state: MacState): Promise<Lab> {
    return new Lab(bundle, await ResidentMac.start(state));
  }

  close(): void {
    this.resident.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Starts the app, kills as told, and returns when the app is dead or done and, unless it died too, the script is over. */
  async run({ purpose, state, data: from, logs }: Start, kill?: Kill, hold = false): Promise<Ran> {
    const data = join(this.folder, `${(this.count += 1)}`);
    if (from === undefined) mkdirSync(data, { mode: 0o700 });
    else cpSync(from, data, { recursive: true });
    // The receipts of another experiment tell of runs that this journal cannot know.
    rmSync(this.logs, { recursive: true, force: true });
    if (logs !== undefined) cpSync(logs, this.logs, { recursive: true });
    this.resident.mac.change(() => state);
    this.resident.hurry = 0;
    const order: ChildOrder = {
      data,
      root: this.resident.root,
      purpose,
      ...(kill?.kind === 'file' ? { kill: { at: kill.at, when: kill.when } } : {}),
    };
    const app = startApp(this.bundle, order);
    const calls = { script: [] as string[], user: [] as string[] };
    const scriptOver = this.resident.scriptIsOver();
    let scriptDied = false;
    let group = 0;
    this.resident.events = {
      dialog: async (of) => {
        group = of;
        if (kill?.kind !== 'dialog') return 'approved';
        await app.kill();
        if (kill.who === 'both') process.kill(-of, 'SIGKILL');
        return new Promise((resolve) => (this.release = () => resolve('approved')));
      },
      call: async (called, moment) => {
        if (!called.root && !changes(called)) return 'goes on';
        const list = called.root ? calls.script : calls.user;
        if (moment === 'calls') list.push([called.path, ...called.args].join(' '));
        if (!isTime(kill, called, moment, list.length)) return 'goes on';
        await app.kill();
        if (kill?.kind !== 'script-call' || !called.root) return called.root ? 'goes on' : 'gone';
        if (kill.who === 'both') {
          process.kill(-group, 'SIGKILL');
          scriptDied = true;
          return 'gone';
        }
        if (hold) await new Promise<void>((resolve) => (this.release = resolve));
        return 'goes on';
      },
    };
    const printed = await app.ended;
    if (group !== 0 && !scriptDied && !hold && kill?.kind !== 'dialog') await scriptOver;
    this.afterwards = () => scriptOver;
    const died = app.signal() === 'SIGKILL';
    const fileCalls = died ? [] : (JSON.parse(printed) as { calls: readonly string[] }).calls;
    return { data, fileCalls, scriptCalls: calls.script, userCalls: calls.user, died, printed };
  }

  /** Lets what was held go on, and waits for its end. */
  async goOn(): Promise<void> {
    this.release();
    await this.afterwards();
  }

  /** Where root's logs lie. */
  get logs(): string {
    return below(this.resident.root, OPERATIONS_FOLDER);
  }

  /** What a script has printed so far. */
  printedBy(operationId: string): string {
    return readFileSync(join(this.resident.root, `${operationId}.out`), 'utf8');
  }

  forget(ran: Ran): void {
    rmSync(ran.data, { recursive: true, force: true });
  }

  private afterwards: () => Promise<void> = () => Promise.resolve();
}

/** What is killed is a process and not the power, so the records need no disk; on a slow one they take most of the time. */
function folderInMemory(): string {
  const make = (): string => {
    try {
      return mkdtempSync('/dev/shm/batten-kill-');
    } catch {
      return mkdtempSync(join(tmpdir(), 'batten-kill-'));
    }
  };
  const folder = make();
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Bundles the app of the experiments into a folder. */
export async function bundleChild(folder: string): Promise<string> {
  const outfile = join(folder, 'engine-child.cjs');
  const entry = join(import.meta.dirname, 'engine-child.ts');
  await build({ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'cjs', logLevel: 'silent' });
  return outfile;
}

function changes({ args }: Called): boolean {
  return args[0] === 'write' || args[0] === 'delete';
}

function isTime(kill: Kill | undefined, { root }: Called, moment: Moment, at: number): boolean {
  if (kill?.kind !== (root ? 'script-call' : 'user-call')) return false;
  return kill.at === at && kill.moment === moment;
}

function startApp(
  bundle: string,
  order: ChildOrder,
): { kill(): Promise<void>; readonly ended: Promise<string>; signal(): NodeJS.Signals | null } {
  const child: ChildProcess = spawn(process.execPath, [bundle, JSON.stringify(order)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (printed += text));
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const ended = new Promise<string>((resolve) => child.once('close', () => resolve(printed)));
  return {
    ended,
    signal: () => child.signalCode,
    // Until it is reaped a dead process still has its number, and would seem to run.
    kill: () => {
      child.kill('SIGKILL');
      return exited;
    },
  };
}
