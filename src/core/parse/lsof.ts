import { type Command, command, type CommandResult } from '../command';
import { type Parsed, read } from '../result';
import { answerOf, notUnderstood } from './answer';
import { hasNoPorts, isColumnHeader, parseLsofColumns } from './lsof-columns';
import { readLsofName, unescapeName } from './lsof-name';
import { type Judged, judge, type RowOwner, type SocketRows, sortRows } from './socket-row';

const FIELDS = 'pcuLftPnT';

/** TCP listeners of the person's own processes. `-w` keeps warnings about hung disks away, `-nP` names. */
export const LSOF_LISTENING = command('lsof', '-w', '-nP', '-iTCP', '-sTCP:LISTEN', '-F', FIELDS);

/** UDP sockets of the person's own processes, bound or not, connected or not. */
export const LSOF_UDP = command('lsof', '-w', '-nP', '-iUDP', '-F', FIELDS);

/** Everything that has an internet address: listeners and connections, TCP and UDP. */
export const LSOF_CONNECTIONS = command('lsof', '-w', '-nP', '-i', '-F', FIELDS);

/**
 * Reads the answer of any `lsof -i`, as fields or as columns.
 *
 * lsof exits with 1 whenever something that was asked for was not there: with no output at all that means no sockets, and
 * rows count whatever the exit code. Without root it leaves out other people's processes without a word. The order of
 * fields and lsof's exits are those of 4.91 (macOS) and 4.95 (Linux).
 */
export function parseLsof(asked: Command, result: CommandResult | undefined): Parsed<SocketRows> {
  const answer = answerOf(asked, result);
  if (answer.kind === 'unreadable') return answer;
  const { exitCode, stdout, stderr } = answer.value;
  const lines = stdout.split(/\r?\n/).filter((line) => line.trim() !== '');
  if (lines.length === 0 && exitCode === 1 && stderr.trim() === '') return read({ rows: [], skipped: 0, unread: [] });
  const asFields = lines.some((line) => /^p\d+$/.test(line));
  const found = asFields ? parseFields(lines) : parseLsofColumns(lines);
  const isKnown = asFields || found.rows.length + found.skipped > 0 || lines.some(isColumnHeader);
  if (!isKnown || exitCode < 0 || exitCode > 1) return notUnderstood(asked, answer.value);
  return read(withoutRepeats(found));
}

/** launchd holds one socket under several file descriptors, and lsof prints each of them. */
function withoutRepeats({ rows, skipped, unread }: SocketRows): SocketRows {
  const seen = new Set<string>();
  const once = rows.filter(({ protocol, family, local, remote, state, owner, device }) => {
    const from = remote === undefined ? '' : `${remote.address}%${remote.zone ?? ''} ${remote.port}`;
    const what = `${protocol} ${family ?? ''} ${state} ${local.address}%${local.zone ?? ''} ${local.port} ${from}`;
    const key = `${what} ${owner?.pid ?? ''} ${device ?? ''}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  return { rows: once, skipped: skipped + rows.length - once.length, unread };
}

/** Everything that lsof can print; a line that begins otherwise is not its own. */
const FIELD = /^[acCdDfFgGiIkKlLmMnNoOpPrRsStTuzZ]/;

function parseFields(lines: readonly string[]): SocketRows {
  const judged: { text: string; row: Judged }[] = [];
  const putUnread = (text: string): void => void judged.push({ text, row: undefined });
  const processes = splitBy('p', lines);
  processes.before.forEach(putUnread);
  for (const process of processes.sets) {
    const { before, sets } = splitBy('f', process);
    process.filter((line) => !FIELD.test(line)).forEach(putUnread);
    // lsof names no process without a file: something is missing here.
    if (sets.length === 0) putUnread(process.join(' '));
    let owner = ownerIn(before);
    for (const set of sets) {
      const row = owner === undefined ? undefined : readFile(set, owner);
      judged.push({ row, text: row === undefined ? [...before, ...set].join(' ') : '' });
      // The next process begins without its number: what follows is not this one's.
      if (set.some((line) => /^[cgLRu]/.test(line))) owner = undefined;
    }
  }
  return sortRows(judged);
}

/** Cuts lines into sets that begin with a field; `before` is what stands before the first. */
function splitBy(
  field: string,
  lines: readonly string[],
): { readonly before: readonly string[]; readonly sets: readonly (readonly string[])[] } {
  const before: string[] = [];
  const sets: string[][] = [];
  for (const line of lines) {
    if (line.startsWith(field)) sets.push([line]);
    else (sets.at(-1) ?? before).push(line);
  }
  return { before, sets };
}

/** Undefined where the process has no number: its files must not be given to the process before it. */
function ownerIn(lines: readonly string[]): RowOwner | undefined {
  const pid = /^p(\d{1,10})$/.exec(lines[0] ?? '')?.[1];
  if (pid === undefined) return undefined;
  const uid = lines.map((line) => /^u(\d{1,10})$/.exec(line)?.[1]).find((text) => text !== undefined);
  const name = unescapeName(lines.find((line) => line.startsWith('c'))?.slice(1) ?? '').trim();
  // Linux keeps 15 characters of a name, macOS 31.
  const nameCut: Pick<RowOwner, 'nameCut'> = name.length === 15 || name.length >= 31 ? { nameCut: true } : {};
  return {
    pid: Number(pid),
    ...(name === '' ? {} : { name, ...nameCut }),
    ...(uid === undefined ? {} : { uid: Number(uid) }),
  };
}

/** What is read of one file; of `T`, only the state. */
const READ_FIELDS: ReadonlySet<string> = new Set(['t', 'P', 'n', 'T', 'd']);

/** Undefined where a field comes twice, which means that a line between two files was lost. */
function fieldsIn(lines: readonly string[]): ReadonlyMap<string, string> | undefined {
  const fields = new Map<string, string>();
  for (const line of lines) {
    const field = line.charAt(0);
    if (!READ_FIELDS.has(field) || (field === 'T' && !line.startsWith('TST='))) continue;
    if (fields.has(field)) return undefined;
    fields.set(field, line.slice(field === 'T' ? 'TST='.length : 1));
  }
  return fields;
}

function readFile(lines: readonly string[], owner: RowOwner): Judged {
  const fields = fieldsIn(lines);
  if (fields === undefined) return undefined;
  const type = fields.get('t');
  const state = fields.get('T') ?? '';
  const device = fields.get('d');
  const protocol = fields.get('P') ?? (state === '' ? '' : 'TCP');
  if (type !== undefined && type !== 'IPv4' && type !== 'IPv6') return undefined;
  if (hasNoPorts(protocol)) return 'skipped';
  const ends = readLsofName(fields.get('n') ?? '', type);
  if ((protocol !== 'TCP' && protocol !== 'UDP') || ends === undefined) return undefined;
  const row = { protocol: protocol === 'TCP' ? 'tcp' : 'udp', ...ends, state, owner } as const;
  return judge(device === undefined ? row : { ...row, device });
}
