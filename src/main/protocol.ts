import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { protocol } from 'electron';
import { CONTENT_SECURITY_POLICY } from '../shared/content-security-policy';

export const UI_ORIGIN = 'app://ui';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Sent with every answer: a page that is not there is a document of the same origin too. */
const HEADERS = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'X-DNS-Prefetch-Control': 'off',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** Must run before the app is ready. */
export function registerUiScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** Serves the bundled pages: only files that were there at start, by exact name; a path is never built from a request. */
export function serveUi(session: Electron.Session, folder: string): void {
  const files = new Map(filesBelow(folder).map((path) => [`/${relative(folder, path).split(sep).join('/')}`, path]));
  session.protocol.handle('app', async (request) => {
    const { host, pathname } = new URL(request.url);
    const path = host === 'ui' && request.method === 'GET' ? files.get(pathname) : undefined;
    if (path === undefined) return new Response('', { status: 404, headers: HEADERS });
    const type = TYPES[extname(path)] ?? 'application/octet-stream';
    return new Response(await readFile(path), { headers: { ...HEADERS, 'Content-Type': type } });
  });
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}
