import { constants } from 'node:fs';
import { type FileFacts, type FileLayer, plainFileError, readAll, withFile } from './file-layer';
import { POLICY_LIMIT_BYTES } from './policy-tokens';

export interface PolicyPlace {
  readonly files: FileLayer;
  readonly path: string;
  readonly owner: number | undefined;
}

/** The policy's file as it stands on disk; what its text says is asked elsewhere. */
export type StoredPolicy =
  | { readonly kind: 'missing' }
  | { readonly kind: 'text'; readonly text: string; readonly bytes: Uint8Array }
  /** The person's own file, but not UTF-8. */
  | { readonly kind: 'not-text'; readonly reason: string; readonly bytes: Uint8Array }
  /** It may not be trusted, or it could not be read whole. */
  | { readonly kind: 'unfit'; readonly reason: string };

const GROUP_OR_OTHERS_WRITE = 0o022;

/** Reads the file of the policy where nobody but the person could have written it. Changes nothing on disk, never throws. */
export async function loadPolicy({ files, path, owner }: PolicyPlace): Promise<StoredPolicy> {
  try {
    const facts = await files.facts(path);
    if (facts === undefined) return { kind: 'missing' };
    const unfit = whyUnfit(facts, owner);
    if (unfit !== undefined) return { kind: 'unfit', reason: unfit };
    const opened = await files.open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    return await withFile(opened, async (file): Promise<StoredPolicy> => {
      const now = whyUnfit(await file.facts(), owner);
      if (now !== undefined) return { kind: 'unfit', reason: now };
      const bytes = await readAll(file, POLICY_LIMIT_BYTES);
      return bytes === undefined ? { kind: 'unfit', reason: TOO_LARGE } : decoded(bytes);
    });
  } catch (error) {
    return { kind: 'unfit', reason: `it cannot be read: ${plainFileError(error)}` };
  }
}

const TOO_LARGE = 'it is larger than 256 KB';

function whyUnfit(facts: FileFacts, owner: number | undefined): string | undefined {
  if (facts.kind === 'link') return 'it is a link to another file';
  if (facts.kind !== 'file') return 'it is not a file';
  if (owner !== undefined && facts.owner !== owner) return 'it belongs to another account';
  if ((facts.mode & GROUP_OR_OTHERS_WRITE) !== 0) return 'other accounts may write to it';
  return facts.size > POLICY_LIMIT_BYTES ? TOO_LARGE : undefined;
}

function decoded(bytes: Uint8Array): StoredPolicy {
  try {
    // A byte-order mark stays, so that an edit gives back every byte it is not about.
    return { kind: 'text', text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes), bytes };
  } catch {
    return { kind: 'not-text', reason: 'it is not UTF-8 text', bytes };
  }
}
