import { constants } from 'node:fs';
import { join } from 'node:path';
import { parseReceipt, type ReceiptsReading, type RunReceipt, type RunReceipts } from '../core/receipts';
import { OPERATIONS_FOLDER } from '../core/script';
import { errorCode, type FileFacts, type FileLayer, plainFileError, realFiles, withFile } from './file-layer';

export interface RunReceiptsOptions {
  /** The numeric user id of the person whose receipts are asked for; those of others are left out. */
  readonly uid: number;
  readonly folder?: string;
  readonly files?: FileLayer;
  /** Only tests give this: who must own folder and logs in place of root. */
  readonly owner?: number;
}

/** A folder with more logs is not read: it would take longer than anybody waits before a change. */
const MOST_LOGS = 10_000;
/** The two lines of a receipt are shorter. */
const HEADER_BYTES = 256;
const AT_A_TIME = 64;
const GROUP_OR_OTHERS_WRITE = 0o022;

/**
 * Reads what root has logged of each operation: the receipts that no program of the person's can forge, change or delete.
 *
 * Where the folder is not there, Batten has never changed this Mac. A folder or a log that cannot be read makes the answer
 * `unreadable`; a file that anybody but root could have written, or that is no receipt, proves nothing and is left out.
 */
export function createRunReceipts(options: RunReceiptsOptions): RunReceipts {
  const { uid, folder = OPERATIONS_FOLDER, files = realFiles, owner = 0 } = options;
  // Root writes the first lines of a log once; only the names have to be looked at again.
  const known = new Map<string, RunReceipt | 'none'>();
  const unreadable = (reason: string): ReceiptsReading => ({
    kind: 'unreadable',
    reason: `root's receipts in ${folder} cannot be read: ${reason}`,
  });
  return {
    read: async () => {
      try {
        const facts = await files.facts(folder);
        if (facts === undefined) return { kind: 'read', receipts: [] };
        if (facts.kind !== 'folder') return unreadable('it is not a folder');
        if (!isOnlyOf(owner, facts)) return unreadable('somebody else than root may write there');
        const names = (await files.list(folder)).filter((name) => LOG_NAME.test(name));
        if (names.length > MOST_LOGS) {
          return unreadable(`there are more than ${MOST_LOGS} logs; move old ones to another folder`);
        }
        const found: (RunReceipt | 'none' | undefined)[] = [];
        for (let at = 0; at < names.length; at += AT_A_TIME) {
          const some = names.slice(at, at + AT_A_TIME);
          found.push(...(await Promise.all(some.map((name) => receiptIn(name, { folder, files, owner, known })))));
        }
        return { kind: 'read', receipts: found.flatMap((one) => (isReceiptOf(uid, one) ? [one] : [])) };
      } catch (error) {
        return unreadable(plainFileError(error));
      }
    },
  };
}

/** The receipts of whoever runs Batten, as an option of the journal; nothing where the system has no numbers for people. */
export function receiptsOf(uid: number | undefined): { readonly receipts?: RunReceipts } {
  return uid === undefined ? {} : { receipts: createRunReceipts({ uid }) };
}

const LOG_NAME = /^[0-9a-f]{32}\.log$/;

interface Place {
  readonly folder: string;
  readonly files: FileLayer;
  readonly owner: number;
  readonly known: Map<string, RunReceipt | 'none'>;
}

/** `none` for a log that will never be a receipt; undefined for one that is not, or not yet. */
async function receiptIn(
  name: string,
  { folder, files, owner, known }: Place,
): Promise<RunReceipt | 'none' | undefined> {
  const seen = known.get(name);
  if (seen !== undefined) return seen;
  const path = join(folder, name);
  const named = await files.facts(path);
  if (named === undefined || named.kind !== 'file' || !isOnlyOf(owner, named)) return undefined;
  const text = await firstLines(path, files, owner);
  if (text === undefined) return undefined;
  const receipt = parseReceipt(name.slice(0, 32), text) ?? (hasTwoLines(text) ? 'none' : undefined);
  if (receipt !== undefined) known.set(name, receipt);
  return receipt;
}

async function firstLines(path: string, files: FileLayer, owner: number): Promise<string | undefined> {
  try {
    const opened = await files.open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    return await withFile(opened, async (file) => {
      const facts = await file.facts();
      if (facts.kind !== 'file' || !isOnlyOf(owner, facts)) return undefined;
      const bytes = new Uint8Array(HEADER_BYTES);
      for (let length = 0; ;) {
        const count = length < bytes.length ? await file.read(bytes.subarray(length), length) : 0;
        if (count === 0) return Buffer.from(bytes.subarray(0, length)).toString('latin1');
        length += count;
      }
    });
  } catch (error) {
    // Root has tidied up since the folder was listed.
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function hasTwoLines(text: string): boolean {
  return text.length === HEADER_BYTES || text.split('\n').length > 2;
}

function isOnlyOf(owner: number, facts: FileFacts): boolean {
  return facts.owner === owner && (facts.mode & GROUP_OR_OTHERS_WRITE) === 0;
}

function isReceiptOf(uid: number, one: RunReceipt | 'none' | undefined): one is RunReceipt {
  return one !== undefined && one !== 'none' && one.uid === uid;
}
