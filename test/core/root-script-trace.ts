/** The programs that were started, as `strace -f` saw them: every attempt, whether or not it was there. */
export function startedIn(trace: string): readonly string[] {
  return [...trace.matchAll(/\bexecve\("((?:[^"\\]|\\.)*)"/g)].map(([, path]) => plain(path));
}

export interface DiskChange {
  readonly call: string;
  readonly path: string;
}

const CHANGING =
  /\b(creat|truncate|mkdir|mkdirat|rmdir|unlink|unlinkat|rename|renameat|renameat2|link|linkat|symlink|symlinkat|chmod|fchmodat|chown|lchown|fchownat|mknod|mknodat|utime|utimes|utimensat|setxattr|lsetxattr|removexattr|mount|umount2|fchmod|fchown|ftruncate)\((?:AT_FDCWD, )?("(?:[^"\\]|\\.)*"|[^,)]*)/;
const OPENING =
  /\b(?:open|openat|openat2)\((?:AT_FDCWD, )?"((?:[^"\\]|\\.)*)", [^)]*\b(?:O_WRONLY|O_RDWR|O_CREAT|O_TRUNC)\b/;

/** What was opened for writing, made, removed or changed on the disk: every attempt. */
export function changesIn(trace: string): readonly DiskChange[] {
  return trace.split('\n').flatMap((line): readonly DiskChange[] => {
    const opened = OPENING.exec(line)?.[1];
    if (opened !== undefined) return [{ call: 'open', path: plain(opened) }];
    const [, call, path = ''] = CHANGING.exec(line) ?? [];
    return call === undefined ? [] : [{ call: call.replace(/at2?$/, ''), path: plain(path.replaceAll(/^"|"$/g, '')) }];
  });
}

/** strace writes bytes that are not printable in octal, and quotes as C does. */
function plain(text = ''): string {
  const bytes = text.replaceAll(/\\([0-7]{1,3}|.)/g, (_, code: string) =>
    /^[0-7]/.test(code) ? String.fromCharCode(Number.parseInt(code, 8)) : code,
  );
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
