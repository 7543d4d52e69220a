import { describe, expect, it } from 'vitest';
import { containersCommand, PODMAN_CONTAINERS } from '../../../src/core/container/ask-engine';
import { distinctContainers, type EngineAnswer, parseContainers } from '../../../src/core/container/containers';
import type { CommandResult } from '../../../src/core/command';
import type { Container } from '../../../src/core/exposure/container';
import { fixture, haveFixtures } from '../../sim/fixtures';
import { said } from '../parse/parsers';

const ASKED = containersCommand({ context: 'orbstack', socket: '/a.sock' });
const ID = 'a'.repeat(64);

function parse(result: CommandResult | undefined): EngineAnswer {
  return parseContainers('orbstack', ASKED, result);
}

function containers(text: string): readonly Container[] {
  const answer = parse(said(text));
  if (answer.kind !== 'read') throw new Error(`${answer.kind}: ${answer.reason}`);
  expect(answer.value.unread).toEqual([]);
  return answer.value.containers;
}

/** "tcp *:8080->80": short enough to compare whole lists. */
function ports(container: Container | undefined): readonly string[] {
  return (container?.published ?? []).map(
    ({ protocol, host, containerPort }) => `${protocol} ${host.address}:${host.port}->${containerPort}`,
  );
}

/** What Docker 28.2.2 made of Batten's template, for an engine with these two containers. */
const REAL = [
  `{"ID":"${ID}","Names":"planka-1","Image":"ghcr.io/x/planka:1","Ports":"443/tcp, 127.0.0.1:8088-8089->8088-8089/tcp, [::1]:8089->8089/udp, 0.0.0.0:8080->80/tcp, [::]:8080->80/tcp","State":"running","Networks":"n1,n2","Project":"p","Service":"s","WorkingDir":"/Users/x/a \\"b\\" <c>","ConfigFiles":"/a,/b","EnvironmentFile":""}`,
  `{"ID":"${'c'.repeat(64)}","Names":"hostnet","Image":"x","Ports":"","State":"running","Networks":"host","Project":"","Service":"","WorkingDir":"","ConfigFiles":"","EnvironmentFile":""}`,
].join('\n');

