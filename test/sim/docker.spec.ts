import { describe, expect, it } from 'vitest';
import { containersCommand } from '../../src/core/container/ask-engine';
import { freshMac, servingMac, stockMac } from './machines';
import { lasting, type MacState } from './mac-state';
import { call } from './play';
import { openSockets } from './programs/sockets';
import { withEngine, withFiles, withProject } from './serving-parts';
import { textFile } from './stock-parts';

const FILE = '/Users/alex/web/compose.yml';
const NAMED = ['-p', 'web', '--project-directory', '/Users/alex/web', '-f', FILE] as const;
const docker = (state: MacState, ...args: readonly string[]) => call(state, 'user', 'docker', ...args);
const compose = (state: MacState, ...args: readonly string[]) => docker(state, 'compose', ...NAMED, ...args);
const ports = (state: MacState) =>
  openSockets(state)
    .filter(({ owner }) => owner === 'OrbStack Helper' || owner === 'com.docker.backend')
    .map(({ proto, local }) => `${proto} ${local}`)
    .reverse();

function web(...lines: readonly string[]): MacState {
  return withProject(withEngine(stockMac('26.5')), FILE, { [FILE]: yaml(...lines) });
}

function yaml(...lines: readonly string[]): string {
  return `services:\n  site:\n    image: nginx\n    ports:\n${lines.map((line) => `      - ${line}\n`).join('')}`;
}

function edited(state: MacState, text: string): MacState {
  return withFiles(state, { [FILE]: textFile(text, 'alex') });
}

describe('docker', () => {
  it('is missing where nobody has installed it', () => {
    expect(() => docker(stockMac('26.5'), 'context', 'ls')).toThrow('is-missing');
  });

  it('lists the engine’s context as the current one, in a table and as JSON', () => {
    const state = freshMac('26.5');
    expect(docker(state, 'context', 'ls').stdout).toContain('orbstack *   OrbStack');
    const lines = docker(state, 'context', 'ls', '--format', 'json').stdout.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { Name: 'default', Current: false },
      { Name: 'orbstack', Current: true, DockerEndpoint: 'unix:///Users/alex/.orbstack/run/docker.sock', Error: '' },
    ]);
  });

  it('fills in any template of fields, labels and JSON as Go does', () => {
    const ask = (format: string) => docker(freshMac('26.5'), 'ps', '--no-trunc', '--format', format);
    expect(ask('{{.Names}}\t{{.Ports}}').stdout.split('\n')[0]).toBe(
      'stack-postgres-1\t0.0.0.0:5432->5432/tcp, [::]:5432->5432/tcp',
    );
    const [first = ''] = ask('{"P":{{json .Ports}},"S":{{json (.Label "com.docker.compose.service")}}}').stdout.split(
      '\n',
    );
    expect(first).toContain(String.raw`5432-\u003e5432/tcp`);
    expect(JSON.parse(first)).toEqual({ P: '0.0.0.0:5432->5432/tcp, [::]:5432->5432/tcp', S: 'postgres' });
    expect(ask('{{.Nonsense}}')).toMatchObject({ exitCode: 64, stdout: '' });
    const whole = JSON.parse(ask('{{json .}}').stdout.split('\n')[0] ?? '') as Record<string, string>;
    expect(whole['ID']).toMatch(/^[0-9a-f]{64}$/);
    expect(whole['Labels']).toContain('com.docker.compose.project.config_files=/Users/alex/stack/docker-compose.yml');
  });

  it('cannot be asked while the engine is closed, and then no port is open', () => {
    const { engine, ...rest } = freshMac('26.5');
    if (engine === undefined) throw new Error('no engine');
    const closed: MacState = { ...rest, engine: { ...engine, running: false } };
    expect(docker(closed, 'ps', '--format', 'json')).toMatchObject({ exitCode: 1, stdout: '' });
    expect(docker(closed, 'ps', '--format', 'json').stderr).toContain('/Users/alex/.orbstack/run/docker.sock');
    expect(ports(closed)).toEqual([]);
    expect(docker(freshMac('26.5'), '--context', 'elsewhere', 'ps').stderr).toContain('context not found');
  });

  it('filters the labels of Docker Desktop about ports, and leaves the others out', () => {
    const [first] = containersCommand({ context: 'desktop-linux', socket: '/a.sock' }).args.slice(-1);
    const state = withProject(withEngine(stockMac('26.5'), 'docker-desktop'), FILE, {
      [FILE]: yaml('127.0.0.1:8080:80'),
    });
    const row = JSON.parse(docker(state, 'ps', '--no-trunc', '--format', first ?? '').stdout) as Record<
      string,
      unknown
    >;
    expect(row['PortScheme']).toBe('v2');
    expect(row['PortLabels']).toEqual(['desktop.docker.io/ports/80/tcp=127.0.0.1:8080', '']);
    const other = JSON.parse(docker(web('8080:80'), 'ps', '--no-trunc', '--format', first ?? '').stdout) as typeof row;
    expect([other['PortScheme'], other['PortLabels']]).toEqual(['', ['']]);
  });

  it('lists the projects of Compose, those that have ended only where all are asked for', () => {
    const { engine, ...rest } = web('8080:80');
    if (engine === undefined) throw new Error('no engine');
    const ended = {
      ...rest,
      engine: { ...engine, containers: engine.containers.map((one) => ({ ...one, running: false })) },
    };
    const row = (Status: string) => `[{"Name":"web","Status":"${Status}","ConfigFiles":"${FILE}"}]\n`;
    const list = (state: MacState, ...words: readonly string[]) =>
      docker(state, 'compose', 'ls', ...words, '--format', 'json');
    expect(list(web('8080:80')).stdout).toBe(row('running(1)'));
    expect(list(ended).stdout).toBe('[]\n');
    expect(list(ended, '--all').stdout).toBe(row('exited(1)'));
    expect(docker(web('8080:80'), '--context', 'elsewhere', 'compose', 'ls').stderr).toContain('context not found');
    const closed = { ...rest, engine: { ...engine, running: false } };
    expect(list(closed, '--all')).toMatchObject({ exitCode: 1, stdout: '' });
  });

  it('prints the end of a container’s log, by its id', () => {
    const state = servingMac('26.5');
    const id = state.engine?.containers.find(({ name }) => name === 'planka-planka-1')?.id.slice(0, 12) ?? '';
    const last = docker(state, 'logs', '--timestamps', '--tail', '1', id).stdout;
    expect(last).toMatch(/^2026-11-22T\S+Z GET \/boards\/1402 200 31ms from 192\.168\.1\.31\n$/);
    expect(docker(state, 'logs', '--tail', '5', 'nope').stderr).toBe(
      'Error response from daemon: No such container: nope\n',
    );
  });
});

