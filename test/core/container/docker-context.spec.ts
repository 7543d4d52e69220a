import { describe, expect, it } from 'vitest';
import { containersCommand, PODMAN_CONTAINERS } from '../../../src/core/container/ask-engine';
import { DOCKER_CONTEXTS, enginesToAsk, parseContexts } from '../../../src/core/container/docker-context';
import { commandLine } from '../../../src/core/command';
import { fixture, haveFixtures } from '../../sim/fixtures';
import { said, valueOf } from '../parse/parsers';

/** As Docker 28.2.2 prints it. */
const LINES = [
  '{"Current":false,"Description":"","DockerEndpoint":"unix:///Users/x/.colima/x/docker.sock","Error":"","Name":"colima-x"}',
  '{"Current":true,"Description":"Current DOCKER_HOST based configuration","DockerEndpoint":"unix:///var/run/docker.sock","Error":"","Name":"default"}',
  '{"Current":false,"Description":"","DockerEndpoint":"ssh://u@h","Error":"","Name":"far"}',
];

describe('docker context ls', () => {
  it('names every context with its endpoint', () => {
    expect(commandLine(DOCKER_CONTEXTS)).toBe('/usr/local/bin/docker context ls --format json');
    expect(valueOf(parseContexts(said(`${LINES.join('\n')}\n`)))).toEqual([
      { name: 'colima-x', endpoint: 'unix:///Users/x/.colima/x/docker.sock', current: false },
      { name: 'default', endpoint: 'unix:///var/run/docker.sock', current: true },
      { name: 'far', endpoint: 'ssh://u@h', current: false },
    ]);
  });

  it.skipIf(!haveFixtures())('as a captured table, says the same and which one is current', () => {
    expect(valueOf(parseContexts(said(fixture('bindings/docker-context-ls.txt'))))).toEqual([
      { name: 'default', endpoint: 'unix:///var/run/docker.sock', current: false },
      { name: 'orbstack', endpoint: 'unix:///Users/localuser-09/.orbstack/run/docker.sock', current: true },
    ]);
  });

  it('reads a table row without a description', () => {
    const table = 'NAME        DESCRIPTION   DOCKER ENDPOINT   ERROR\nfar                       ssh://u@h         \n';
    expect(valueOf(parseContexts(said(table)))).toEqual([{ name: 'far', endpoint: 'ssh://u@h', current: false }]);
  });

  it.each([
    ['nothing', said('')],
    ['an error', said(LINES.join('\n'), { exitCode: 1 })],
    ['the word that old versions print', said('json\njson\n')],
    ['one line that is cut', said(LINES.join('\n').slice(0, -5))],
    ['a table row without an endpoint', said('NAME        DESCRIPTION\nfar         something\n')],
    ['another language', said('{"Name":"a","Endpunkt":"unix:///a","Current":true}')],
  ])('is unreadable as a whole: %s', (_what, result) => {
    expect(valueOf(parseContexts(result))).toBe('unreadable');
  });
});

describe('the engines that are asked', () => {
  const context = (name: string, endpoint: string, current = false) => ({ name, endpoint, current });

  it('are those with a socket file; a network connection is never opened', () => {
    const { ask, leftOut } = enginesToAsk([
      context('far', 'ssh://me@example.com'),
      context('tcp', 'tcp://127.0.0.1:2375'),
      context('pipe', 'npipe:////./pipe/docker_engine'),
      context('relative', 'unix://docker.sock'),
      context('here', 'unix:///Users/x/.orbstack/run/docker.sock'),
    ]);
    expect(ask).toEqual([{ context: 'here', socket: '/Users/x/.orbstack/run/docker.sock' }]);
    expect(leftOut.map((one) => one.context)).toEqual(['far', 'tcp', 'pipe', 'relative']);
    expect(leftOut[0]?.reason).toBe('it is reached over a network');
  });

  it('are each asked once, under the name that says more', () => {
    const socket = 'unix:///var/run/docker.sock';
    const { ask } = enginesToAsk([
      context('default', socket, true),
      context('desktop-linux', 'unix:///private/var/run/docker.sock'),
      context('colima', 'unix:///Users/x/.colima/default/docker.sock'),
    ]);
    expect(ask.map((one) => one.context)).toEqual(['desktop-linux', 'colima']);
  });

  it.each(['--host=tcp://far', '-H', '', 'a b', 'a;b', 'ä', 'a\n', '../x', '.x', 'a'.repeat(65)])(
    'are never named by something else than a name: %j',
    (name) => {
      const { ask, leftOut } = enginesToAsk([context(name, 'unix:///a.sock')]);
      expect(ask).toEqual([]);
      expect(leftOut).toHaveLength(1);
      expect(() => containersCommand({ context: name, socket: '/a.sock' })).toThrow('Not the name of a Docker context');
    },
  );
});

const PORT_FIELDS = ['(.Label "desktop.docker.io/ports.scheme")', '.'];

describe('the question to an engine', () => {
  it('asks for no more than what is used: no command, no label but those of Compose and of published ports', () => {
    const asked = containersCommand({ context: 'orbstack', socket: '/a.sock' });
    expect(asked.args.slice(0, -1)).toEqual(['--context', 'orbstack', 'ps', '--no-trunc', '--format']);
    for (const format of [asked.args.at(-1) ?? '', PODMAN_CONTAINERS.args.at(-1) ?? '']) {
      const fields = [...format.matchAll(/\{\{json ([^}]*)\}\}/g)].map((match) => match[1]);
      expect(fields.slice(0, 6)).toEqual(['.ID', '.Names', '.Image', '.Ports', '.State', '.Networks']);
      const labels = fields
        .slice(6, 11)
        .map((field) => /^\((?:\.Label|index \.Labels) "([^"]*)"\)$/.exec(field ?? '')?.[1]);
      expect(labels).toEqual([
        'com.docker.compose.project',
        'com.docker.compose.service',
        'com.docker.compose.project.working_dir',
        'com.docker.compose.project.config_files',
        'com.docker.compose.project.environment_file',
      ]);
      // Only Docker Desktop has labels about ports, and no other label passes the filter.
      const more = format.startsWith('{"ID":{{json .ID}}') && asked.args.at(-1) === format ? PORT_FIELDS : [];
      expect(fields.slice(11)).toEqual(more);
    }
  });
});
