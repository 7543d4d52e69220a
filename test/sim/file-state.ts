/** One file of the simulated Mac. Programs and apps that are only there, not read, have an empty text. */
export interface FileState {
  readonly text: string;
  readonly mode: number;
  /** An account name. */
  readonly owner: string;
  /** Milliseconds since 1970. */
  readonly modifiedAt: number;
  /** The path that a symbolic link leads to; its text is empty. */
  readonly link?: string;
}

export type Files = Readonly<Record<string, FileState>>;

/** What a name stands for on the simulated disk. */
export type Entry =
  | { readonly kind: 'file'; readonly path: string; readonly file: FileState }
  | { readonly kind: 'folder' }
  | { readonly kind: 'nothing' };

/** What a path leads to, links followed. */
export function entryAt(files: Files, path: string): Entry {
  let at = path;
  for (let followed = 0; followed < 8; followed += 1) {
    const file = files[at];
    if (file === undefined) return isFolder(files, at) ? { kind: 'folder' } : { kind: 'nothing' };
    if (file.link === undefined) return { kind: 'file', path: at, file };
    at = file.link.startsWith('/') ? file.link : `${parentOf(at)}/${file.link}`;
  }
  return { kind: 'nothing' };
}

const ALWAYS_THERE: readonly string[] = [
  '/',
  '/Applications',
  '/Library',
  '/System',
  '/Users',
  '/Users/Shared',
  '/tmp',
];

/** Whether something lies in this folder, or in one below it; some are there in any case. */
export function isFolder(files: Files, path: string): boolean {
  if (ALWAYS_THERE.includes(path)) return true;
  const start = path.endsWith('/') ? path : `${path}/`;
  return Object.keys(files).some((one) => one.startsWith(start));
}

/** The names that lie in a folder, in order. */
export function namesIn(files: Files, folder: string): readonly string[] {
  const start = folder.endsWith('/') ? folder : `${folder}/`;
  const names = Object.keys(files)
    .filter((path) => path.startsWith(start))
    .map((path) => path.slice(start.length).split('/')[0] ?? '');
  return [...new Set(names)].sort();
}

export function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}

/** The text of a file, links followed; undefined where there is none. */
export function textAt(files: Files, path: string): string | undefined {
  const entry = entryAt(files, path);
  return entry.kind === 'file' ? entry.file.text : undefined;
}
