import { hostScope, type HostScope, isAddress, isPorts } from './host';

/** A short entry of a compose service's `ports:`, taken apart the way Docker does: at the colons, from the right. */
export interface ShortPort {
  /** As it stands there, brackets included; undefined where no host part is written. May hold a variable. */
  readonly host: string | undefined;
  /** Undefined where Docker picks a port. */
  readonly published: string | undefined;
  /** With its protocol, if one is written: "53/udp". */
  readonly container: string;
  readonly bound: HostScope;
  /** Names of variables that decide the address, and not only the port. */
  readonly deciding: readonly string[];
}

/** Printable, and nothing that would need escaping in either kind of quotes or begin a comment. */
const ORDINARY = /^[^"'\\#\p{C}\p{Zl}\p{Zp}]+$/u;

/**
 * Reads a short entry: "8080:80", "127.0.0.1:8080:80/udp", "8000-8010:8000-8010", "6380", "[::1]:7000:7000",
 * "${PORT:-3000}:3000".
 *
 * A variable may stand for a port: without a default, or with one that is a port. Any other variable may bring an address
 * with it, so the entry is `unclear` then. Undefined for what is no entry.
 */
export function shortPort(text: string): ShortPort | undefined {
  if (text.length > 300 || !ORDINARY.test(text) || text !== text.trim()) return undefined;
  const parts = splitOutside(text, ':');
  const container = parts?.at(-1);
  if (parts === undefined || container === undefined || container === '') return undefined;
  const ports = parts.slice(-2);
  const published = ports.length === 2 ? (ports[0] ?? '') : '';
  const host = parts.length > 2 ? parts.slice(0, -2).join(':') : undefined;

  const deciding: string[] = [];
  // A variable alone may hold "127.0.0.1:80:80"; one for the container's port cannot reach past its colon.
  if (parts.length === 1 && container.includes('$')) deciding.push(...variablesIn(container));
  else if (!isContainerPort(container)) return undefined;
  if (published !== '' && !isPublished(published)) {
    if (!published.includes('$')) return undefined;
    deciding.push(...variablesIn(published));
  }
  if (host?.includes('$')) deciding.push(...variablesIn(host));
  else if (host !== undefined && host !== '' && host !== 'localhost' && !isAddress(host)) return undefined;

  const bound = deciding.length > 0 ? 'unclear' : hostScope(host ?? '');
  return { host, published: published === '' ? undefined : published, container, bound, deciding };
}

/** The entry on this Mac only; undefined where a variable decides the address. */
export function closedShortPort(port: ShortPort, loopback = '127.0.0.1'): string | undefined {
  if (port.deciding.length > 0) return undefined;
  const host = port.bound === 'this-mac' ? port.host : loopback;
  return `${host}:${port.published ?? ''}:${port.container}`;
}

/** Splits at a character that is not within `${…}`; undefined where the braces do not match. */
function splitOutside(text: string, separator: string): readonly string[] | undefined {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    // Compose reads "$$" as a dollar sign, which no port contains; nor does it contain one that begins no variable.
    if (text[at] === '$' && !/^\$\{?[A-Za-z_]/.test(text.slice(at, at + 3))) return undefined;
    if (text.startsWith('${', at)) {
      depth += 1;
      at += 1;
    } else if (text[at] === '}') {
      depth -= 1;
      if (depth < 0) return undefined;
    } else if (text[at] === '{') {
      return undefined;
    } else if (depth === 0 && text[at] === separator) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  return depth === 0 ? [...parts, text.slice(from)] : undefined;
}

function isPublished(text: string): boolean {
  return isPorts(variablesAsPorts(text));
}

function isContainerPort(text: string): boolean {
  const [port = '', protocol, ...more] = variablesAsPorts(text).split('/');
  return more.length === 0 && isPorts(port) && (protocol === undefined || /^(?:tcp|udp|sctp|1)$/i.test(protocol));
}

/** Puts "1" in place of each variable that stands for a port, if it stands alone there; leaves the others. */
function variablesAsPorts(text: string): string {
  // Between a dash, a slash and the ends: "${A}-${B}/udp". "${A}80" is not a port but the beginning of anything.
  return (
    splitOutside(text, '-')
      ?.map((part) =>
        (splitOutside(part, '/') ?? [part]).map((piece) => (isPortVariable(piece) ? '1' : piece)).join('/'),
      )
      .join('-') ?? text
  );
}

/** `$PORT`, `${PORT}`, `${PORT:-80}` with a port or nothing as default, `${PORT:?why}`. */
function isPortVariable(text: string): boolean {
  if (/^\$[A-Za-z_]\w*$/.test(text)) return true;
  const [, , rest] = /^\$\{([A-Za-z_]\w*)(.*)\}$/.exec(text) ?? [];
  if (rest === undefined) return false;
  if (rest === '' || /^:?\?[^${}]*$/.test(rest)) return true;
  const fallback = /^:?-(.*)$/.exec(rest)?.[1];
  return fallback !== undefined && (fallback === '' || isPublished(fallback));
}

/** The names of the variables in a text, those within a default included. */
export function variablesIn(text: string): readonly string[] {
  return [...new Set([...text.matchAll(/\$\{?([A-Za-z_]\w*)/g)].map(([, name = '']) => name))];
}