describe('the running containers of an engine', () => {
  it('as the template prints them', () => {
    expect(containers(`${REAL}\n`)).toEqual([
      {
        engine: 'orbstack',
        id: ID,
        name: 'planka-1',
        image: 'ghcr.io/x/planka:1',
        published: [
          { protocol: 'tcp', host: { address: '127.0.0.1', port: 8088 }, containerPort: 8088 },
          { protocol: 'tcp', host: { address: '127.0.0.1', port: 8089 }, containerPort: 8089 },
          { protocol: 'udp', host: { address: '::1', port: 8089 }, containerPort: 8089 },
          { protocol: 'tcp', host: { address: '*', port: 8080 }, containerPort: 80 },
        ],
        hostNetwork: false,
        compose: { project: 'p', service: 's', workingFolder: '/Users/x/a "b" <c>', files: ['/a', '/b'] },
      },
      {
        engine: 'orbstack',
        id: 'c'.repeat(64),
        name: 'hostnet',
        image: 'x',
        published: [],
        hostNetwork: true,
      },
    ]);
  });

  it('are none where nothing is printed', () => {
    expect(containers('')).toEqual([]);
    expect(containers('[]')).toEqual([]);
  });

  it('leave out what has ended', () => {
    const row = (state: string): string => JSON.stringify({ ID, Names: 'a', Image: 'b', State: state, Ports: '' });
    expect(containers(['exited', 'created', 'dead', 'Exited'].map(row).join('\n'))).toEqual([]);
    expect(containers(['paused'].map(row).join('\n'))).toHaveLength(1);
    // Podman 4.3 writes the status where the state was asked for.
    expect(containers(row('Up 10 months ago'))).toHaveLength(1);
  });

  it('keep what was not understood in words, and never quote it', () => {
    const rows = [
      JSON.stringify({ ID, Names: 'good', Image: 'b', Ports: '0.0.0.0:80->80/tcp, 0.0.0.0:9->9/sctp, nonsense' }),
      JSON.stringify({ Names: 'no-id', Command: '--password=HUNTER2' }),
      JSON.stringify({ ID: ID.replace('a', 'b'), Names: 'odd-ports', Ports: 7, Command: 'HUNTER2' }),
      '{"ID":"abc","Command":"HUNTER2',
      'HUNTER2 is not a container',
    ];
    const answer = parse(said(rows.join('\n')));
    expect(answer).toMatchObject({ kind: 'read' });
    if (answer.kind !== 'read') return;
    expect(answer.value.containers.map((one) => [one.name, ports(one)])).toEqual([['good', ['tcp *:80->80']]]);
    expect(answer.value.unread).toEqual([
      'container good: published port "0.0.0.0:9->9/sctp"',
      'container good: published port "nonsense"',
      'container no-id: it has no id',
      'container odd-ports: its ports are not understood',
      'a row that is no container',
      'a line that is no container',
    ]);
    expect(JSON.stringify(answer)).not.toContain('HUNTER2');
  });

  it.each([
    ['text without a row', said('HUNTER2 lorem ipsum')],
    ['JSON that is no list', said('["a"')],
    ['a list of other things', said('["HUNTER2"]')],
    ['another exit code', said(REAL, { exitCode: 1, stderr: 'permission denied while trying to connect' })],
    ['nothing and another exit code', said('', { exitCode: 125 })],
  ])('are unreadable: %s', (_what, result) => {
    const answer = parse(result);
    expect(answer.kind).toBe('unreadable');
    expect(JSON.stringify(answer)).not.toContain('HUNTER2');
  });

  it('count out ten thousand ports of a media server, and not a hundred million', () => {
    const row = (id: string, text: string): string => JSON.stringify({ ID: id, Names: `n${id[0] ?? ''}`, Ports: text });
    expect(containers(row(ID, '0.0.0.0:10000-19999->10000-19999/udp'))[0]?.published).toHaveLength(10_000);
    const everything = Array.from({ length: 2_000 }, (_, index) =>
      row(index.toString(16).padStart(12, '0'), '1-65000->1-65000/tcp'),
    );
    const answer = parse(said(everything.join('\n')));
    expect(answer.kind === 'read' && answer.value.unread).toHaveLength(1_999);
  });
});

describe('an engine that does not answer', () => {
  it.each([
    'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
    'failed to connect to the docker API at unix:///Users/x/.docker/run/docker.sock; check if the path is correct and if the daemon is running: dial unix /Users/x/.docker/run/docker.sock: connect: no such file or directory',
  ])('is stopped, which is not the same as without containers: %s', (stderr) => {
    expect(parse(said('', { stderr: `${stderr}\n`, exitCode: 1 }))).toEqual({
      kind: 'stopped',
      reason: 'Docker is not running',
    });
    // The words alone are no answer.
    expect(parse(said('', { stderr: `x ${stderr}`, exitCode: 1 })).kind).toBe('unreadable');
    expect(parse(said(stderr)).kind).toBe('unreadable');
  });

  it('is stopped where Podman says so', () => {
    const stderr =
      'Cannot connect to Podman. Please verify your connection to the Linux system using `podman system connection list`, or try `podman machine init` and `podman machine start` to manage a new Linux VM\nError: unable to connect to Podman socket: failed to connect: dial tcp 127.0.0.1:49846: connect: connection refused\n';
    expect(parseContainers('podman', PODMAN_CONTAINERS, said('', { stderr, exitCode: 125 }))).toEqual({
      kind: 'stopped',
      reason: 'Podman is not running',
    });
  });

  it.each([
    ['was refused', said('', { stderr: 'permission denied while trying to connect to the docker API', exitCode: 1 })],
    ['does not know the context', said('', { stderr: 'context "none": context not found', exitCode: 1 })],
    ['hangs', { kind: 'timed-out', afterMs: 5_000 } as const],
    ['is not installed', { kind: 'not-started', reason: 'there is no such program' } as const],
    ['was not asked', undefined],
  ])('is unreadable where it %s', (_why, result) => {
    expect(parse(result).kind).toBe('unreadable');
  });
});

