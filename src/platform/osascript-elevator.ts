import { execFile } from 'node:child_process';
import type { ElevationOutcome, Elevator } from '../core/ports';
import { plainEnvironment } from './plain-environment';

export interface OsascriptElevatorOptions {
  /** Only tests give this: what stands in for /usr/bin/osascript. */
  readonly osascript?: string;
  readonly waitLimitMs?: number;
}

const PROMPT = 'Batten is about to make the changes you have just reviewed.';
const LONGEST_ANSWER = 8 * 1024 * 1024;
/** How long osascript has, once it was ended, to be gone. */
const LAST_WORD_MS = 1_000;

/**
 * Asks for the password through osascript, and runs the script as root.
 *
 * Nothing is written to disk, so nothing can be exchanged while the dialog is open. In return the dialog names
 * osascript, and the script can be read by other programs in the list of processes while it waits.
 */
export function createOsascriptElevator(options: OsascriptElevatorOptions = {}): Elevator {
  let open = false;
  return {
    backend: 'osascript',
    elevate: async ({ script }) => {
      if (open) return { kind: 'failed', reason: 'another password dialog is still open' };
      open = true;
      try {
        return await ask(script, options);
      } finally {
        open = false;
      }
    },
  };
}

/** The AppleScript that runs a shell script as root. */
export function appleScriptFor(script: string): string {
  const [text, prompt] = [script, PROMPT].map(appleScriptString);
  return `do shell script ${text} with prompt ${prompt} with administrator privileges without altering line endings`;
}

/**
 * Writes text as an AppleScript string: only the backslash and the double quote have a meaning inside one.
 *
 * Line ends are written as escapes as well, since AppleScript may take a bare one for its own kind.
 */
export function appleScriptString(text: string): string {
  const inside = text.replaceAll(/[\\"]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
  return `"${inside}"`;
}

function ask(script: string, options: OsascriptElevatorOptions): Promise<ElevationOutcome> {
  const limitMs = options.waitLimitMs ?? 10 * 60_000;
  const settings = {
    cwd: '/',
    env: plainEnvironment(),
    maxBuffer: LONGEST_ANSWER,
    timeout: limitMs,
    killSignal: 'SIGKILL' as const,
  };
  return new Promise((resolve) => {
    // Node waits for everybody who holds osascript's output open, also when osascript itself has been ended.
    const giveUp = setTimeout(() => resolve(noAnswer(limitMs)), limitMs + LAST_WORD_MS);
    const answered = (error: Error | null, stdout: string, stderr: string): void => {
      clearTimeout(giveUp);
      resolve(error === null ? { kind: 'ran', stdout } : outcomeOfError(error, stderr, limitMs));
    };
    try {
      execFile(options.osascript ?? '/usr/bin/osascript', ['-e', appleScriptFor(script)], settings, answered);
    } catch (error) {
      clearTimeout(giveUp);
      resolve(outcomeOfError(error, '', limitMs));
    }
  });
}

/**
 * Cancelled, and the refusals of macOS's authorization.
 *
 * By number: the words are in the person's language.
 */
const NOT_GRANTED = [-128, -60005, -60006, -60007];

function outcomeOfError(error: unknown, stderr: string, limitMs: number): ElevationOutcome {
  const failed = (reason: string): ElevationOutcome => ({ kind: 'failed', reason });
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const killed = error instanceof Error && 'killed' in error && error.killed === true;
  if (code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return failed('the script printed more than can be read');
  if (killed) return noAnswer(limitMs);
  if (code === 'ENOENT') return failed('there is no osascript on this computer, so the dialog was not shown');
  if (typeof code === 'string') return failed(`the dialog could not be shown (${code})`);
  const number = /\((-?\d+)\)\s*$/.exec(stderr)?.[1];
  if (number === undefined) return failed('the dialog could not be shown, for a reason that macOS does not name');
  if (NOT_GRANTED.includes(Number(number))) {
    return { kind: 'not-granted', detail: 'permission was not granted, or the dialog could not be shown' };
  }
  if (Number(number) > 0) return failed(`the script ended early, with code ${number}`);
  return failed(`macOS could not show the dialog or run the script (error ${number})`);
}

function noAnswer(limitMs: number): ElevationOutcome {
  return { kind: 'failed', reason: `the dialog had no answer in ${Math.round(limitMs / 60_000)} minutes` };
}
