import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { basename } from 'node:path';
import { exec } from 'sudo-prompt';
import type { ElevationOutcome, ElevationRequest, Elevator } from '../core/ports';
import { cleanEnvironment } from './clean-environment';
import { plainEnvironment } from './plain-environment';
import { outcomeOfSudoPromptError } from './sudo-prompt-errors';
import { startTamperWatch, type Tampering, type TamperWatchOptions } from './sudo-prompt-watch';

/** The part of sudo-prompt that is used. Its `env` is not: root would expand what is in it. */
export type SudoPrompt = (
  command: string,
  options: { name: string },
  done: (error?: Error, stdout?: string | Buffer) => void,
) => void;

export interface SudoPromptElevatorOptions {
  readonly sudoPrompt?: SudoPrompt;
  /** How long the dialog and the script may take together. */
  readonly waitLimitMs?: number;
  readonly killApplet?: TamperWatchOptions['killApplet'];
  /** Only tests and measurements give this: how the watch looks, and what stands in for the real applet and for root. */
  readonly watching?: Pick<TamperWatchOptions, 'looks' | 'shipped' | 'root'>;
}

const NAME = 'Batten';
/** The program in the library's folder, by its name in the list of processes. */
const APPLET = 'applet';
const LONGEST_ANSWER = 8 * 1024 * 1024;
/** How long the library has, once its applet was ended, to say how it went. */
const LAST_WORD_MS = 5_000;

/**
 * Asks for the password through sudo-prompt, and runs the script as root.
 *
 * While the dialog is open this process has a clean environment and stands in `/`, and what the library lays open in its
 * temporary folder is watched. A second call is refused until the library has answered the first.
 */
export function createSudoPromptElevator(options: SudoPromptElevatorOptions = {}): Elevator {
  let open = false;
  return {
    backend: 'sudo-prompt',
    elevate: async (request) => {
      if (open) return { kind: 'failed', reason: 'another password dialog is still open' };
      open = true;
      return elevate(request, options, () => {
        open = false;
      });
    },
  };
}

async function elevate(
  request: ElevationRequest,
  options: SudoPromptElevatorOptions,
  closed: () => void,
): Promise<ElevationOutcome> {
  const restore = cleanEnvironment();
  const command = forTheLibrary(request.script);
  const watch = startTamperWatch({
    temporaryFolder: tmpdir(),
    name: NAME,
    command: `cd "/"\n${command}`,
    ...(options.killApplet === undefined ? ownApplet() : { killApplet: options.killApplet }),
    ...options.watching,
  });
  const answer = ask(command, options.sudoPrompt ?? exec).finally(closed);
  const limitMs = options.waitLimitMs ?? 10 * 60_000;
  const first = (await within(limitMs, answer)) ?? (await closedByUs(answer, limitMs, () => watch.kill()));
  const tampered = await watch.stop();
  restore();
  return tampered === undefined ? first : { kind: 'tampered', detail: tamperedInWords(tampered) };
}

/** The watch goes on meanwhile: the password may be given in the very last moment. */
async function closedByUs(
  answer: Promise<ElevationOutcome>,
  limitMs: number,
  kill: () => Promise<boolean>,
): Promise<ElevationOutcome> {
  await kill();
  const last = await within(LAST_WORD_MS, answer);
  if (last?.kind === 'ran') return last;
  return { kind: 'failed', reason: `the dialog had no answer in ${Math.round(limitMs / 60_000)} minutes` };
}

function ask(command: string, sudoPrompt: SudoPrompt): Promise<ElevationOutcome> {
  return new Promise((resolve) => {
    try {
      sudoPrompt(command, { name: NAME }, (error, stdout) => {
        if (error) return resolve(outcomeOfSudoPromptError(error));
        resolve({ kind: 'ran', stdout: String(stdout ?? '').slice(0, LONGEST_ANSWER) });
      });
    } catch (error) {
      resolve(outcomeOfSudoPromptError(error));
    }
  });
}