describe.skipIf(!haveFixtures())('captured containers', () => {
  const COMPOSE = [
    ['apim-simulator-todo-apim-simulator-1', ['tcp *:8000->8000']],
    ['apim-simulator-todo-lgtm-1', ['tcp *:4317->4317', 'tcp *:4318->4318', 'tcp *:3001->3000']],
    ['apim-simulator-todo-todo-api-1', []],
    ['apim-simulator-todo-todo-frontend-1', ['tcp *:3000->8080']],
  ];

  it.each(['docker-compose-ps-ndjson.jsonl', 'docker-compose-ps-jq-slurped.json'])(
    '%s: ranges, pairs of IPv4 and IPv6, exposed-only ports, labels with commas',
    (file) => {
      const found = containers(fixture(`bindings/${file}`));
      expect(found.map((one) => [one.name, ports(one)])).toEqual(COMPOSE);
      const folder = '/Users/localuser3/Developer/personal/apim-simulator';
      expect(found[0]?.compose).toEqual({
        project: 'apim-simulator-todo',
        service: 'apim-simulator',
        workingFolder: folder,
        files: [`${folder}/compose.todo.yml`, `${folder}/compose.todo.otel.yml`],
      });
      expect(found[1]?.compose?.service).toBe('lgtm');
      // Whoever posted it left out this service's working folder.
      expect(found[2]?.compose).toBeUndefined();
    },
  );

  it('docker-compose-ps: Publishers alone say the same as Ports', () => {
    const rows = JSON.parse(fixture('bindings/docker-compose-ps-jq-slurped.json')) as readonly Record<
      string,
      unknown
    >[];
    const withoutPorts = rows.map((row) => ({ ...row, Ports: undefined }));
    const sorted = (list: readonly Container[]): unknown => list.map((one) => [...ports(one)].sort());
    expect(sorted(containers(JSON.stringify(withoutPorts)))).toEqual(sorted(containers(JSON.stringify(rows))));
  });

  it('docker-compose-ps-mysql57.json: an exposed-only port first, the older form of IPv6', () => {
    const row = JSON.parse(fixture('bindings/docker-compose-ps-mysql57.json')) as Record<string, unknown>;
    expect(ports(containers(JSON.stringify({ ...row, ID }))[0])).toEqual(['tcp *:33065->3306']);
    expect(parse(said(JSON.stringify(row))).kind).toBe('unreadable');
  });

  it('docker-ps-json-lines-2025.jsonl: escaped arrows, tcp and udp, a label with a comma; the first row lost its id', () => {
    const answer = parse(said(fixture('bindings/docker-ps-json-lines-2025.jsonl')));
    if (answer.kind !== 'read') throw new Error(answer.reason);
    expect(answer.value.unread).toEqual(['container astroneer-server-1: it has no id']);
    const [nginx] = answer.value.containers;
    expect([nginx?.name, nginx?.image, ports(nginx)]).toEqual(['nginx', 'nginx', ['tcp *:80->80', 'tcp *:443->443']]);
    expect(nginx?.compose?.files).toEqual(['/home/localu03/containers/srv/compose.yaml']);
    const [first = ''] = fixture('bindings/docker-ps-json-lines-2025.jsonl').split('\n');
    const whole = JSON.stringify({ ...(JSON.parse(first) as object), ID });
    expect(ports(containers(whole)[0])).toEqual(['tcp *:8777->8777', 'udp *:8777->8777']);
  });

  it('docker-engine-api-ports.json: numbers, addresses that may be missing', () => {
    const row = JSON.parse(fixture('bindings/docker-engine-api-ports.json')) as { readonly Ports: readonly unknown[] };
    const whole = {
      Id: ID,
      Names: ['/dns'],
      Image: 'dns',
      ...row,
      Labels: {},
      NetworkSettings: { Networks: { host: {} } },
    };
    expect(containers(JSON.stringify([whole])).map((one) => [one.name, ports(one), one.hostNetwork])).toEqual([
      ['dns', ['tcp *:53->53', 'udp *:53->53'], true],
    ]);
    const exposed = { ...whole, Ports: [{ PrivatePort: 443, Type: 'tcp' }] };
    expect(ports(containers(JSON.stringify([exposed]))[0])).toEqual([]);
  });

  it('docker-ps-table-2025.txt and docker-ps-rancher-vs-netstat.txt: tables for people', () => {
    const [rancher = ''] = fixture('bindings/docker-ps-rancher-vs-netstat.txt').split('\n');
    const heading = 'CONTAINER ID   IMAGE   COMMAND   CREATED   STATUS   PORTS   NAMES\n';
    const table = heading + fixture('bindings/docker-ps-table-2025.txt') + rancher;
    expect(containers(table).map((one) => [one.id, one.name, one.image, ports(one)])).toEqual([
      ['2995ae97ad3b', 'smart-search-postgres', 'postgres:15', ['tcp *:5101->5432']],
      ['793ceabef51a', 'containerName', 'cec1d9a00d8c', ['tcp *:30015->30015']],
      [
        '48ab86a160ef',
        '48ab86a160ef',
        'localhost/splunk:8.2.4-1',
        ['tcp 127.0.0.1:8000->8000', 'tcp 127.0.0.1:8088->8088', 'tcp 127.0.0.1:8089->8089'],
      ],
    ]);
    // The rows of netstat in the same capture are no containers.
    const whole = parse(said(fixture('bindings/docker-ps-rancher-vs-netstat.txt')));
    expect(whole.kind === 'read' && whole.value.unread).toEqual(['a line that is no container']);
  });

  it('podman-port-all.txt: one line for each port of a container', () => {
    expect(containers(fixture('bindings/podman-port-all.txt')).map((one) => [one.id, ports(one)])).toEqual([
      ['0288003e4b67', ['tcp *:6379->6379']],
      ['b07a3ef56677', ['tcp *:9411->9411']],
      ['d2cae48bf699', ['tcp *:50005->50005', 'tcp *:58080->8080', 'tcp *:59090->9090']],
    ]);
  });

  it('docker-port-orbstack.txt: the same lines, after the id that docker port was asked for', () => {
    const lines = fixture('bindings/docker-port-orbstack.txt').trim().split('\n');
    const found = containers(lines.map((line) => `0288003e4b67\t${line}`).join('\n'));
    expect(found.map(ports)).toEqual([['tcp *:8001->8000']]);
  });
});

