import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type FileLayer, syncFolder, writeNewFile } from './file-layer';

const MOST_IN_QUARANTINE = 50;

/**
 * Keeps a copy of an unreadable policy under `quarantine`, and says where; undefined where 50 other ones are kept there.
 *
 * The file's name holds the hash of its bytes, so reading the same file again makes no second copy.
 */
export async function keepInQuarantine(
  files: FileLayer,
  folder: string,
  bytes: Uint8Array,
): Promise<string | undefined> {
  const quarantine = join(folder, 'quarantine');
  await files.makeFolder(quarantine);
  const name = `policy-${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}.yaml`;
  const path = join(quarantine, name);
  const taken = (await files.list(quarantine)).filter((one) => /^policy-[0-9a-f]{16}\.yaml$/.test(one));
  if (taken.includes(name)) return path;
  // A person who writes the file with an editor that saves by itself makes a new unreadable text every few seconds.
  if (taken.length >= MOST_IN_QUARANTINE) return undefined;
  await writeWhole(files, quarantine, name, bytes);
  return path;
}

/** Keeps the bytes of a policy under `backups` with the next free number, and says where. */
export async function keepBackup(files: FileLayer, folder: string, bytes: Uint8Array): Promise<string> {
  const backups = join(folder, 'backups');
  await files.makeFolder(backups);
  const taken = await files.list(backups);
  for (let number = 1; ; number += 1) {
    const name = `policy-before-import-${number}.yaml`;
    if (taken.includes(name)) continue;
    await writeWhole(files, backups, name, bytes);
    return join(backups, name);
  }
}

/** The name appears when all of it is on disk: whoever finds it finds a whole copy. */
async function writeWhole(files: FileLayer, folder: string, name: string, bytes: Uint8Array): Promise<void> {
  const temporary = join(folder, `${name}.${randomBytes(8).toString('hex')}.tmp`);
  try {
    await writeNewFile(files, temporary, bytes);
    await files.rename(temporary, join(folder, name));
  } catch (error) {
    await files.unlink(temporary).catch(() => undefined);
    throw error;
  }
  await syncFolder(files, folder);
}
