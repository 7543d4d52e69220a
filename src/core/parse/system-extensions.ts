import { command, type CommandResult } from '../command';
import { type Parsed, read } from '../result';
import { answerOf, notUnderstood } from './answer';

export const SYSTEM_EXTENSIONS = command('systemextensionsctl', 'list');

/**
 * One copy of a system extension; an update leaves the old copy in the list until this Mac restarts.
 *
 * `state` is what stands between the brackets: "activated enabled" says that macOS accepted it, not that it runs.
 */
export interface SystemExtension {
  /** "com.apple.system_extension.network_extension"; absent for a row that stands under no heading. */
  readonly category?: string;
  readonly enabled: boolean;
  readonly active: boolean;
  /** Of its maker, ten characters; "-" for one without a signature of a team. */
  readonly team: string;
  readonly bundle: string;
  /** "6.4.1/7212", or with brackets in it: "6.5 nightly (7300)/7300". */
  readonly version: string;
  readonly name: string;
  readonly state: string;
}

/** The list; `complete` only where every line was understood and there are as many as "2 extension(s)" announces. */
export interface SystemExtensionList {
  readonly extensions: readonly SystemExtension[];
  readonly complete: boolean;
  /** Lines that are not understood. */
  readonly unread: readonly string[];
}

const HEADER = 'enabled\tactive\tteamID\tbundleID (version)\tname\t[state]';

/**
 * Reads `systemextensionsctl list`, which needs no root. Cells are separated by tabs; a mark that is not set is an empty
 * cell or one blank. With a category as argument a line "Category: …" comes first.
 *
 * @example "1 extension(s)\n--- com.apple.system_extension.endpoint_security\nenabled\tactive\tteamID\tbundleID (version)\tname\t[state]\n*\t*\tX9E956P446\tcom.crowdstrike.falcon.Agent (7.30/202.02)\tFalcon Sensor\t[activated enabled]\n"
 */
export function parseSystemExtensions(result: CommandResult | undefined): Parsed<SystemExtensionList> {
  const answer = answerOf(SYSTEM_EXTENSIONS, result);
  if (answer.kind === 'unreadable') return answer;
  const extensions: SystemExtension[] = [];
  const unread: string[] = [];
  let declared: number | undefined;
  let category: string | undefined;
  for (const line of answer.value.stdout.split(/\r?\n/)) {
    const words = line.trim();
    const count = /^(\d{1,6}) extension\(s\)$/.exec(words)?.[1];
    const heading = /^--- (\S+)(?: \(.*\))?$/.exec(words)?.[1];
    const extension = extensionIn(line, category);
    if (count !== undefined) declared = (declared ?? 0) + Number(count);
    else if (heading !== undefined) category = heading;
    else if (extension !== undefined) extensions.push(extension);
    else if (words !== '' && words !== HEADER && !/^Category: \S+$/.test(words)) unread.push(line);
  }
  if (answer.value.exitCode !== 0 || (declared === undefined && extensions.length === 0)) {
    return notUnderstood(SYSTEM_EXTENSIONS, answer.value);
  }
  // One that serves two purposes stands below both headings; whether it is then counted twice has not been seen.
  const distinct = new Set(
    extensions.map(({ team, bundle, version, state }) => [team, bundle, version, state].join('\t')),
  );
  const announced = declared === extensions.length || declared === distinct.size;
  return read({ extensions, complete: announced && unread.length === 0, unread });
}

function extensionIn(line: string, category: string | undefined): SystemExtension | undefined {
  const cells = line.split('\t').map((cell) => cell.trim());
  const [enabled = '?', active = '?', team = '', titled = '', name = '', bracketed = ''] = cells;
  const bundle = titled.split(' ', 1)[0] ?? '';
  const version = between(titled.slice(bundle.length + 1), '(', ')');
  const state = between(bracketed, '[', ']');
  const marked = [enabled, active].every((mark) => mark === '' || mark === '*');
  if (cells.length !== 6 || !marked || !/^\S+$/.test(team) || bundle === '') return undefined;
  if (version === undefined || state === undefined) return undefined;
  const where = category === undefined ? {} : { category };
  return { ...where, enabled: enabled === '*', active: active === '*', team, bundle, version, name, state };
}

/** What stands between the first and the last character of a text, when these are the given ones. */
function between(text: string, first: string, last: string): string | undefined {
  return text.length >= 2 && text.startsWith(first) && text.endsWith(last) ? text.slice(1, -1) : undefined;
}
