import type { LogVerdict, NetworkEnd } from './verdict';

/** What one message of the application firewall says about a connection; every part that it does not name is undefined. */
export interface FirewallMessage {
  readonly dialect: 'to-14' | 'from-15';
  readonly verdict: LogVerdict;
  /** The program that was asked for. */
  readonly program: string | undefined;
  /** The process that was asked for. */
  readonly pid: number | undefined;
  readonly from: NetworkEnd | undefined;
  readonly to: (NetworkEnd & { readonly protocol: string }) | undefined;
}

/**
 * Reads a message of socketfilterfw; undefined where it is about no connection.
 *
 * Up to macOS 14 (logging option "detail"): `Deny bootpd data in from 0.0.0.0:68 to port 0.0.0.0:67 proto=17` (macOS 13).
 * The short forms `ntpd: Deny UDP CONNECT (in:2 out:0)` and `Stealth Mode connection attempt to UDP 3 time` are known from
 * OS X 10.10, the long form of the latter from Apple's own kernel source. From macOS 15 on: format strings of the program
 * and lines of macOS 26, `Handle flow with processPID: 22114 and bundleid: zz_probe2`,
 * `Enqueuing new inbound flow for zz_probe2 with identifier: zz_probe2` (early 15: `Enqueing`), `Prompting …`,
 * `Found known filter app by signing identifier … return known verdict: 1`, `KNOWN APP FLOW: <app>…, return … verdict: 2`.
 *
 * That verdict 1 allows and 2 blocks is inferred from these lines and from a script that counts `verdict: 2` as blocked;
 * Apple documents neither. Every other number, and a verdict without one, is `other`.
 */
export function parseFirewallMessage(message: string): FirewallMessage | undefined {
  return (
    handled(message) ??
    found(message) ??
    addressed(message) ??
    queued(message) ??
    knownFlow(message) ??
    stealth(message) ??
    summarized(message)
  );
}

function from15(verdict: LogVerdict, program: string, pid?: number): FirewallMessage {
  return { dialect: 'from-15', verdict, program: program || undefined, pid, from: undefined, to: undefined };
}

const HANDLED = 'Handle flow with processPID: ';
const HANDLED_NAME = ' and bundleid: ';

function handled(message: string): FirewallMessage | undefined {
  if (!message.startsWith(HANDLED)) return undefined;
  const digits = HANDLED.length;
  const end = endOfDigits(message, digits);
  const pid = wholeNumber(message, digits, end);
  if (pid === undefined || !message.startsWith(HANDLED_NAME, end)) return undefined;
  return from15('other', message.slice(end + HANDLED_NAME.length), pid);
}

const QUEUED = 'Enqueuing new inbound flow for ';
const QUEUED_MISSPELT = 'Enqueing new inbound flow for ';

function queued(message: string): FirewallMessage | undefined {
  if (message.startsWith('Prompting')) return from15('asked', '');
  const head = [QUEUED, QUEUED_MISSPELT].find((one) => message.startsWith(one))?.length;
  const end = head === undefined ? -1 : message.lastIndexOf(' with identifier: ');
  return head === undefined || end < head ? undefined : from15('asked', message.slice(head, end));
}

const FOUND = 'Found known filter app';
const FOUND_BY = ' by signing identifier';
const RETURNS = 'return known verdict';

function found(message: string): FirewallMessage | undefined {
  const known = message.startsWith(FOUND);
  const returns = known || message.startsWith('Found matching app') ? message.indexOf(RETURNS) : -1;
  if (returns === -1) return undefined;
  const named = known && message.startsWith(FOUND_BY, FOUND.length);
  return from15(numberedVerdict(message), named ? unpunctuated(message, (FOUND + FOUND_BY).length, returns) : '');
}

const KNOWN_FLOW = 'KNOWN APP FLOW:';

function knownFlow(message: string): FirewallMessage | undefined {
  const returns = message.startsWith(KNOWN_FLOW) ? message.indexOf(', return') : -1;
  if (returns === -1) return undefined;
  return from15(numberedVerdict(message), message.slice(KNOWN_FLOW.length, returns).trim());
}

/** A number that is not the last word of the message is none that we know. */
function numberedVerdict(message: string): LogVerdict {
  if (message.endsWith('verdict: 1')) return 'allowed';
  return message.endsWith('verdict: 2') ? 'denied' : 'other';
}

/** Words are kept apart by single spaces; what stands in front of these is a program's name, and may hold any. */
const ENDS = / from (\S+) to port (\S+) proto=(\S+)$/;

