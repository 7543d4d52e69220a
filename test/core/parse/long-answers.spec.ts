import { describe, expect, it } from 'vitest';
import { parseOverride } from '../../../src/core/parse/launchctl';
import { parseTcpListeners } from '../../../src/core/parse/netstat';

const exited = (stdout: string) => ({ kind: 'exited', exitCode: 0, stdout, stderr: '' }) as const;

/** A pattern over a whole answer once took time by the square of its length: a megabyte would never have ended. */
describe('an answer as long as the command runner lets through', () => {
  const MEGABYTE = 1024 * 1024;

  it.each([
    ['blank lines', '\n'],
    ['tabs', '\t'],
    ['the beginning of an entry', '\t"'],
    ['the beginning of the block', 'disabled services = {\n'],
  ])('of %s is read to its end and not understood', (_name, piece) => {
    const text = piece.repeat(Math.ceil(MEGABYTE / piece.length));
    expect(parseOverride('com.openssh.sshd', exited(text)).kind).toBe('unreadable');
    expect(parseTcpListeners(exited(text)).kind).toBe('unreadable');
  });
});
