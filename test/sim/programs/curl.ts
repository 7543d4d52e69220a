import type { DaemonState, IngressRule } from '../daemon-state';
import type { MacState } from '../mac-state';
import { type Exited, notModelled, type SimulatedProgram } from './program';
import { answeringAt } from './sockets';

const TAKE_VALUES = ['--max-time', '-m', '--connect-timeout', '--noproxy', '-o', '--output', '-w', '--write-out', '-H'];
const TAKE_NONE = ['--silent', '-s', '--disable', '-q', '--fail', '-f', '--show-error', '-S'];

/** `curl` of a page of this Mac; other computers are never asked. */
export const curl: SimulatedProgram = (state, args) => {
  const question = questionOf(args);
  if (question === undefined) return { state, latencyMs: 15, result: notModelled('curl', args) };
  const { output, writeOut, port, path, fails } = question;
  const answer = answerOf(state, port, path);
  const status = String(answer.kind === 'page' ? answer.status : 0).padStart(3, '0');
  const written = (writeOut ?? '').replaceAll('%{http_code}', status).replaceAll('%{response_code}', status);
  const done = (exitCode: number, stdout: string): Exited => ({ exitCode, stdout: stdout + written, stderr: '' });
  if (answer.kind !== 'page') return { state, latencyMs: 9, result: done(answer.exitCode, '') };
  if (fails && answer.status >= 400) return { state, latencyMs: 22, result: done(22, '') };
  return { state, latencyMs: 22, result: done(0, output === '/dev/null' ? '' : answer.body) };
};

interface Question {
  readonly port: number;
  readonly path: string;
  readonly output?: string;
  readonly writeOut?: string;
  readonly fails: boolean;
}

function questionOf(args: readonly string[]): Question | undefined {
  const values = new Map<string, string>();
  const flags = new Set<string>();
  let url: RegExpExecArray | null = null;
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? '';
    if (TAKE_VALUES.includes(word)) values.set(word.replace(/^--?/, '').slice(0, 1), args[(at += 1)] ?? '');
    else if (TAKE_NONE.includes(word)) flags.add(word);
    else url = /^http:\/\/(?:127\.0\.0\.1|localhost):(\d+)(\/\S*)?$/.exec(word);
    if (!word.startsWith('-') && url === null) return undefined;
  }
  if (url === null) return undefined;
  const [output, writeOut] = [values.get('o'), values.get('w')];
  return {
    port: Number(url[1]),
    path: url[2] ?? '/',
    fails: flags.has('-f') || flags.has('--fail'),
    ...(output === undefined ? {} : { output }),
    ...(writeOut === undefined ? {} : { writeOut }),
  };
}

type Answer =
  | { readonly kind: 'page'; readonly status: number; readonly body: string }
  /** 7: nobody listens. 52: whoever listens does not speak HTTP. */
  | { readonly kind: 'trouble'; readonly exitCode: 7 | 52 };

/** Databases do not answer as web servers do; the rest of what listens is taken for one. */
const SILENT: readonly number[] = [22, 88, 445, 3306, 5432, 5433, 5900, 6379, 27017];

function answerOf(state: MacState, port: number, path: string): Answer {
  const socket = answeringAt(state, port);
  if (socket === undefined) return { kind: 'trouble', exitCode: 7 };
  const tunnel = state.daemons.find(({ kind, pid }) => kind === 'cloudflared' && pid === socket.pid);
  if (tunnel !== undefined) return metricsPage(tunnel, path);
  if (SILENT.includes(port)) return { kind: 'trouble', exitCode: 52 };
  // AirPlay refuses whoever it does not know.
  if (socket.owner === 'ControlCenter') return { kind: 'page', status: 403, body: '' };
  return { kind: 'page', status: 200, body: '<!doctype html><title>It works</title>\n' };
}

/** What cloudflared tells on its metrics address (metrics/metrics.go and orchestration/orchestrator.go). */
function metricsPage({ ingress = [] }: DaemonState, path: string): Answer {
  const page = (body: string, status = 200): Answer => ({ kind: 'page', status, body });
  switch (path) {
    case '/config':
      return page(
        JSON.stringify({
          version: 0,
          config: {
            ingress: ingress.map(ruleText),
            'warp-routing': { connectTimeout: 5, tcpKeepAlive: 30 },
            originRequest: ORIGIN_DEFAULTS,
          },
        }),
      );
    case '/ready':
      return page('{"status":200,"readyConnections":4,"connectorId":"4c69a6c5-6d0f-4c51-a6d2-0a7c5a1b5d1e"}');
    case '/quicktunnel':
      return page('{"hostname":""}');
    case '/healthcheck':
      return page('OK\n');
    default:
      return page('404 page not found\n', 404);
  }
}

function ruleText({ hostname = '', path, service }: IngressRule): unknown {
  return { hostname, path: path ?? null, service, originRequest: ORIGIN_DEFAULTS };
}

const ORIGIN_DEFAULTS = {
  connectTimeout: 30,
  tlsTimeout: 10,
  tcpKeepAlive: 30,
  noHappyEyeballs: false,
  keepAliveTimeout: 90,
  keepAliveConnections: 100,
  httpHostHeader: '',
  originServerName: '',
  caPool: '',
  noTLSVerify: false,
  disableChunkedEncoding: false,
  bastionMode: false,
  proxyAddress: '127.0.0.1',
  proxyPort: 0,
  proxyType: '',
  ipRules: null,
  http2Origin: false,
};
