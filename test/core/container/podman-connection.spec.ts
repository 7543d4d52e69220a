import { describe, expect, it } from 'vitest';
import { parsePodmanStaysHere } from '../../../src/core/container/podman-connection';
import { said, valueOf } from '../parse/parsers';

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
