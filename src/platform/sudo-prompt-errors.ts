import type { ElevationOutcome } from '../core/ports';

/** The library says the same for a cancelled dialog, three wrong passwords and a dialog that never appeared. */
const NOT_GRANTED: ElevationOutcome = {
  kind: 'not-granted',
  detail: 'permission was not granted, or the dialog could not be shown',
};

/** What sudo-prompt's errors mean, by the beginnings of its own fixed texts (version 9.3.2). */
const MEANINGS: readonly (readonly [beginning: string, outcome: ElevationOutcome])[] = [
  ['User did not grant permission.', NOT_GRANTED],
  ['No polkit authentication agent found.', failed('no program on this computer can ask for a password')],
  ['Unable to find pkexec or kdesudo.', failed('this computer has no program that asks for a password')],
  ['Command should not be prefixed with "sudo".', failed('sudo-prompt did not accept the script')],
  ['options.name must be alphanumeric only', failed('sudo-prompt did not accept the name of the app')],
  ['process.title cannot be used as a valid name.', failed('sudo-prompt did not accept the name of the app')],
  ["env['USER'] not defined.", failed('the account name is not known, so the dialog was not shown')],
  ['options.env', failed('sudo-prompt did not accept its settings')],
  ['Platform not yet supported.', failed('sudo-prompt does not know this kind of computer')],
  ['os.tmpdir() not defined.', failed('there is no temporary folder, so the dialog was not shown')],
  ['Expected a valid UUID.', failed('there was no usable randomness, so the dialog was not shown')],
  ['Command failed: /usr/bin/unzip', failed('the dialog could not be unpacked, so it was not shown')],
  ['Command failed: /usr/bin/defaults', failed('the dialog could not be given its name, so it was not shown')],
  ['Command failed: ./applet', failed('the dialog could not be shown: its program did not start')],
  [
    'Command failed: /bin/rm',
    failed('what the script answered is lost, because its temporary folder could not be removed'),
  ],
];

/**
 * Translates an error of sudo-prompt into an outcome.
 *
 * Its message is never passed on: it can contain the whole script.
 */
export function outcomeOfSudoPromptError(error: unknown): ElevationOutcome {
  const message = error instanceof Error ? error.message : '';
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (message.startsWith('Command failed: ./applet') && /Bad CPU type/.test(message)) {
    return failed('the dialog could not be shown: its program is not made for this processor (Rosetta may be missing)');
  }
  if (message.startsWith('Command failed: ./applet') && wasKilled(error)) return NOT_GRANTED;
  const known = MEANINGS.find(([beginning]) => message.startsWith(beginning));
  if (known !== undefined) return known[1];
  if (code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return failed('the script printed more than can be read');
  if (message.startsWith('Command failed: ') && typeof code === 'number') {
    return failed(`the script ended early, with code ${code}`);
  }
  if (typeof code === 'string') return failed(`the dialog's temporary files could not be written or read (${code})`);
  return failed('the dialog could not be used, for a reason that sudo-prompt does not name');
}

function wasKilled(error: unknown): boolean {
  return error instanceof Error && 'signal' in error && typeof error.signal === 'string';
}

function failed(reason: string): ElevationOutcome {
  return { kind: 'failed', reason };
}
