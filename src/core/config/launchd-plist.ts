import { type Parsed, read, unreadable } from '../result';
import { configKind, type Piece, type Reading, readingOf } from './config-reading';
import { hostAndPort, hostScope, hostWords, isAddress } from './host';
import { dictMembers, type PlistElement, plistText, xmlPlist } from './xml-plist';

/** The subject that means the arguments of the program, and not one of its environment variables. */
export const PROGRAM_ARGUMENTS = 'ProgramArguments';

/**
 * Where a launchd job lets its program listen: one of its EnvironmentVariables, or its ProgramArguments.
 *
 * The subject is the variable's name (HOST, OLLAMA_HOST, HOSTNAME, NITRO_HOST), or `ProgramArguments`. A slice is the text
 * of one `<string>`; port, scheme and the option before the address stay. Source: launchd.plist(5).
 */
export const LAUNCHD_PLIST = configKind({
  format: 'launchd-plist',
  read(text, subject) {
    const top = xmlPlist(text);
    if (top.kind === 'unreadable') return top;
    const job = dictMembers(text, top.value);
    if (job === undefined) return unreadable('The file is not a launchd job, or says something twice.');
    return subject === PROGRAM_ARGUMENTS
      ? readArguments(text, job.get(PROGRAM_ARGUMENTS))
      : readVariable(text, job.get('EnvironmentVariables'), subject);
  },
  accepts: (text) => {
    const value = plistText(text);
    if (value === undefined || text.includes('>')) return false;
    const [, option, joined] = /^(-[\w.-]+)=(.*)$/.exec(value) ?? [];
    if (option !== undefined && joined !== undefined) return isHostOption(option) && addressIn(joined) !== undefined;
    return value === '' || addressIn(value) !== undefined;
  },
});

/** Options that are followed by the address to listen on; a short one only where an address follows. */
const HOST_OPTIONS: ReadonlySet<string> = new Set([
  '--host',
  '--hostname',
  '--bind',
  '--bind-address',
  '--bind-ip',
  '--bind_ip',
  '--listen',
  '--listen-address',
  '--web.listen-address',
  '--address',
  '--addr',
  '--ip',
  '-H',
  '-b',
]);

/** Go's programs take one dash for two. */
function isHostOption(text: string): boolean {
  return HOST_OPTIONS.has(text) || (isLong(text) && HOST_OPTIONS.has(`-${text}`));
}

function isLong(option: string): boolean {
  return option.length > 2;
}

/** An address with what stands around it. */
interface AddressIn {
  readonly before: string;
  readonly host: string;
  readonly after: string;
}

/** "0.0.0.0", "0.0.0.0:11434", "http://[::]:80/", ":8080", "*:80", "localhost"; undefined for names and anything else. */
function addressIn(value: string): AddressIn | undefined {
  const before = /^https?:\/\//.exec(value)?.[0] ?? '';
  const slash = before !== '' && value.endsWith('/') ? '/' : '';
  const parts = hostAndPort(value.slice(before.length, value.length - slash.length));
  if (parts === undefined) return undefined;
  const { host, port } = parts;
  const known = isAddress(host) || host === '*' || host.toLowerCase() === 'localhost' || (host === '' && port !== '');
  return known ? { before, host, after: port + slash } : undefined;
}

function pieceOf(element: PlistElement, prefix: string, { before, host, after }: AddressIn): Piece {
  return {
    slice: element.content,
    bound: hostScope(host),
    closed: read(`${prefix}${before}127.0.0.1${after}`),
  };
}

