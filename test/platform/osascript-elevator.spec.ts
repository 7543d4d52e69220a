import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { appleScriptFor, appleScriptString, createOsascriptElevator } from '../../src/platform/osascript-elevator';
import { temporaryFolder } from './temporary-folder';

// Real processes on a busy computer take their time; nothing here is about speed.
vi.setConfig({ testTimeout: 40_000 });

/** Reads one AppleScript string from the start of a text, as AppleScript does; gives it and what comes after. */
function decodeAppleScriptString(source: string): readonly [string, string] {
  const escapes: Readonly<Record<string, string>> = { '\\': '\\', '"': '"', n: '\n', r: '\r', t: '\t' };
  if (!source.startsWith('"')) throw new Error('not a string');
  let text = '';
  for (let at = 1; at < source.length; at += 1) {
    const character = source.charAt(at);
    if (character === '"') return [text, source.slice(at + 1)];
    if (character === '\n' || character === '\r') throw new Error('a bare line end');
    if (character !== '\\') {
      text += character;
      continue;
    }
    at += 1;
    const meaning = escapes[source.charAt(at)];
    if (meaning === undefined) throw new Error(`not an escape: \\${source.charAt(at)}`);
    text += meaning;
  }
  throw new Error('the string does not end');
}

const tricky = fc.string({
  unit: fc.constantFrom('\\', '"', '\n', '\r', '\t', 'n', 'r', '$', '`', "'", ' ', 'ä', '日', '&', '¬', '«'),
});

describe('an AppleScript string', () => {
  it('gives back whatever was put in', () => {
    fc.assert(
      fc.property(fc.oneof(tricky, fc.string({ unit: 'grapheme' })), (text) => {
        expect(decodeAppleScriptString(appleScriptString(text))).toEqual([text, '']);
      }),
      { numRuns: 2_000 },
    );
  });

  it('ends where the script ends, so that nothing of it becomes AppleScript', () => {
    fc.assert(
      fc.property(tricky, (script) => {
        const source = appleScriptFor(script);
        expect(source.startsWith('do shell script ')).toBe(true);
        const [decoded, rest] = decodeAppleScriptString(source.slice('do shell script '.length));
        expect(decoded).toBe(script);
        expect(rest).toBe(
          ' with prompt "Batten is about to make the changes you have just reviewed." with administrator privileges without altering line endings',
        );
      }),
    );
  });
});

/** An elevator with a shell script in place of osascript. */
function elevatorWith(body: string, waitLimitMs?: number) {
  const folder = temporaryFolder();
  const osascript = join(folder, 'osascript');
  writeFileSync(osascript, `#!/bin/bash\n${body}\n`, { mode: 0o755 });
  const elevator = createOsascriptElevator(waitLimitMs === undefined ? { osascript } : { osascript, waitLimitMs });
  return { folder, elevate: (script: string) => elevator.elevate({ script, operationId: 'a'.repeat(32) }) };
}

describe('the osascript elevator', () => {
  it('hands over one AppleScript, with nothing on disk and a minimal environment', async () => {
    const { folder, elevate } = elevatorWith(`printf '%s\\n' "$#" "$1" "$2" "$PWD" "$PATH" "\${BASH_ENV-none}"`);
    const outcome = await elevate('echo "a\\b"\n');
    expect(outcome).toEqual({
      kind: 'ran',
      stdout: ['2', '-e', appleScriptFor('echo "a\\b"\n'), '/', '/usr/bin:/bin:/usr/sbin:/sbin', 'none', ''].join('\n'),
    });
    expect(readdirSync(folder)).toEqual(['osascript']);
  });

  it.each([
    ['0:77: execution error: Benutzer hat abgebrochen. (-128)', 'not-granted', /not granted, or the dialog could/],
    ['0:77: execution error: ユーザによって取り消されました。 (-128)', 'not-granted', /not granted/],
    ['0:77: execution error: wrong password. (-60005)', 'not-granted', /not granted/],
    ['0:77: execution error: No user interaction allowed. (-1713)', 'failed', /error -1713/],
    ['0:77: execution error: The command exited with a non-zero status. (7)', 'failed', /ended early, with code 7/],
    ['something else', 'failed', /does not name/],
  ])('tells refusals by number, since the words are translated: %s', async (stderr, kind, words) => {
    const { elevate } = elevatorWith(`echo '${stderr}' >&2; exit 1`);
    const outcome = await elevate('SECRET');
    const text = 'detail' in outcome ? outcome.detail : 'reason' in outcome ? outcome.reason : '';
    expect([outcome.kind, text]).toEqual([kind, expect.stringMatching(words)]);
    expect(text).not.toContain('SECRET');
  });

  it('says when there is no osascript, no answer, or too much of one', async () => {
    const missing = createOsascriptElevator({ osascript: '/nowhere/osascript' });
    expect(await missing.elevate({ script: 'x', operationId: '' })).toMatchObject({
      reason: expect.stringContaining('no osascript') as string,
    });
    expect(await elevatorWith('while :; do :; done', 300).elevate('x')).toMatchObject({
      kind: 'failed',
      reason: expect.stringContaining('no answer') as string,
    });
    expect(await elevatorWith('head -c 9000000 /dev/zero').elevate('x')).toMatchObject({
      reason: expect.stringContaining('more than can be read') as string,
    });
    expect(await elevatorWith('exit 0').elevate('x\0y')).toMatchObject({ kind: 'failed' });
    expect(await elevatorWith('exit 0').elevate('x'.repeat(4_000_000))).toMatchObject({ kind: 'failed' });
  });

  it('gives up on an osascript that does not listen, and on one whose children keep its output open', async () => {
    const deaf = elevatorWith(`trap '' TERM HUP INT; while :; do sleep 0.05; done`, 300);
    expect(await deaf.elevate('x')).toMatchObject({ reason: expect.stringContaining('no answer') as string });
    const started = Date.now();
    expect(await elevatorWith('sleep 8 & sleep 8', 300).elevate('x')).toMatchObject({
      reason: expect.stringContaining('no answer') as string,
    });
    expect(Date.now() - started).toBeLessThan(6_000);
  });

  it('shows one dialog at a time', async () => {
    const { elevate } = elevatorWith('sleep 0.3; echo done');
    const first = elevate('x');
    expect(await elevate('y')).toMatchObject({ kind: 'failed', reason: 'another password dialog is still open' });
    expect(await first).toEqual({ kind: 'ran', stdout: 'done\n' });
    expect((await elevate('z')).kind).toBe('ran');
  });

  if (!existsSync('/usr/bin/osascript')) {
    process.stdout.write('Left out, because it needs macOS: whether the real osascript understands the quoting.\n');
  }
  it.skipIf(!existsSync('/usr/bin/osascript'))('is understood by the real osascript', () => {
    const text = 'a "b" \\ c\n$(id) `x` ä';
    const { stdout } = spawnSync('/usr/bin/osascript', ['-e', `return ${appleScriptString(text)}`], {
      encoding: 'utf8',
    });
    expect(stdout).toBe(`${text}\n`);
  });
});
