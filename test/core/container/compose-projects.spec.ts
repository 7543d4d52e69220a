import { describe, expect, it } from 'vitest';
import type { CommandResult } from '../../../src/core/command';
import {
  type ComposeProjects,
  composeProjectsCommand,
  parseComposeProjects,
} from '../../../src/core/container/compose-projects';
import type { Parsed } from '../../../src/core/result';
import { fixture, haveFixtures } from '../../sim/fixtures';
import { fc } from '../fixed-chance';
import { said, valueOf } from '../parse/parsers';

const ASKED = composeProjectsCommand({ context: 'orbstack', socket: '/a.sock' });

function parse(result: CommandResult | undefined): Parsed<ComposeProjects> {
  return parseComposeProjects(ASKED, result);
}

function rowsOf(value: unknown): ComposeProjects {
  const parsed = parse(said(JSON.stringify(value)));
  if (parsed.kind === 'unreadable') throw new Error(parsed.reason);
  return parsed.value;
}

describe('the Compose projects of an engine', () => {
  it('are asked for in one context, and never by another name', () => {
    expect(ASKED.args).toEqual(['--context', 'orbstack', 'compose', 'ls', '--all', '--format', 'json']);
    expect(() => composeProjectsCommand({ context: '--host=tcp://far', socket: '/a.sock' })).toThrow('Not the name');
  });

  it('have a name, the states of their containers, and files', () => {
    const row = { Name: 'web', Status: 'exited(1), running(6)', ConfigFiles: '/a/b,c.yml,/a/d.yml' };
    expect(rowsOf([row, { Name: 'gone', Status: 'created(2)', ConfigFiles: 'N/A' }])).toEqual({
      projects: [
        {
          name: 'web',
          states: [
            { state: 'exited', count: 1 },
            { state: 'running', count: 6 },
          ],
          files: ['/a/b,c.yml', '/a/d.yml'],
        },
        { name: 'gone', states: [{ state: 'created', count: 2 }], files: [] },
      ],
      unread: [],
    });
    expect(rowsOf([])).toEqual({ projects: [], unread: [] });
  });

  it('keep every row that is not understood, in words', () => {
    const good = { Name: 'web', Status: 'running(1)', ConfigFiles: '/a' };
    const { projects, unread } = rowsOf([
      good,
      7,
      { ...good, Name: '' },
      { ...good, Name: 'a b' },
      { ...good, Name: 'one', Status: 'up and running' },
      { ...good, Name: 'two', Status: 'running(1), running(2)' },
      { ...good, Name: 'three', Status: '' },
      { ...good, Name: 'four', ConfigFiles: null },
    ]);
    expect(projects.map(({ name }) => name)).toEqual(['web']);
    expect(unread).toEqual([
      'a row that is no Compose project',
      'a Compose project without a name',
      'a Compose project without a name',
      'Compose project one: its status is not understood',
      'Compose project two: its status is not understood',
      'Compose project three: its status is not understood',
      'Compose project four: its files are not understood',
    ]);
  });

  it.each([
    ['Docker 28.2 without Compose', 125, 'unknown flag: --all\n\nUsage:  docker [OPTIONS] COMMAND [ARG...]\n'],
    ['an older Docker without Compose', 1, "docker: 'compose' is not a docker command.\nSee 'docker --help'\n"],
    [
      'an engine that is stopped',
      1,
      'Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?\n',
    ],
  ])('are none: %s', (_what, exitCode, stderr) => {
    expect(parse(said('', { exitCode, stderr }))).toEqual({ kind: 'read', value: { projects: [], unread: [] } });
    // The words alone are no answer.
    expect(parse(said('', { stderr })).kind).toBe('unreadable');
    expect(parse(said('[]', { exitCode, stderr })).kind).toBe('unreadable');
  });

  it.each([
    ['nothing', said('')],
    ['a table', said('NAME   STATUS   CONFIG FILES\nweb   running(1)   /a\n')],
    ['half of it', said('[{"Name":"web","Status":"running(1)"')],
    ['an object', said('{"Name":"web"}')],
    ['another trouble', said('', { exitCode: 1, stderr: 'permission denied' })],
    ['no answer', { kind: 'timed-out', afterMs: 10_000 } as const],
    ['no question', undefined],
  ])('are not known after %s', (_what, result) => {
    expect(parse(result).kind).toBe('unreadable');
  });

  it('are each read or named, whatever a row holds, and nothing throws', () => {
    const row = fc.oneof(
      fc.jsonValue(),
      fc.record({
        Name: fc.oneof(fc.constantFrom('web', 'a-b', ''), fc.string()),
        Status: fc.oneof(fc.constantFrom('running(1)', 'exited(1), running(6)', 'running'), fc.string()),
        ConfigFiles: fc.oneof(fc.constantFrom('/a', '/a,/b', 'N/A'), fc.string()),
      }),
    );
    fc.assert(
      fc.property(fc.array(row), (rows) => {
        const parsed = parse(said(JSON.stringify(rows)));
        if (parsed.kind === 'unreadable') return;
        expect(parsed.value.projects.length + parsed.value.unread.length).toBe(rows.length);
        for (const { name, files } of parsed.value.projects) {
          expect(name).toMatch(/^[\w.-]+$/);
          for (const file of files) expect(file.startsWith('/')).toBe(true);
        }
      }),
    );
  });
});

describe.skipIf(!haveFixtures())('docker-compose-ls.json', () => {
  const WHOLE = fixture('bindings/docker-compose-ls.json');

  it('is one project of two files, of which one container has ended', () => {
    const folder = '/Users/localus7/personal/AutoHostAI/.claude/worktrees/sdd+revenue-pricing';
    expect(valueOf(parse(said(WHOLE)))).toEqual({
      projects: [
        {
          name: 'sddrevenue-pricing',
          states: [
            { state: 'exited', count: 1 },
            { state: 'running', count: 6 },
          ],
          files: [`${folder}/docker-compose.yml`, `${folder}/docker-compose.worktree.yml`],
        },
      ],
      unread: [],
    });
  });

  it('is no answer where it was cut, and invents no project where it was changed', () => {
    fc.assert(
      fc.property(fc.nat(WHOLE.trimEnd().length - 1), fc.string({ maxLength: 3 }), (at, other) => {
        expect(parse(said(WHOLE.slice(0, at))).kind).toBe('unreadable');
        const parsed = parse(said(WHOLE.slice(0, at) + other + WHOLE.slice(at)));
        if (parsed.kind === 'read') expect(parsed.value.projects.length + parsed.value.unread.length).toBe(1);
      }),
    );
  });
});
