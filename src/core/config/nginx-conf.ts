import { type Parsed, read, unreadable } from '../result';
import { configKind, type Piece, type Reading, readingOf } from './config-reading';
import { type HostAndPort, hostAndPort, hostScope, type HostScope, hostWords, isIPv6, isPorts } from './host';
import { type NginxDirective, nginxDirectives, type NginxWord } from './nginx-directives';

/**
 * Every `listen` of an nginx configuration; a slice is its address with the port.
 *
 * Sockets in the file system are left out. Files that are included are named in the words and not looked at.
 * Source: https://nginx.org/en/docs/http/ngx_http_core_module.html#listen.
 */
export const NGINX_CONF = configKind({
  format: 'nginx',
  read(text) {
    const directives = nginxDirectives(text);
    return directives.kind === 'unreadable' ? directives : readNginx(directives.value);
  },
  accepts: (text) => addressOf(text) !== undefined,
});

interface Listen {
  readonly word: NginxWord;
  readonly address: HostAndPort;
  readonly options: readonly string[];
  readonly server: number;
}

function readNginx(directives: readonly NginxDirective[]): Parsed<Reading> {
  const listens: Listen[] = [];
  for (const { name, args, inBlock } of directives) {
    const [word, ...options] = args;
    if (name !== 'listen' || word?.text.startsWith('unix:')) continue;
    const address = word === undefined ? undefined : addressOf(word.text);
    if (word === undefined || address === undefined) {
      return unreadable('A listen directive is not understood.', word?.text);
    }
    listens.push({ word, address, options: options.map(({ text }) => text), server: inBlock });
  }

  const included = directives
    .filter(({ name }) => name === 'include')
    .flatMap(({ args }) => args.map(({ text }) => text));
  const others = included.filter((file) => !/(?:^|\/)(?:mime\.types|\w+_params)$/.test(file));
  const note = others.length === 0 ? '' : `; includes ${others.join(', ')}, which is not looked at`;
  // Without a listen directive a server takes port 80, or 8000 where nginx does not run as root.
  const speaking = new Set(directives.filter(({ name }) => name === 'listen').map(({ inBlock }) => inBlock));
  const silent = directives.some(
    ({ name, opens, args }) => name === 'server' && opens !== undefined && args.length === 0 && !speaking.has(opens),
  );
  const pieces = closing(listens);
  const words = wordsOf(listens) + note;
  if (silent) {
    const reason =
      'A server of the file has no listen directive and so listens on every address. Add "listen 127.0.0.1:80;" to it by hand, with the port you want.';
    return read(
      readingOf(pieces, `${words}; a server without a listen directive listens on every address`, {
        bound: 'wider',
        closed: unreadable(reason),
      }),
    );
  }
  if (listens.length === 0 && others.length > 0) {
    const reason = `Only the files it includes (${others.join(', ')}) can say where nginx listens. Change the address there.`;
    return read(readingOf([], words, { bound: 'unclear', closed: unreadable(reason) }));
  }
  return read(readingOf(pieces, words));
}

/** "80", "*:80", "127.0.0.1", "[::]:80", "localhost:8000-8010". */
function addressOf(text: string): HostAndPort | undefined {
  if (isPorts(text)) return { host: '', port: text };
  const address = hostAndPort(text);
  if (address === undefined || address.host === '' || (isIPv6(address.host) && !address.host.startsWith('['))) {
    return undefined;
  }
  return address.host === '*' || /^[\w[]/.test(address.host) ? address : undefined;
}

function scopeOf({ address }: Listen): HostScope {
  return hostScope(address.host);
}

function closedText(listen: Listen): string {
  if (scopeOf(listen) === 'this-mac') return listen.word.text;
  const { host, port } = listen.address;
  const loopback = isIPv6(host) ? '[::1]' : '127.0.0.1';
  return port === '' || port.startsWith(':') ? loopback + port : `${loopback}:${port}`;
}

/** Two that differ now and would be the same then: nginx refuses them in one server, and options given twice anywhere. */
function closing(listens: readonly Listen[]): readonly Piece[] {
  const first = new Map<string, Listen>();
  return listens.map((listen) => {
    const { word, options, server } = listen;
    const closed = closedText(listen);
    const piece = { slice: word.slice, bound: scopeOf(listen) };
    const transport = options.includes('quic') || options.includes('udp') ? 'udp' : 'tcp';
    const key = `${closed} ${transport}`;
    const other = first.get(key);
    if (other === undefined) first.set(key, listen);
    else if (
      sameNow(other, listen) !== true &&
      (other.server === server || other.options.length + options.length > 0)
    ) {
      const reason = `Two listen directives (${other.word.text} and ${word.text}) would be the same on this Mac only. Change them by hand.`;
      return { ...piece, closed: unreadable(reason) };
    }
    return { ...piece, closed: read(closed) };
  });
}

/** Whether nginx takes both for one address already. */
function sameNow(a: Listen, b: Listen): boolean {
  const plain = ({ address: { host, port } }: Listen) =>
    `${['', '*', '0.0.0.0'].includes(host) ? '*' : host}${port.replace(/^:?/, ':')}`;
  return plain(a) === plain(b);
}

function wordsOf(listens: readonly Listen[]): string {
  if (listens.length === 0) return 'says no address';
  const said = listens.map(({ address: { host, port } }) => {
    return `${port === '' ? 'port 80' : port.replace(/^:/, '')} on ${hostWords(host)}`;
  });
  return `listens on ${[...new Set(said)].join(', ')}`;
}