describe('what a container publishes', () => {
  it.each([
    ['"8080:80"', ['tcp4 *.8080', 'tcp6 *.8080']],
    ['127.0.0.1:8080:80', ['tcp4 127.0.0.1.8080']],
    ['"[::1]:8080:80"', ['tcp6 ::1.8080']],
    ['0.0.0.0:8080:80', ['tcp4 *.8080']],
    ['8080-8081:80-81/udp', ['udp4 *.8080', 'udp6 *.8080', 'udp4 *.8081', 'udp6 *.8081']],
    ['"80"', ['tcp4 *.55080', 'tcp6 *.55080']],
    ['{ target: 80, published: "8080", host_ip: 127.0.0.1 }', ['tcp4 127.0.0.1.8080']],
    ['${PORT:-8080}:80', ['tcp4 *.8080', 'tcp6 *.8080']],
    ['"${BIND:-127.0.0.1}:8080:80"', ['tcp4 127.0.0.1.8080']],
  ])('%s is what the Mac listens on', (line, expected) => {
    expect(ports(web(line))).toEqual(expected);
  });

  it('is one socket for both families with Docker Desktop', () => {
    const state = withProject(withEngine(stockMac('26.5'), 'docker-desktop'), FILE, { [FILE]: yaml('8080:80') });
    expect(ports(state)).toEqual(['tcp46 *.8080']);
  });

  it('takes its variables from .env, or from the file that is named', () => {
    const base = withFiles(withEngine(stockMac('26.5')), {
      '/Users/alex/web/.env': textFile('PORT=9000\n', 'alex'),
      '/Users/alex/other.env': textFile('PORT="9001"\n', 'alex'),
      [FILE]: textFile(yaml('${PORT}:80'), 'alex'),
    });
    expect(ports(compose(base, 'up', '-d').state)).toEqual(['tcp4 *.9000', 'tcp6 *.9000']);
    const named = docker(base, 'compose', ...NAMED, '--env-file', '/Users/alex/other.env', 'up', '-d');
    expect(ports(named.state)).toEqual(['tcp4 *.9001', 'tcp6 *.9001']);
    expect(docker(base, 'compose', ...NAMED, '--env-file', '/nope', 'config', '-q').exitCode).toBe(14);
  });

  it('is the sum of several files, unless a later one says that it replaces', () => {
    const over = '/Users/alex/web/over.yml';
    const on = (text: string): MacState =>
      withFiles(web('8080:80'), { [over]: textFile(`services:\n  site:\n    ports: ${text}\n`, 'alex') });
    const up = (state: MacState) => docker(state, 'compose', ...NAMED, '-f', over, 'up', '-d');
    expect(ports(up(on('["9090:80"]')).state)).toEqual(['tcp4 *.8080', 'tcp6 *.8080', 'tcp4 *.9090', 'tcp6 *.9090']);
    expect(ports(up(on('!override ["127.0.0.1:8080:80"]')).state)).toEqual(['tcp4 127.0.0.1.8080']);
    const clash = up(on('["127.0.0.1:8080:80"]'));
    expect(clash.exitCode).toBe(1);
    expect(clash.stderr).toContain('Bind for 127.0.0.1:8080 failed: port is already allocated');
    expect(ports(clash.state)).toEqual([]);
  });
});

