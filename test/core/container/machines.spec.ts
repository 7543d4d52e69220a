import { describe, expect, it } from 'vitest';
import { LIMA_INSTANCES, parseLimaInstances } from '../../../src/core/container/lima';
import { parsePodmanStaysHere } from '../../../src/core/container/podman-connection';
import { fixture, haveFixtures } from '../../sim/fixtures';
import { said, valueOf } from '../parse/parsers';

describe('limactl list', () => {
  it('is asked for four fields: a machine’s configuration holds scripts and variables', () => {
    expect(LIMA_INSTANCES.args.join(' ')).toBe(
      'list --format {{json .Name}},{{json .Status}},{{json .Dir}},{{json .SSHLocalPort}}',
    );
  });

  const DEFAULT = { name: 'default', status: 'running', folder: '/Users/su da/.lima/default', sshPort: 60022 };

  it('as asked for, and as objects', () => {
    const lines = '"default","Running","/Users/su da/.lima/default",60022\n"old","Broken","/x",0\n';
    expect(valueOf(parseLimaInstances(said(lines)))).toEqual([DEFAULT, { name: 'old', status: 'other', folder: '/x' }]);
    const object =
      '{"name":"default","status":"Running","dir":"/Users/su da/.lima/default","arch":"x86_64","sshLocalPort":60022,"hostAgentPID":1968,"config":{"env":{"PASSWORD":"HUNTER2"}}}\n{"name":"old","status":"Stopped","dir":"/x"}\n';
    expect(valueOf(parseLimaInstances(said(object)))).toEqual([
      DEFAULT,
      { name: 'old', status: 'stopped', folder: '/x' },
    ]);
    const none = 'time="2026-01-01T00:00:00Z" level=warning msg="No instance found. Run `limactl create`."';
    expect(valueOf(parseLimaInstances(said('', { stderr: none })))).toEqual([]);
  });

  it.skipIf(!haveFixtures())('as a captured table', () => {
    const lines = fixture('bindings/lsof-colima-ssh-mux.txt').split('\n');
    const table = lines.slice(lines.findIndex((line) => line.startsWith('NAME ')));
    expect(valueOf(parseLimaInstances(said(table.join('\n'))))).toEqual([
      { name: 'colima', status: 'stopped', folder: '~/.lima/colima' },
      { name: 'colima-fresh', status: 'stopped', folder: '~/.lima/colima-fresh' },
    ]);
  });

  it.each([
    '"default","Running"\n',
    '"default","Running","/x",60022,1\n',
    '"default","Running","/x","60022"\n',
    '"a/../b","Running","/x",60022\n',
    '{"name":"default","status":"Running"}\n',
    'default Running\n',
    '"default","Running","/x",60022\n"ol',
  ])('is unreadable as a whole: %j', (text) => {
    expect(valueOf(parseLimaInstances(said(text)))).toBe('unreadable');
    expect(valueOf(parseLimaInstances(said('"a","Running","/x",1', { exitCode: 1 })))).toBe('unreadable');
  });
});

describe('where Podman would go with a question', () => {
  const connection = (name: string, uri: string, isDefault?: boolean): object => {
    return { Name: name, URI: uri, Identity: '', ...(isDefault === undefined ? {} : { Default: isDefault }) };
  };
  const HERE = 'ssh://core@127.0.0.1:50451/run/user/501/podman/podman.sock';

  it.each<readonly [boolean, readonly object[]]>([
    [true, []],
    [true, [connection('machine', HERE, true), connection('far', 'ssh://me@example.com/x', false)]],
    [true, [connection('machine', 'ssh://root@localhost:50451/run/podman/podman.sock', true)]],
    [true, [connection('machine', 'ssh://core@[::1]:50451/x', true)]],
    [true, [connection('machine', 'unix:///run/podman.sock', true)]],
    [true, [connection('machine*', HERE), connection('far', 'tcp://10.0.0.5:1')]],
    [false, [connection('machine', HERE, false), connection('far', 'ssh://me@example.com/x', true)]],
    [false, [connection('machine', HERE), connection('far', 'tcp://10.0.0.5:1')]],
    [false, [connection('far*', 'ssh://me@127.0.0.1.example.com/x')]],
    [false, [connection('far', 'ssh://127.0.0.1@example.com/x', true)]],
    [false, [connection('far', 'tcp://127.0.0.1:8080', true)]],
  ])('stays on this Mac: %s for %j', (stays, list) => {
    expect(valueOf(parsePodmanStaysHere(said(JSON.stringify(list, undefined, 4))))).toBe(stays);
  });

  it.each(['', '{}', '[1]', '[{"Name":"a"}]', 'null', 'Name  URI\n'])('is not known from %j', (text) => {
    expect(valueOf(parsePodmanStaysHere(said(text)))).toBe('unreadable');
    expect(valueOf(parsePodmanStaysHere(said('[]', { exitCode: 125 })))).toBe('unreadable');
  });
});
