import { describe, expect, it } from 'vitest';
import { commandLine, isPrivate } from '../../../src/core/command';
import type { ListeningSocket, SocketOwner } from '../../../src/core/exposure/socket';
import type { Tunnel } from '../../../src/core/exposure/tunnel';
import type { Parsed } from '../../../src/core/result';
import {
  configCommand,
  type MetricsAnswers,
  metricsSockets,
  parseRunningTunnel,
  quickTunnelCommand,
  readyCommand,
} from '../../../src/core/tunnel/metrics';
import { fixture, haveFixtures } from '../../sim/fixtures';
import { fc } from '../fixed-chance';
import { said, valueOf } from '../parse/parsers';

const SOCKET = { pid: 677, port: 20_241 };

/** As cloudflared's orchestrator writes it: a rule's path is null where there is none. */
function config(...rules: readonly object[]): string {
  return JSON.stringify({ version: 3, config: { ingress: rules, 'warp-routing': {}, originRequest: {} } });
}

const RULES = [
  { hostname: 'boards.alai.no', path: null, service: 'http://localhost:3100', Handlers: null, originRequest: {} },
  { hostname: 'sign.alai.no', path: '^/api', service: 'http://127.0.0.1:3003', originRequest: {} },
  { hostname: '', path: null, service: 'http_status:404', originRequest: {} },
];
const READY = '{"status":200,"readyConnections":4,"connectorId":"4c69…"}';

function parse(answers: Partial<MetricsAnswers>): Parsed<Tunnel> {
  return parseRunningTunnel(SOCKET, { config: said(config(...RULES)), ready: said(READY), ...answers });
}

describe('the sockets on which cloudflared may tell about itself', () => {
  const OWNER: SocketOwner = { pid: 677, name: 'cloudflared' };
  const socket = (port: number, owner: SocketOwner = OWNER, address = '127.0.0.1'): ListeningSocket => {
    return { protocol: 'tcp', family: 'IPv4', local: { address, port }, owners: [owner], seenBy: ['lsof'] };
  };

  it('are the usual port of each process, otherwise every port that 127.0.0.1 reaches', () => {
    const other = { pid: 700, path: '/opt/homebrew/bin/cloudflared' };
    expect(
      metricsSockets([
        socket(20_242),
        socket(5_432),
        socket(60_123, other, '*'),
        socket(60_123, other),
        socket(2_000, other, '192.168.1.20'),
        socket(2_001, other, '::1'),
        socket(20_243, { pid: 1, name: 'node' }),
        { ...socket(5_353, other), protocol: 'udp' },
      ]),
    ).toEqual([
      { pid: 677, port: 20_242 },
      { pid: 700, port: 60_123 },
    ]);
  });

  it('are asked on this Mac alone: no proxy, no settings of a person, two seconds', () => {
    expect(configCommand(20_241)).toEqual({
      program: 'curl',
      args: ['--disable', '--silent', '--max-time', '2', '--noproxy', '*', 'http://127.0.0.1:20241/config'],
    });
    expect(commandLine(readyCommand(1))).toMatch(/127\.0\.0\.1:1\/ready$/);
    expect(commandLine(quickTunnelCommand(1))).toMatch(/127\.0\.0\.1:1\/quicktunnel$/);
    expect(isPrivate(configCommand(1))).toBe(true);
    for (const port of [0, -1, 65_536, 1.5, Number.NaN]) expect(() => configCommand(port)).toThrow('Not a port');
  });
});