/**
 * On a Mac the library writes the script to a file as it is, and root's shell reads such a file bit by bit while it runs:
 * what is changed further down is what it goes on with. Between braces it has to read everything before it does anything.
 *
 * Elsewhere the library puts it between double quotes on a shell's command line and escapes nothing but double quotes, so
 * the rest is escaped here.
 */
function forTheLibrary(script: string): string {
  return process.platform === 'darwin' ? `{\n${script}\nexit\n}\n` : script.replaceAll(/[\\$`]/g, '\\$&');
}

function tamperedInWords({ what, begun }: Tampering): string {
  const open = `while the password dialog was open, another program interfered with it (${what})`;
  return begun ? `${open}; if anything ran as root, it may not be what you approved` : `${open}, so it was closed`;
}

/** What was promised, or undefined when it takes longer. */
async function within<T>(milliseconds: number, promised: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), milliseconds);
  });
  const first = await Promise.race([promised, over]);
  clearTimeout(timer);
  return first;
}

/** Long enough for the shell that starts the applet; a person needs longer to see the dialog. */
const MEETING_MS = [20, 100, 500, 2_000];

/** Ends the applet that the library started from this process. */
function ownApplet(): Pick<TamperWatchOptions, 'killApplet' | 'meetApplet'> {
  let met: readonly number[] = [];
  return {
    meetApplet: async (known) => {
      for (const milliseconds of MEETING_MS) {
        await within(milliseconds, new Promise(() => undefined));
        if (known.pid() === undefined) return;
        met = appletsIn(await processTable());
        if (met.length > 0) return;
      }
    },
    /**
     * The one that was met is ended at once, since every millisecond counts. What Node knows is perhaps only a shell that
     * has started the applet as a process of its own: it is halted, so that it can no longer do that, and ended when its
     * children are known.
     */
    killApplet: async (known) => {
      const killed = known.pid() === undefined ? [] : met.map(kill);
      const halted = known.signal('SIGSTOP');
      killed.push(...appletsIn(await processTable(), halted ? known.pid() : undefined).map(kill));
      if (halted) killed.push(known.signal('SIGKILL'));
      return killed.includes(true);
    },
  };
}

/**
 * The applets among the programs that this process, or one of those, has started.
 *
 * `shell`: the one that starts the applet. What it has started is the applet even where its name is not yet to be seen.
 */
function appletsIn(table: readonly ProcessRow[], shell?: number): readonly number[] {
  const ours = new Set([process.pid]);
  // Parents have mostly, but not always, smaller numbers than their children: look until nobody is added.
  for (let size = 0; size !== ours.size;) {
    size = ours.size;
    for (const { pid, parent } of table) if (ours.has(parent)) ours.add(pid);
  }
  const isShell = table.some(({ pid, name }) => pid === shell && name !== APPLET);
  const applets = table.filter(
    ({ pid, parent, name }) =>
      pid !== process.pid && ours.has(pid) && (name === APPLET || (isShell && parent === shell)),
  );
  return applets.map(({ pid }) => pid);
}

interface ProcessRow {
  readonly pid: number;
  readonly parent: number;
  readonly name: string;
}

function processTable(): Promise<readonly ProcessRow[]> {
  const options = { cwd: '/', env: plainEnvironment(), timeout: 2_000, maxBuffer: 8 * 1024 * 1024 };
  return new Promise((resolve) => {
    execFile('/bin/ps', ['-A', '-o', 'pid=,ppid=,stat=,comm='], options, (error, stdout) => {
      const rows = error ? [] : stdout.split('\n').map((line) => /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line));
      resolve(
        rows.flatMap((row) => {
          const [, pid, parent, state = '', command = ''] = row ?? [];
          // A zombie has ended; only its parent has not noticed yet.
          if (row === null || state.startsWith('Z')) return [];
          return [{ pid: Number(pid), parent: Number(parent), name: basename(command.trim()) }];
        }),
      );
    });
  });
}

function kill(pid: number): boolean {
  try {
    process.kill(pid, 'SIGKILL');
    return true;
  } catch {
    return false;
  }
}