function readVariable(text: string, environment: PlistElement | undefined, name: string): Parsed<Reading> {
  const variables = environment === undefined ? undefined : dictMembers(text, environment);
  if (environment !== undefined && variables === undefined) {
    return unreadable('The EnvironmentVariables of the job are not understood.');
  }
  const element = variables?.get(name);
  if (element === undefined) return unreadable(`The job sets no variable ${name}; the program's own default decides.`);
  const value = element.name === 'string' && element.plain ? valueOf(text, element) : undefined;
  if (value === undefined) return unreadable(`The value of ${name} is written in a way that is not understood.`);
  const address = addressIn(value);
  if (address !== undefined) {
    const words = `lets the program listen on ${hostWords(address.host)}`;
    const piece = pieceOf(element, '', address);
    return read(readingOf([isLoopback(address) ? { ...piece, closed: read(rawOf(text, element)) } : piece], words));
  }
  const closed =
    value === ''
      ? read('127.0.0.1')
      : unreadable<string>(`${name} is set to what is no address. Set it to 127.0.0.1 by hand.`);
  return read(readingOf([{ slice: element.content, bound: 'unclear', closed }], `sets ${name} to what is no address`));
}

function readArguments(text: string, array: PlistElement | undefined): Parsed<Reading> {
  if (array?.name !== 'array') return unreadable('The job has no ProgramArguments.');
  const pieces: Piece[] = [];
  const places: string[] = [];
  let bare: string | undefined;
  const found = (element: PlistElement, prefix: string, address: AddressIn) => {
    const piece = pieceOf(element, prefix, address);
    pieces.push(isLoopback(address) ? { ...piece, closed: read(rawOf(text, element)) } : piece);
    places.push(hostWords(address.host));
  };

  const values = array.children.map((element) => (element.name === 'string' ? valueOf(text, element) : undefined));
  for (const [index, element] of array.children.entries()) {
    const value = values[index];
    if (value === undefined) return unreadable('An argument of the job is written in a way that is not understood.');
    const previous = values[index - 1] ?? '';
    const [, option, joined] = /^(-[\w.-]+)=(.*)$/.exec(value) ?? [];
    if (option !== undefined && joined !== undefined && isHostOption(option)) {
      const address = addressIn(joined);
      if (address === undefined || !element.plain) return unreadable(notAnAddress(option));
      found(element, `${option}=`, address);
    } else if (isHostOption(value)) {
      // Vite takes "--host" alone for every address.
      const follows = values[index + 1];
      if (isLong(value) && (follows === undefined || follows.startsWith('-'))) bare = value;
    } else if (isHostOption(previous)) {
      const address = addressIn(value);
      if (address !== undefined && element.plain) found(element, '', address);
      else if (isLong(previous) && !value.startsWith('-')) return unreadable(notAnAddress(previous));
    } else {
      const address = addressIn(value);
      // Without an option, an address of another computer is where the program connects to.
      const listens = address !== undefined && address.after !== '' && (isEvery(address) || isLoopback(address));
      if (listens && element.plain) found(element, '', address);
      // "sh -c", or a second address after one option: what is not a slice would stay open.
      else if (/0\.0\.0\.0|\[::\]|^::$/.test(value)) {
        return unreadable('An argument holds an address in a form that is not understood. Change it by hand.');
      }
    }
  }
  if (bare !== undefined) {
    const reason = `${bare} stands alone, which means every address. Write 127.0.0.1 after it by hand.`;
    return read(
      readingOf(pieces, 'lets the program listen on every address', { bound: 'wider', closed: unreadable(reason) }),
    );
  }
  if (pieces.length === 0) {
    const reason = 'No argument says an address; the program decides where it listens.';
    return read(readingOf([], 'says no address in its arguments', { bound: 'unclear', closed: unreadable(reason) }));
  }
  return read(readingOf(pieces, `lets the program listen on ${[...new Set(places)].join(', ')}`));
}

function notAnAddress(option: string): string {
  return `What stands after ${option} is no address. Set it to 127.0.0.1 by hand.`;
}

function isEvery({ host }: AddressIn): boolean {
  return ['*', '0.0.0.0', '::', '[::]'].includes(host);
}

function isLoopback({ host }: AddressIn): boolean {
  return hostScope(host) === 'this-mac';
}

function rawOf(text: string, { content }: PlistElement): string {
  return text.slice(content.start, content.end);
}

function valueOf(text: string, element: PlistElement): string | undefined {
  return plistText(rawOf(text, element));
}