describe('docker compose', () => {
  it('changes nothing until the container is made anew, and then only what the file says', () => {
    const first = web('8080:80');
    const file = edited(first, yaml('127.0.0.1:8080:80'));
    expect(ports(file)).toEqual(['tcp4 *.8080', 'tcp6 *.8080']);
    const up = compose(file, 'up', '-d', '--no-deps', 'site');
    expect(up).toMatchObject({ exitCode: 0, stdout: '' });
    expect(up.stderr).toContain(' Container web-site-1  Recreated\n');
    expect(ports(up.state)).toEqual(['tcp4 127.0.0.1.8080']);
    expect(up.state.engine?.containers[0]?.id).not.toBe(first.engine?.containers[0]?.id);
    const back = compose(edited(up.state, yaml('8080:80')), 'up', '-d', 'site');
    expect(lasting(back.state)).toEqual(lasting(first));
  });

  it('leaves a container alone of which the file says the same', () => {
    const first = web('8080:80');
    const again = compose(edited(first, `# a comment\n${yaml('"8080:80"')}`), 'up', '-d');
    expect(again.stderr).toBe(' Container web-site-1  Running\n');
    expect(again.state.engine).toEqual(first.engine);
  });

  it('judges a file without a word, or says what is wrong with it', () => {
    const first = web('8080:80');
    expect(compose(first, 'config', '-q')).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
    expect(compose(edited(first, 'services:\n  a: [\n'), 'config', '-q')).toMatchObject({ exitCode: 15, stdout: '' });
    expect(compose(edited(first, yaml('"80:http"')), 'config', '-q').stderr).toContain('invalid port specification');
    const nowhere = docker(first, 'compose', '-f', '/nope.yml', 'config', '-q');
    expect(nowhere).toMatchObject({ exitCode: 14, stderr: 'open /nope.yml: no such file or directory\n' });
    expect(compose(first, 'up', '-d', 'nobody').stderr).toBe('no such service: nobody\n');
    expect(compose(edited(first, yaml('${NOPE}:80')), 'config', '-q').stderr).toContain('variable is not set');
  });

  it('does not take a port that another container has', () => {
    const other = '/Users/alex/other/compose.yml';
    const state = withFiles(web('8080:80'), { [other]: textFile(yaml('8080:8080'), 'alex') });
    const up = docker(state, 'compose', '-f', other, 'up', '-d');
    expect(up).toMatchObject({ exitCode: 1 });
    expect(up.stderr).toContain('Bind for 0.0.0.0:8080 failed: port is already allocated');
  });
});
