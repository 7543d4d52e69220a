import { describe, expect, it } from 'vitest';
import type { DaemonKind } from './daemon-state';
import { servingMac, stockMac } from './machines';
import { lasting, type MacState } from './mac-state';
import { call } from './play';
import { settingsOf } from './programs/daemon-config';
import { openSockets } from './programs/sockets';
import { withFiles } from './serving-parts';
import { textFile } from './stock-parts';

const CONF = '/opt/homebrew/var/postgresql@16/postgresql.conf';
const OLLAMA = '/Users/alex/Library/LaunchAgents/com.ollama.serve.plist';
const first = servingMac('26.5');
const brew = (state: MacState, ...args: readonly string[]) => call(state, 'user', 'brew', ...args);
const launchctl = (state: MacState, ...args: readonly string[]) => call(state, 'user', 'launchctl', ...args);
const bound = (state: MacState, owner: string) =>
  openSockets(state)
    .filter((socket) => socket.owner === owner)
    .map(({ proto, local }) => `${proto} ${local}`)
    .sort();

function withText(state: MacState, path: string, from: string | RegExp, to: string): MacState {
  const text = state.files[path]?.text ?? '';
  expect(text).toMatch(from);
  return withFiles(state, { [path]: textFile(text.replace(from, to), 'alex', state.files[path]?.mode) });
}

describe('a service of Homebrew’s', () => {
  it('reads its file when it is restarted, and not before', () => {
    const file = withText(first, CONF, "'*'", "'localhost'");
    expect(bound(file, 'postgres')).toEqual(['tcp4 *.5433', 'tcp6 *.5433']);
    const { state, stdout, exitCode } = brew(file, 'services', 'restart', 'postgresql@16');
    expect({ exitCode, stdout }).toMatchInlineSnapshot(`
      {
        "exitCode": 0,
        "stdout": "Stopping \`postgresql@16\`... (might take a while)
      ==> Successfully stopped \`postgresql@16\` (label: homebrew.mxcl.postgresql@16)
      ==> Successfully started \`postgresql@16\` (label: homebrew.mxcl.postgresql@16)
      ",
      }
    `);
    expect(bound(state, 'postgres')).toEqual(['tcp4 127.0.0.1.5433', 'tcp6 ::1.5433']);
    const back = brew(withText(state, CONF, "'localhost'", "'*'"), 'services', 'restart', 'postgresql@16').state;
    expect(lasting(back)).toEqual(lasting(first));
    expect(back.daemons.find(({ formula }) => formula !== undefined)?.pid).not.toBe(1688);
  });

  it('is gone when its file is broken, though Homebrew says that it was started', () => {
    const broken = brew(withText(first, CONF, "'*'", "'*"), 'services', 'restart', 'postgresql@16');
    expect(broken.stdout).toContain('Successfully started');
    expect(bound(broken.state, 'postgres')).toEqual([]);
    expect(brew(broken.state, 'services', 'list').stdout).toContain(
      'postgresql@16 error   alex ~/Library/LaunchAgents/',
    );
    expect(launchctl(broken.state, 'list').stdout).toContain('-\t1\thomebrew.mxcl.postgresql@16\n');
  });

  it('is listed as Homebrew lists it; an unknown one and root are refused', () => {
    expect(brew(first, 'services', 'list').stdout).toBe(
      'Name          Status  User File\n' +
        'postgresql@16 started alex ~/Library/LaunchAgents/homebrew.mxcl.postgresql@16.plist\n',
    );
    expect(brew(first, 'services', 'restart', 'nonsense').exitCode).toBe(1);
    expect(call(first, 'root', 'brew', 'services', 'list').exitCode).toBe(1);
  });
});