describe('Podman', () => {
  it('as JSON of podman 4.3.1: ranges, no address, no labels', () => {
    const rows = [
      {
        Command: ['run', '--password=HUNTER2'],
        Id: ID,
        Image: 'docker.io/x/planka:1',
        Labels: { SECRET: 'HUNTER2', 'com.docker.compose.project': 'p' },
        Names: ['planka-1'],
        Networks: ['podman'],
        Ports: [
          { host_ip: '', container_port: 80, host_port: 8080, range: 1, protocol: 'tcp' },
          { host_ip: '127.0.0.1', container_port: 8080, host_port: 51251, range: 3, protocol: 'udp' },
        ],
        State: 'running',
      },
      { Id: 'c'.repeat(64), Image: 'x', Labels: null, Names: ['q'], Networks: null, Ports: null, State: 'running' },
    ];
    const found = containers(JSON.stringify(rows, undefined, 2));
    expect(found.map((one) => [one.name, ports(one)])).toEqual([
      [
        'planka-1',
        ['tcp *:8080->80', 'udp 127.0.0.1:51251->8080', 'udp 127.0.0.1:51252->8081', 'udp 127.0.0.1:51253->8082'],
      ],
      ['q', []],
    ]);
    expect(JSON.stringify(found)).not.toContain('HUNTER2');
  });
});

describe('containers of several engines', () => {
  it('are each there once, whoever names them first', () => {
    const one = (engine: string, id: string): Container => {
      return { engine, id, name: id, image: '', published: [], hostNetwork: false };
    };
    const lists = [[one('orbstack', ID)], [one('default', ID), one('default', 'b'.repeat(64))]];
    expect(distinctContainers(lists).map(({ engine, id }) => [engine, id[0]])).toEqual([
      ['orbstack', 'a'],
      ['default', 'b'],
    ]);
  });
});