function addressed(message: string): FirewallMessage | undefined {
  const verdict = spokenVerdict(message);
  const match = verdict && ENDS.exec(message);
  if (!match) return undefined;
  const [, from = '', to = '', protocol = ''] = match;
  const words = message.slice(message.indexOf(' ') + 1, match.index);
  return {
    dialect: 'to-14',
    verdict,
    program: withoutEnding(words) || undefined,
    pid: undefined,
    from: source(from),
    to: target(to, protocol),
  };
}

/** A closed port was knocked at, and stealth mode kept silent: that is a refusal without a program. */
function stealth(message: string): FirewallMessage | undefined {
  const head = 'Stealth Mode connection attempt to ';
  if (!message.startsWith(head)) return undefined;
  const [protocol = '', to = '', word, from = ''] = message
    .slice(head.length, head.length + 256)
    .trim()
    .split(' ', 4);
  return {
    dialect: 'to-14',
    verdict: 'denied',
    program: undefined,
    pid: undefined,
    from: word === 'from' ? source(from) : undefined,
    to: word === 'from' ? target(to, protocol.toLowerCase()) : undefined,
  };
}

/** `ntpd: Deny UDP CONNECT (in:2 out:0)`: several connections in one line, with no other end. */
function summarized(message: string): FirewallMessage | undefined {
  if (!message.endsWith(')') || !message.includes(' (in:')) return undefined;
  const colon = message.lastIndexOf(': ');
  const verdict = colon < 1 ? undefined : spokenVerdict(message.slice(colon + 2));
  if (verdict === undefined) return undefined;
  return {
    dialect: 'to-14',
    verdict,
    program: message.slice(0, colon),
    pid: undefined,
    from: undefined,
    to: undefined,
  };
}

function spokenVerdict(words: string): LogVerdict | undefined {
  return words.startsWith('Deny ') ? 'denied' : words.startsWith('Allow ') ? 'allowed' : undefined;
}

function source(word: string): NetworkEnd | undefined {
  const colon = word.lastIndexOf(':');
  const port = portIn(word, colon);
  const address = addressIn(word, colon);
  return port === undefined || address === undefined ? undefined : { address, port };
}

/** The port may stand alone. */
function target(word: string, number: string): FirewallMessage['to'] {
  const colon = word.lastIndexOf(':');
  const port = portIn(word, colon);
  const protocol = number === '6' ? 'tcp' : number === '17' ? 'udp' : number;
  if (port === undefined) return undefined;
  if (colon === -1) return { port, protocol };
  const address = addressIn(word, colon);
  return address === undefined ? undefined : { address, port, protocol };
}

/** What stands behind the last colon: `192.168.1.5:53`, `fe80::1%en0:53`. */
function portIn(word: string, colon: number): number | undefined {
  const port = wholeNumber(word, colon + 1, word.length);
  return port === undefined || port > 65_535 ? undefined : port;
}

/** A placeholder such as `<private>` is not an address that we can name. */
function addressIn(word: string, colon: number): string | undefined {
  return colon < 1 || word.indexOf('<') !== -1 ? undefined : word.slice(0, colon);
}

function endOfDigits(text: string, begin: number): number {
  let at = begin;
  while (text.charCodeAt(at) >= ZERO && text.charCodeAt(at) <= ZERO + 9) at += 1;
  return at;
}

/** One to nine digits, and nothing else, from `begin` to `end`. */
function wholeNumber(text: string, begin: number, end: number): number | undefined {
  if (end <= begin || end - begin > 9) return undefined;
  let value = 0;
  for (let at = begin; at < end; at += 1) {
    const digit = text.charCodeAt(at) - ZERO;
    if (!(digit >= 0 && digit <= 9)) return undefined;
    value = value * 10 + digit;
  }
  return value;
}

const SPACE = 32;
const ZERO = 48;

function withoutEnding(words: string): string {
  if (words.endsWith(' data in')) return words.slice(0, -' data in'.length).trim();
  return words.endsWith(' connecting') ? words.slice(0, -' connecting'.length).trim() : words.trim();
}

/** What lies between two wordings whose punctuation is not known. */
function unpunctuated(text: string, begin: number, end: number): string {
  let first = begin;
  let last = end;
  while (first < last && isPunctuation(text.charCodeAt(first))) first += 1;
  while (last > first && isPunctuation(text.charCodeAt(last - 1))) last -= 1;
  return text.slice(first, last);
}

/** Space, comma, colon, semicolon. */
function isPunctuation(code: number): boolean {
  return code === SPACE || code === 44 || code === 58 || code === 59;
}
