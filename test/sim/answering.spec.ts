import { describe, expect, it } from 'vitest';
import { hardenedMac, servingMac, stockMac } from './machines';
import type { MacState } from './mac-state';
import { call } from './play';
import { withFiles, withProgram } from './serving-parts';
import { textFile } from './stock-parts';

const CONFIG = '/Users/alex/.cloudflared/config.yml';
const serving = servingMac('26.5');
const curl = (state: MacState, ...args: readonly string[]) =>
  call(state, 'user', 'curl', '--disable', '--silent', '--max-time', '2', '--noproxy', '*', ...args);
const status = (state: MacState, port: number) =>
  curl(state, '--output', '/dev/null', '--write-out', '%{http_code}', `http://127.0.0.1:${port}/`);

describe('curl', () => {
  it('gets a page from whatever serves this Mac, wherever else it listens', () => {
    for (const port of [3030, 3100, 6875, 8000]) {
      expect(status(serving, port)).toMatchObject({ exitCode: 0, stdout: '200', stderr: '' });
    }
    expect(status(hardenedMac('26.5'), 3100)).toMatchObject({ exitCode: 0, stdout: '200' });
    expect(curl(serving, 'http://localhost:3030/').stdout).toContain('<!doctype html>');
  });

  it('exits 7 where nobody listens, 52 where nobody speaks HTTP, and writes 000', () => {
    expect(status(serving, 8065)).toMatchObject({ exitCode: 7, stdout: '000', stderr: '' });
    expect(status(serving, 5432)).toMatchObject({ exitCode: 52, stdout: '000' });
    const elsewhere = withProgram(stockMac('26.5'), {
      pid: 9,
      path: '/opt/homebrew/bin/node',
      local: '192.168.1.20.9',
    });
    expect(status(elsewhere, 9)).toMatchObject({ exitCode: 7 });
  });

  it('is never sent to another computer', () => {
    expect(curl(serving, 'https://example.com/').exitCode).toBe(64);
    expect(curl(serving, 'http://192.168.1.31/').exitCode).toBe(64);
  });

  it('reads the rules that a running cloudflared began with, not those in its file', () => {
    const rules = (state: MacState) => {
      const { stdout } = curl(state, 'http://127.0.0.1:20241/config');
      const { config } = JSON.parse(stdout) as { config: { ingress: { hostname: string; service: string }[] } };
      return config.ingress.map(({ hostname, service }) => `${hostname} ${service}`);
    };
    const expected = [
      'mm.basicconsulting.no http://localhost:8065',
      'boards.alai.no http://localhost:3100',
      'sign.alai.no http://localhost:3003',
      ' http_status:404',
    ];
    expect(rules(serving)).toEqual(expected);
    const text = serving.files[CONFIG]?.text.replace(/ {2}- hostname: mm.*\n.*\n/, '') ?? '';
    const file = withFiles(serving, { [CONFIG]: textFile(text, 'alex', 0o600) });
    expect(rules(file)).toEqual(expected);
    const kicked = call(file, 'user', 'launchctl', 'kickstart', '-k', 'gui/501/com.cloudflare.cloudflared').state;
    expect(rules(kicked)).toEqual(expected.slice(1));
    expect(JSON.parse(curl(serving, 'http://127.0.0.1:20241/ready').stdout)).toMatchObject({ readyConnections: 4 });
  });
});

describe('nc', () => {
  it('says on stderr whether somebody takes a connection', () => {
    const nc = (port: string, flag = '-w') => call(serving, 'user', 'nc', '-z', flag, '2', '127.0.0.1', port);
    expect(nc('5432')).toMatchObject({
      exitCode: 0,
      stderr: 'Connection to 127.0.0.1 port 5432 [tcp/postgresql] succeeded!\n',
    });
    expect(nc('5432', '-G').exitCode).toBe(0);
    expect(nc('1').exitCode).toBe(1);
    expect(nc('http').exitCode).toBe(64);
  });
});

describe('cloudflared', () => {
  it('judges its file without an account', () => {
    const validate = (state: MacState) => call(state, 'user', 'cloudflared', 'tunnel', 'ingress', 'validate');
    expect(validate(serving)).toMatchObject({ exitCode: 0, stdout: `Validating rules from ${CONFIG}\nOK\n` });
    const open = withFiles(serving, {
      [CONFIG]: textFile('ingress:\n  - hostname: a.no\n    service: http://localhost:1\n', 'alex'),
    });
    expect(validate(open)).toMatchObject({ exitCode: 1 });
    expect(validate(open).stderr).toContain('The last ingress rule must match all URLs');
  });
});

describe('what guards a Mac', () => {
  it('is nothing on a new one, and what is not installed is missing', () => {
    const stock = stockMac('26.5');
    expect(call(stock, 'user', 'systemextensionsctl', 'list').stdout).toBe('0 extension(s)\n');
    expect(call(stock, 'user', 'scutil', '--nc', 'list').stdout.split('\n')).toHaveLength(2);
    for (const program of ['tailscale', 'santactl', 'podman', 'brew'] as const) {
      expect(() => call(stock, 'user', program, 'status')).toThrow('is-missing');
    }
  });

  it('is listed and runs once it is installed', () => {
    const hardened = hardenedMac('14.6');
    const { stdout } = call(hardened, 'user', 'systemextensionsctl', 'list');
    expect(stdout).toContain('--- com.apple.system_extension.network_extension\nenabled\tactive\tteamID\t');
    expect(stdout).toContain(
      '*\t*\tVBG97UB4TA\tcom.objective-see.lulu.extension (3.1.5/3.1.5)\tLuLu\t[activated enabled]\n',
    );
    expect(call(hardened, 'user', 'ps', '-axo', 'pid=,uid=,comm=').stdout).toMatch(
      / 0 \/Library\/SystemExtensions\/.*\/com\.objective-see\.lulu\.extension\n/,
    );
  });

  it('answers by its own program where it has one', () => {
    const stock = withFiles(stockMac('26.5'), {
      '/opt/homebrew/bin/tailscale': textFile('', 'alex', 0o755),
      '/usr/local/bin/santactl': textFile('', 'root', 0o755),
    });
    const on: MacState = {
      ...stock,
      defence: {
        ...stock.defence,
        tailscale: { backend: 'Running', address: '100.101.102.103' },
        santa: { running: true, mode: 'Lockdown' },
      },
    };
    expect(JSON.parse(call(on, 'user', 'tailscale', 'status', '--json').stdout)).toMatchObject({
      BackendState: 'Running',
    });
    expect(call(on, 'user', 'netstat', '-anv', '-p', 'udp').stdout).toContain('*.41641');
    expect(call(on, 'user', 'santactl', 'status').stdout).toMatch(/^>>> Daemon Info\n {2}Mode {44}\| Lockdown\n/);
    expect(call(stock, 'user', 'santactl', 'status')).toMatchObject({
      exitCode: 1,
      stderr: 'An error occurred communicating with the daemon, is it running?\n',
    });
  });
});
