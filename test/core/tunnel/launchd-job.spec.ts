import { describe, expect, it } from 'vitest';
import { parseTunnelJob, tunnelJobCommand, tunnelJobs } from '../../../src/core/tunnel/launchd-job';
import { redactTunnelText } from '../../../src/core/tunnel/redact';
import { fixture, haveFixtures } from '../../sim/fixtures';
import { fc } from '../fixed-chance';
import { said, valueOf } from '../parse/parsers';

const SYSTEM = { label: 'com.cloudflare.cloudflared', domain: 'system' };
const PERSON = { ...SYSTEM, domain: 'gui/501' };

/** The lines of a job as launchctl prints them, with a block that has a state of its own. */
function printed(domain: string, ...lines: readonly string[]): string {
  const inner = ['\tendpoints = {', '\t\tstate = active', '\t\tpid = 1', '\t}'];
  return [`${domain}/com.cloudflare.cloudflared = {`, ...lines, ...inner, '}', ''].join('\n');
}

describe('the jobs that may run cloudflared', () => {
  it('are those of the whole Mac and of the person', () => {
    expect(tunnelJobs(501).map((job) => tunnelJobCommand(job).args)).toEqual([
      ['print', 'system/com.cloudflare.cloudflared'],
      ['print', 'system/homebrew.mxcl.cloudflared'],
      ['print', 'gui/501/com.cloudflare.cloudflared'],
      ['print', 'gui/501/homebrew.mxcl.cloudflared'],
    ]);
    expect(tunnelJobs(undefined)).toHaveLength(2);
    expect(tunnelJobs(-1)).toHaveLength(2);
  });
});

describe('a job of launchd', () => {
  it.skipIf(!haveFixtures())('runs, in the captured lines within their block', () => {
    const lines = fixture('bindings/launchctl-print-cloudflared.txt').trimEnd().split('\n');
    expect(valueOf(parseTunnelJob(SYSTEM, said(printed('system', ...lines))))).toEqual({ kind: 'running', pid: 677 });
    expect(valueOf(parseTunnelJob(PERSON, said(printed('gui/501', ...lines))))).toEqual({ kind: 'running', pid: 677 });
    // Without the line that says whose they are, they may be another job's.
    expect(valueOf(parseTunnelJob(SYSTEM, said(lines.join('\n'))))).toBe('unreadable');
    expect(valueOf(parseTunnelJob(PERSON, said(printed('system', ...lines))))).toBe('unreadable');
  });

  it('may be at rest, or not be there', () => {
    for (const state of ['not running', 'waiting', 'spawn scheduled']) {
      const answer = said(printed('system', `\tstate = ${state}`));
      expect(valueOf(parseTunnelJob(SYSTEM, answer))).toEqual({ kind: 'not-running' });
    }
    const absent = (words: string): string =>
      `Bad request.\nCould not find service "com.cloudflare.cloudflared" in domain for ${words}\n`;
    const answer = (words: string, exitCode = 113): unknown =>
      valueOf(parseTunnelJob(words === 'system' ? SYSTEM : PERSON, said('', { stderr: absent(words), exitCode })));
    expect(answer('system')).toEqual({ kind: 'absent' });
    expect(answer('user gui: 501')).toEqual({ kind: 'absent' });
    expect(answer('user gui: 502')).toBe('unreadable');
    expect(answer('system', 0)).toBe('unreadable');
  });

  it.each([
    ['no state', printed('system', '\tpid = 1')],
    ['two states', printed('system', '\tstate = running', '\tstate = waiting', '\tpid = 1')],
    ['a state that is not known', printed('system', '\tstate = läuft', '\tpid = 1')],
    ['no process', printed('system', '\tstate = running')],
    ['a process at rest', printed('system', '\tstate = waiting', '\tpid = 1')],
    ['nothing', ''],
  ])('is unreadable with %s', (_what, text) => {
    expect(valueOf(parseTunnelJob(SYSTEM, said(text)))).toBe('unreadable');
  });

  it('gives away no token of its arguments, and its text can be shown without it', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9+/]{40,80}$/), (body) => {
        const token = `eyJ${body}`;
        const lines = ['\tstate = odd', '\targuments = {', '\t\trun', '\t\t--token', `\t\t${token}`, '\t}'];
        const text = printed('system', ...lines);
        expect(JSON.stringify(parseTunnelJob(SYSTEM, said(text)))).not.toContain(body);
        expect(redactTunnelText(text)).not.toContain(body);
      }),
    );
  });
});
