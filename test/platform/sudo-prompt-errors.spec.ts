import { describe, expect, it } from 'vitest';
import type { ElevationOutcome } from '../../src/core/ports';
import { createSudoPromptElevator, type SudoPrompt } from '../../src/platform/elevator';

const OPERATION = 'f'.repeat(32);

describe("sudo-prompt's errors", () => {
  const outcomeOf = (error: Error): Promise<ElevationOutcome> => {
    const sudoPrompt: SudoPrompt = (_command, _options, done) => done(error);
    return createSudoPromptElevator({ sudoPrompt }).elevate({ script: 'SECRET', operationId: OPERATION });
  };
  const coded = (message: string, facts: object): Error => Object.assign(new Error(message), facts);

  it.each([
    [new Error('User did not grant permission.'), 'not-granted', /not granted, or the dialog could not be shown/],
    [coded('Command failed: ./applet\n', { signal: 'SIGKILL', code: null }), 'not-granted', /not granted, or/],
    [coded('Command failed: ./applet\nBad CPU type in executable', { code: 126 }), 'failed', /Rosetta/],
    [coded('Command failed: ./applet\nsomething', { code: 1 }), 'failed', /program did not start/],
    [coded('Command failed: /usr/bin/unzip -o "x"', { code: 9 }), 'failed', /unpacked/],
    [coded('Command failed: /usr/bin/defaults write', { code: 1 }), 'failed', /given its name/],
    [coded('Command failed: /bin/rm -rf "x"', { code: 1 }), 'failed', /answered is lost/],
    [coded('Command failed: SECRET\nerrors', { code: 3 }), 'failed', /ended early, with code 3/],
    [new Error('No polkit authentication agent found.'), 'failed', /can ask for a password/],
    [new Error('Unable to find pkexec or kdesudo.'), 'failed', /no program that asks/],
    [new Error('Command should not be prefixed with "sudo".'), 'failed', /did not accept the script/],
    [new Error('options.name must be alphanumeric only (spaces are allowed) and <= 70 characters.'), 'failed', /name/],
    [new Error('process.title cannot be used as a valid name.'), 'failed', /name/],
    [new Error("env['USER'] not defined."), 'failed', /account name/],
    [new Error('options.env has an invalid environment variable name: "SECRET"'), 'failed', /settings/],
    [new Error('Platform not yet supported.'), 'failed', /kind of computer/],
    [coded('ENOSPC: no space left, write', { code: 'ENOSPC' }), 'failed', /temporary files .*ENOSPC/],
    [coded('stdout maxBuffer', { code: 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER' }), 'failed', /more than can be read/],
    [new Error('SECRET text of a later version'), 'failed', /a reason that sudo-prompt does not name/],
  ])('are told in words and without the script: %s', async (error, kind, words) => {
    const outcome = await outcomeOf(error);
    const text = 'detail' in outcome ? outcome.detail : 'reason' in outcome ? outcome.reason : '';
    expect([outcome.kind, text]).toEqual([kind, expect.stringMatching(words)]);
    expect(text).not.toMatch(/SECRET|you cancelled/);
  });

  it('may also be thrown', async () => {
    const sudoPrompt: SudoPrompt = () => {
      throw new TypeError('Node.util.isObject is not a function');
    };
    const elevator = createSudoPromptElevator({ sudoPrompt });
    expect(await elevator.elevate({ script: 'x', operationId: OPERATION })).toMatchObject({ kind: 'failed' });
    expect(await elevator.elevate({ script: 'x', operationId: OPERATION })).toMatchObject({
      reason: expect.not.stringContaining('still open') as string,
    });
  });
});