describe('a job of the person’s', () => {
  const closed = withText(first, OLLAMA, '0.0.0.0', '127.0.0.1');

  it('keeps its variables when it is kicked, since launchd read them when it was loaded', () => {
    expect(bound(launchctl(closed, 'kickstart', '-k', 'gui/501/com.ollama.serve').state, 'ollama')).toEqual([
      'tcp46 *.11434',
    ]);
  });

  it.each([
    [
      ['unload', OLLAMA],
      ['load', OLLAMA],
    ],
    [
      ['bootout', 'gui/501/com.ollama.serve'],
      ['bootstrap', 'gui/501', OLLAMA],
    ],
    [
      ['bootout', 'gui/501', OLLAMA],
      ['bootstrap', 'gui/501', OLLAMA],
    ],
  ])('has its new ones after %s and %s', (stop, start) => {
    const stopped = launchctl(closed, ...stop);
    expect(stopped).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
    expect(bound(stopped.state, 'ollama')).toEqual([]);
    expect(launchctl(stopped.state, 'print', 'gui/501/com.ollama.serve')).toMatchObject({
      exitCode: 113,
      stderr: 'Bad request.\nCould not find service "com.ollama.serve" in domain for user gui: 501\n',
    });
    const started = launchctl(stopped.state, ...start);
    expect(started).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
    expect(bound(started.state, 'ollama')).toEqual(['tcp4 127.0.0.1.11434']);
    const open = withText(started.state, OLLAMA, '127.0.0.1', '0.0.0.0');
    expect(lasting(launchctl(launchctl(open, ...stop).state, ...start).state)).toEqual(lasting(first));
  });

  it('is not loaded twice, nor from what is no property list', () => {
    expect(launchctl(closed, 'bootstrap', 'gui/501', OLLAMA).exitCode).toBe(5);
    const stopped = launchctl(closed, 'unload', OLLAMA).state;
    expect(launchctl(stopped, 'bootout', 'gui/501/com.ollama.serve').exitCode).toBe(3);
    const broken = launchctl(withText(stopped, OLLAMA, '</dict>', ''), 'load', OLLAMA);
    expect(broken).toMatchObject({ exitCode: 0, stderr: 'Load failed: 5: Input/output error\n' });
    expect(bound(broken.state, 'ollama')).toEqual([]);
  });

  it('is root’s to stop where it is a job of the computer', () => {
    const daemons = first.daemons.map((one) => (one.kind === 'ollama' ? { ...one, domain: 'system' as const } : one));
    const system = { ...first, daemons };
    expect(launchctl(system, 'kickstart', '-k', 'system/com.ollama.serve').exitCode).toBe(1);
    expect(call(system, 'root', 'launchctl', 'kickstart', '-k', 'system/com.ollama.serve').exitCode).toBe(0);
    expect(call(system, 'root', 'launchctl', 'list').stdout).toContain('com.ollama.serve');
    expect(launchctl(system, 'list').stdout).not.toContain('com.ollama.serve');
  });
});

describe('what a daemon makes of its file', () => {
  const settings = (kind: DaemonKind, text: string, environment = {}) => {
    const on = withFiles(stockMac('26.5'), { '/conf': textFile(text, 'alex') });
    return settingsOf(on, { kind, config: '/conf' }, environment)?.bound.map(
      ({ proto, address, port }) => `${proto} ${address} ${port}`,
    );
  };

  it.each<[DaemonKind, string, readonly string[] | undefined]>([
    ['postgresql', '#listen_addresses = "*"\n', ['tcp4 127.0.0.1 5432', 'tcp6 ::1 5432']],
    [
      'postgresql',
      "listen_addresses = '*'\nlisten_addresses = '10.0.0.2, ::1' # x\nport = 5\n",
      ['tcp4 10.0.0.2 5', 'tcp6 ::1 5'],
    ],
    ['postgresql', "listen_addresses = ''\n", []],
    ['postgresql', "listen_addresses = 'localhost\n", undefined],
    ['redis', 'bind 127.0.0.1 -::1\nport 6380\n', ['tcp4 127.0.0.1 6380', 'tcp6 ::1 6380']],
    ['redis', '# bind 127.0.0.1\n', ['tcp4 * 6379', 'tcp6 * 6379']],
    ['mysql', '[mysqld]\nbind-address = 127.0.0.1\n', ['tcp4 127.0.0.1 3306', 'tcp46 * 33060']],
    ['mysql', 'bind_address=*\nmysqlx-bind-address=127.0.0.1\n', ['tcp46 * 3306', 'tcp4 127.0.0.1 33060']],
    ['nginx', 'http { server { listen 8080; } server { listen [::]:8080; } }', ['tcp4 * 8080', 'tcp6 * 8080']],
    ['nginx', 'http { server { listen 127.0.0.1:8080 default_server; # listen 80;\n } }', ['tcp4 127.0.0.1 8080']],
    ['nginx', 'http { server { listen 8080; }', undefined],
    ['mongodb', 'net:\n  bindIp: 127.0.0.1, ::1\n  port: 5\n', ['tcp4 127.0.0.1 5', 'tcp6 ::1 5']],
    ['cloudflared', 'metrics: 0.0.0.0:9\ningress:\n  - service: http_status:404\n', ['tcp4 * 9']],
    ['cloudflared', 'ingress:\n  - hostname: a.no\n    service: http://localhost:1\n', undefined],
  ])('%s: %s', (kind, text, expected) => {
    expect(settings(kind, text)).toEqual(expected);
  });

  it.each([
    ['127.0.0.1', ['tcp4 127.0.0.1 11434']],
    ['0.0.0.0:8000', ['tcp46 * 8000']],
    ['http://localhost', ['tcp4 127.0.0.1 11434', 'tcp6 ::1 11434']],
    [undefined, ['tcp4 127.0.0.1 11434']],
  ])('ollama with OLLAMA_HOST %s', (host, expected) => {
    expect(settings('ollama', '', host === undefined ? {} : { OLLAMA_HOST: host })).toEqual(expected);
  });
});
