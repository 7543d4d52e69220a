import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { join } from 'node:path';
import { type FileLayer, type OpenFile, syncFolder, withFile, writeAll } from './file-layer';

/**
 * Keeps a copy of a damaged journal under `quarantine`, and says where.
 *
 * The damaged file itself stays where it is. Reading it again makes no second copy of the same bytes.
 */
export async function quarantineCopy(files: FileLayer, folder: string, journal: string, date: Date): Promise<string> {
  const quarantine = join(folder, 'quarantine');
  await files.makeFolder(quarantine);
  const size = (await files.facts(journal))?.size;
  const hash = await hashOfFile(files, journal);
  const known = await findCopy(files, quarantine, hash, size);
  if (known !== undefined) return known;
  const path = await freeName(files, quarantine, date);
  try {
    await copyTo(files, journal, path);
  } catch (error) {
    await files.unlink(path).catch(() => undefined);
    throw error;
  }
  await syncFolder(files, quarantine);
  return path;
}

/** SHA-256 of a file's bytes, or of its first ones where it has more than `limit`. Never follows a link. */
export async function hashOfFile(files: FileLayer, path: string, limit = Infinity): Promise<string> {
  const hash = createHash('sha256');
  await withFile(await openToRead(files, path), (file) =>
    eachPart(file, async (part) => void hash.update(part), limit),
  );
  return hash.digest('hex');
}

/** A name under `quarantine` that is not taken: journal-<date>-<n>.jsonl. */
export async function freeName(files: FileLayer, quarantine: string, date: Date): Promise<string> {
  const day = date.toISOString().slice(0, 10);
  const taken = await files.list(quarantine);
  for (let number = 1; ; number += 1) {
    const name = `journal-${day}-${number}.jsonl`;
    if (!taken.includes(name)) return join(quarantine, name);
  }
}

async function findCopy(
  files: FileLayer,
  quarantine: string,
  hash: string,
  size: number | undefined,
): Promise<string | undefined> {
  for (const name of await files.list(quarantine)) {
    const path = join(quarantine, name);
    const facts = await files.facts(path);
    if (facts?.kind !== 'file' || facts.size !== size) continue;
    if ((await hashOfFile(files, path)) === hash) return path;
  }
  return undefined;
}

async function copyTo(files: FileLayer, from: string, to: string): Promise<void> {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  await withFile(await openToRead(files, from), async (source) => {
    await withFile(await files.open(to, flags, 0o600), async (target) => {
      await eachPart(source, (part) => writeAll(target, part));
      await target.sync();
    });
  });
}

function openToRead(files: FileLayer, path: string): Promise<OpenFile> {
  return files.open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
}

async function eachPart(file: OpenFile, use: (part: Uint8Array) => Promise<void>, limit = Infinity): Promise<void> {
  const part = new Uint8Array(256 * 1024);
  for (let position = 0; position < limit;) {
    const count = await file.read(part, position);
    if (count === 0) return;
    await use(part.subarray(0, count));
    position += count;
  }
}
