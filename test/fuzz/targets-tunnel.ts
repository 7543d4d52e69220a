import { command } from '../../src/core/command';
import { parseTunnelInfo, parseTunnelList } from '../../src/core/tunnel/account';
import { parseTunnelConfig } from '../../src/core/tunnel/config-file';
import { configPlaces, emptyPlaces, listPlaces, whyPlacesUnclear } from '../../src/core/tunnel/config-places';
import { parseTunnelJob } from '../../src/core/tunnel/launchd-job';
import { parseRunningTunnel } from '../../src/core/tunnel/metrics';
import { originOf } from '../../src/core/tunnel/origin';
import { redactTunnelText } from '../../src/core/tunnel/redact';
import { routesOf } from '../../src/core/tunnel/routes';
import { must } from './invariants';
import { answers, texts, type Target } from './target';

const TUNNEL_FILE = '/Users/alex/.cloudflared/config.yml';
const TUNNEL_ID = 'a956a3fe-ad15-4f1e-8499-8dad27859d3d';
const JOB = { label: 'com.cloudflare.cloudflared', domain: 'system' } as const;

/** Tunnels. */
export const TUNNEL: readonly Target[] = [
  answers(
    'tunnel-file',
    'core/tunnel/config-file',
    'parseTunnelConfig',
    (result) => parseTunnelConfig(TUNNEL_FILE, result),
    { captures: /cloudflared-config/, commands: [command('cat', TUNNEL_FILE)] },
  ),
  answers(
    'running-tunnel',
    'core/tunnel/metrics',
    'parseRunningTunnel',
    (result) => parseRunningTunnel({ pid: 1, port: 20_241 }, { config: result, ready: result, quickTunnel: result }),
    {
      captures: /cloudflared-ready/,
      texts: [
        '{"version":3,"config":{"ingress":[{"hostname":"a.example.com","path":null,"service":"http://localhost:3100"},{"service":"http_status:404"}]}}',
        '{"status":503,"readyConnections":0,"connectorId":"4c69"}',
      ],
    },
  ),
  texts(
    'tunnel-places',
    ['core/tunnel/config-places emptyPlaces', 'core/tunnel/config-places whyPlacesUnclear'],
    (text) => {
      const places = configPlaces('/Users/alex');
      const answer = { kind: 'exited', exitCode: 1, stdout: '', stderr: text } as const;
      const empty = emptyPlaces(places, answer);
      must(
        whyPlacesUnclear(places, answer) !== undefined || places.every((place) => text.includes(place)),
        'an answer is clear only where it names every place',
      );
      must(
        [...empty].every((place) => places.includes(place)),
        'only places that were asked about are empty',
      );
      must(
        [...empty].every((place) => text.includes(place)),
        'only places that were named are empty',
      );
    },
    {
      texts: ['ls: /etc/cloudflared/config.yml: No such file or directory\n'],
      commands: [listPlaces(configPlaces('/Users/alex'))],
    },
  ),
  answers('tunnel-list', 'core/tunnel/account', 'parseTunnelList', parseTunnelList, {
    captures: /cloudflared-tunnel-list|nocert/,
    texts: [`[{"id":"${TUNNEL_ID}","name":"a","deleted_at":"0001-01-01T00:00:00Z","connections":[{"id":"x"}]}]`],
  }),
  answers('tunnel-info', 'core/tunnel/account', 'parseTunnelInfo', (result) => parseTunnelInfo(TUNNEL_ID, result), {
    captures: /cloudflared-tunnel-info/,
    texts: [`{"id":"${TUNNEL_ID}","conns":[{"id":"x","version":"2026.1","arch":"darwin_arm64","conns":[{}]}]}`],
  }),
  answers('tunnel-job', 'core/tunnel/launchd-job', 'parseTunnelJob', (result) => parseTunnelJob(JOB, result), {
    captures: /launchctl-print-cloudflared/,
    commands: [command('launchctl', 'print', 'system/com.cloudflare.cloudflared')],
    texts: ['system/com.cloudflare.cloudflared = {\n\tstate = running\n\tpid = 812\n}\n'],
  }),
  texts(
    'tunnel-origin',
    ['core/tunnel/origin originOf', 'core/tunnel/routes routesOf'],
    (text) => {
      originOf(text);
      const [hostname = '', path = '', service = ''] = text.split('\n');
      return routesOf([{ hostname, path, service, bastion: false }]);
    },
    {
      texts: [
        'http://localhost:3100',
        'ssh://[::1]',
        'unix:/run/app.sock',
        'http_status:404',
        'a.b\n/x\nhttp://u:p@h:1/',
      ],
    },
  ),
  texts(
    'redacted-text',
    ['core/tunnel/redact redactTunnelText'],
    (text) => {
      const secret = 'eyJhIjoiMDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWYiLCJ0Ijoi';
      must(!redactTunnelText(`${text} ${secret} ${text}`).includes(secret), 'a token is taken out');
      const once = redactTunnelText(text);
      must(redactTunnelText(once).length <= once.length + 20, 'taking secrets out twice adds nothing');
    },
    {
      texts: ['--token eyJhIjoi x', 'TunnelSecret":"abc"', 'https://u:p@h/', '<key>token</key>\n<string>abc</string>'],
    },
  ),
];
