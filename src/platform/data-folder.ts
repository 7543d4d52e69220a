import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { type FileLayer, plainFileError, realFiles } from './file-layer';

/** A folder that may be used, or why not as a sentence. */
export type DataFolder =
  | { readonly kind: 'ready'; readonly path: string }
  | { readonly kind: 'refused'; readonly path: string; readonly reason: string };

/** Where the person's records are: made known by the platform's custom, never by an argument of ours. */
export function dataFolderPath(platform: NodeJS.Platform = process.platform, environment = process.env): string {
  const home = homedir();
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Batten');
  const data = environment['XDG_DATA_HOME'] ?? '';
  // The XDG specification: a path that is not absolute is to be ignored.
  return join(isAbsolute(data) ? data : join(home, '.local', 'share'), 'Batten');
}

/**
 * Makes sure the folder is there, is the person's own and is closed to others.
 *
 * A link or another owner is refused: whoever made it would decide where the journal goes.
 */
export async function openDataFolder(
  path: string = dataFolderPath(),
  files: FileLayer = realFiles,
  owner: number | undefined = process.getuid?.(),
): Promise<DataFolder> {
  const refuse = (reason: string): DataFolder => ({
    kind: 'refused',
    path,
    reason: `${path} cannot be used: ${reason}`,
  });
  try {
    await files.makeFolder(path);
    const facts = await files.facts(path);
    if (facts?.kind === 'link') return refuse('it is a link to another place; remove the link');
    if (facts?.kind !== 'folder') return refuse('it is not a folder');
    if (facts.owner !== owner)
      return refuse('it belongs to another account (was Batten started with sudo, now or earlier?)');
    if ((facts.mode & 0o077) !== 0) await files.closeToOthers(path);
    return { kind: 'ready', path };
  } catch (error) {
    return refuse(plainFileError(error));
  }
}
