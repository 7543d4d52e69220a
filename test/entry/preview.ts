import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { answerCall, isCallName } from '../../src/main/answer-call';
import { createBackend } from '../../src/main/backend';
import { CONTENT_SECURITY_POLICY } from '../../src/shared/content-security-policy';
import { type PasswordAnswer, simulate } from './simulation';

/**
 * The simulated app in a browser: the third binding of the contract, HTTP and server-sent events on 127.0.0.1.
 *
 * For computers without a display. It lives beside the tests, so it can never ship.
 */
const RENDERER = join(__dirname, '../../out/renderer');
const CLIENT = join(__dirname, '../../test/entry/preview-client.js');
const POLICY = CONTENT_SECURITY_POLICY.replace("connect-src 'none'", "connect-src 'self'");
const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};
const BY_HAND_MS = 3_000;
const LARGEST_CALL = 256 * 1024;

const listeners = new Set<ServerResponse>();
let answerPassword: ((answer: PasswordAnswer) => void) | undefined;

const simulation = simulate({
  askPassword: () =>
    new Promise((resolve) => {
      answerPassword = resolve;
      send('passwordAsked', null);
    }),
  ...(process.env['BATTEN_SIMULATED_MACHINE'] ? { machine: process.env['BATTEN_SIMULATED_MACHINE'] } : {}),
});
const backend = createBackend(simulation.mac, {
  startByHand(taskId) {
    setTimeout(() => simulation.person.followSteps(taskId), BY_HAND_MS);
    return Promise.resolve();
  },
  copyText: () => Promise.resolve(),
  showWindow: (what) => send('showRequested', what),
  hidePopover: () => undefined,
  setLaunchAtLogin: () => 'Opening at login works in the app, not in this preview.',
  facts: () => ({ dataFolder: simulation.dataFolder, version: 'preview' }),
  saveText: async (name, text) => {
    const path = join(simulation.dataFolder, name);
    await writeFile(path, text);
    return { kind: 'done', path };
  },
  openText: () => Promise.resolve({ kind: 'refused', reason: 'Files are chosen in the app, not in this preview.' }),
  showFile: () => undefined,
});
backend.logs.onPush((push) => send('logChanged', push));
backend.store.subscribe((snapshot) => send('snapshotChanged', snapshot));

function send(name: string, value: unknown): void {
  for (const response of listeners) response.write(`event: ${name}\ndata: ${JSON.stringify(value)}\n\n`);
}

const server = createServer((request, response) => {
  void serve(request, response).catch(() => {
    if (!response.headersSent) response.writeHead(500);
    response.end();
  });
});

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
  // Another page in the same browser must not reach this server through a name of its own.
  if (!isLocal(request)) return void response.writeHead(403).end();
  if (request.method === 'POST' && request.headers['x-batten'] !== 'preview') return void response.writeHead(403).end();
  if (pathname === '/events') return subscribe(response);
  if (request.method === 'POST' && pathname === '/password') {
    answerPassword?.((await readBody(request)) === '"granted"' ? 'granted' : 'declined');
    answerPassword = undefined;
    return void response.writeHead(204).end();
  }
  if (request.method === 'POST' && pathname.startsWith('/call/')) return call(pathname.slice(6), request, response);
  if (request.method !== 'GET') return void response.writeHead(405).end();
  return file(pathname, response);
}

function isLocal(request: IncomingMessage): boolean {
  const port = addressPort();
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  const { host, origin } = request.headers;
  return hosts.includes(host ?? '') && (origin === undefined || hosts.some((one) => origin === `http://${one}`));
}

function subscribe(response: ServerResponse): void {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  response.write(': connected\n\n');
  listeners.add(response);
  if (answerPassword) response.write('event: passwordAsked\ndata: null\n\n');
  response.on('close', () => listeners.delete(response));
}

async function call(name: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (!isCallName(name)) return void response.writeHead(404).end();
  const text = await readBody(request);
  const argument: unknown = text === '' ? undefined : (JSON.parse(text) as unknown);
  const answer = await answerCall(backend.handlers, name, argument, (error) =>
    process.stderr.write(`${String(error)}\n`),
  );
  response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
  response.end(JSON.stringify(answer));
}

async function readBody(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += String(chunk);
    if (text.length > LARGEST_CALL) throw new Error('too large');
  }
  return text;
}

function file(pathname: string, response: ServerResponse): void {
  const headers = {
    'Content-Security-Policy': POLICY,
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
  };
  if (pathname === '/preview-client.js') {
    response.writeHead(200, { ...headers, 'Content-Type': TYPES['.js'] ?? '' });
    return void response.end(readFileSync(CLIENT));
  }
  const wanted = pathname === '/' || pathname === '/popover' ? '/index.html' : pathname;
  const path = normalize(join(RENDERER, wanted));
  if (!path.startsWith(RENDERER) || !existsSync(path)) return void response.writeHead(404).end();
  response.writeHead(200, { ...headers, 'Content-Type': TYPES[extname(path)] ?? 'application/octet-stream' });
  if (extname(path) !== '.html') return void createReadStream(path).pipe(response);
  // The client must define window.batten before the page's own script runs.
  const html = readFileSync(path, 'utf8')
    .replace(/<meta\s+http-equiv="Content-Security-Policy"[^>]*>/, '')
    .replace('<script', '<script src="/preview-client.js"></script><script');
  return void response.end(html);
}

function addressPort(): number {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

function listen(port: number): void {
  server.listen(port, '127.0.0.1');
}

server.on('listening', () => {
  const url = `http://127.0.0.1:${addressPort()}/`;
  process.stdout.write(`Batten on a simulated Mac: ${url} (window) and ${url}popover (menu-bar popover)\n`);
  process.stdout.write('Nothing here touches this computer. Ctrl-C ends it.\n');
  void backend.start();
});
server.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EADDRINUSE') return listen(0);
  process.stderr.write(`The preview cannot be served: ${error.message}\n`);
  process.exitCode = 1;
  return undefined;
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    simulation.dispose();
    process.exit(0);
  });
}
listen(Number(process.env['BATTEN_PREVIEW_PORT'] ?? 4173));