describe('a running tunnel', () => {
  it('tells its routes, also those managed on Cloudflare’s side, and its connections', () => {
    expect(valueOf(parse({}))).toEqual({
      name: '',
      source: { kind: 'running', metrics: { address: '127.0.0.1', port: 20_241 }, pid: 677 },
      running: 'yes',
      connections: 4,
      routes: [
        { hostname: 'boards.alai.no', service: 'http://localhost:3100', target: { address: 'localhost', port: 3100 } },
        {
          hostname: 'sign.alai.no',
          path: '^/api',
          service: 'http://127.0.0.1:3003',
          target: { address: '127.0.0.1', port: 3003 },
        },
        { hostname: '*', service: 'http_status:404' },
      ],
    });
  });

  it.skipIf(!haveFixtures())('as captured, and without a connection', () => {
    expect(valueOf(parse({ ready: said(fixture('bindings/cloudflared-ready.json')) }))).toMatchObject({
      connections: 4,
    });
    const down = fixture('bindings/cloudflared-ready.json').replace('200', '503').replace('":4', '":0');
    expect(valueOf(parse({ ready: said(down) }))).toMatchObject({ running: 'yes', connections: 0 });
  });

  it('counts no connections where that was not told', () => {
    for (const ready of [
      said(''),
      said('OK'),
      said('{"status":500,"readyConnections":4}'),
      said('', { exitCode: 28 }),
      undefined,
    ]) {
      const parsed = parse({ ready });
      expect(parsed.kind === 'read' && 'connections' in parsed.value).toBe(false);
      expect(parsed.kind).toBe('read');
    }
  });

  it('may be a quick one, whose name its routes do not tell', () => {
    const one = said(config({ hostname: '', path: null, service: 'http://localhost:3000' }));
    const quickTunnel = said('{"hostname":"odd-words.trycloudflare.com"}');
    expect(valueOf(parse({ config: one, quickTunnel }))).toMatchObject({
      routes: [{ hostname: 'odd-words.trycloudflare.com', target: { port: 3000 } }],
    });
    for (const other of [said('{"hostname":""}'), said('404 page not found\n'), said('{"hostname":7}'), undefined]) {
      expect(valueOf(parse({ config: one, quickTunnel: other }))).toMatchObject({ routes: [{ hostname: '*' }] });
    }
  });

  it.each([
    ['a page', said('<html>HUNTER2</html>')],
    ['404', said('404 page not found\n')],
    ['an error', said('ERR: HUNTER2')],
    ['nothing', said('')],
    ['another program’s JSON', said('{"version":"1.2.3","config":{"ingress":[]}}')],
    ['JSON without a version', said(JSON.stringify({ config: { ingress: RULES } }))],
    ['no rules', said(config())],
    ['rules that are none', said('{"version":1,"config":{"ingress":["HUNTER2"]}}')],
    ['a rule without a service', said(config({ hostname: 'a' }))],
    ['a service that is not understood', said(config({ service: 'http://me:HUN/TER2@localhost:1' }))],
    ['half of it', said(config(...RULES).slice(0, 80))],
    ['nobody', said('', { exitCode: 7 })],
    ['too late', said('', { exitCode: 28 })],
    ['a program that is not there', { kind: 'not-started', reason: 'there is no such program' } as const],
    ['no question', undefined],
  ])('is never made of %s', (_what, answer) => {
    const parsed = parse({ config: answer });
    expect(parsed.kind).toBe('unreadable');
    expect(JSON.stringify(parsed)).not.toMatch(/HUNTER2|TER2/);
  });

  it('gives away no passwords of services', () => {
    const parsed = parse({
      config: said(config({ hostname: 'a', service: 'http://me:HUNTER2@localhost:1?k=HUNTER2' })),
    });
    expect(valueOf(parsed)).toMatchObject({ routes: [{ service: 'http://localhost:1', target: { port: 1 } }] });
    expect(JSON.stringify(parsed)).not.toContain('HUNTER2');
  });

  it('is never made of text of any kind, and nothing throws', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.jsonValue().map((value) => JSON.stringify(value)),
    );
    fc.assert(
      fc.property(text, text, text, fc.constantFrom(0, 22, 52), (one, two, three, exitCode) => {
        const answers = { config: said(one, { exitCode }), ready: said(two), quickTunnel: said(three) };
        expect(parseRunningTunnel(SOCKET, answers).kind).toBe('unreadable');
        expect(parse({ ready: said(two), quickTunnel: said(three) }).kind).toBe('read');
      }),
    );
  });

  it('that was cut is unreadable', () => {
    const whole = config(...RULES);
    fc.assert(
      fc.property(fc.nat({ max: whole.length - 1 }), (length) => {
        expect(parse({ config: said(whole.slice(0, length)) }).kind).toBe('unreadable');
      }),
    );
  });
});
