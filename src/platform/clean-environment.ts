import { accountName } from './this-mac';

/** What makes a shell, an interpreter or the dynamic linker run or load something before, or instead of, the script. */
const DANGEROUS =
  /^(BASH_ENV|ENV|SHELLOPTS|BASHOPTS|PS4|CDPATH|IFS|GLOBIGNORE|BASH_FUNC_.*|PERL5.*|PYTHON.*|RUBY.*|DYLD_.*|LD_PRELOAD|LD_LIBRARY_PATH|LD_AUDIT|NODE_OPTIONS|ELECTRON_RUN_AS_NODE)$/;

/**
 * Makes this process a safe parent for a program that asks for root rights; returns what undoes it.
 *
 * sudo-prompt hands on the whole environment and the current folder, writes the folder's name into the text root's shell
 * reads, and lets root use `USER` in paths. So the folder is `/`, `USER` is what the system's directory says, and new files
 * are closed to others, for as long as the dialog is open.
 */
export function cleanEnvironment(): () => void {
  const before = { ...process.env };
  const folder = currentFolder();
  const mask = process.umask(0o077);
  for (const name of Object.keys(process.env)) {
    if (DANGEROUS.test(name)) delete process.env[name];
  }
  const account = accountName();
  const set: Readonly<Record<string, string>> = {
    PATH: '/usr/bin:/bin:/usr/sbin:/sbin',
    ...(account === undefined ? {} : { USER: account, LOGNAME: account }),
  };
  Object.assign(process.env, set);
  process.chdir('/');
  return () => {
    restore(before, set);
    process.umask(mask);
    if (folder !== undefined) changeBack(folder);
  };
}

/** Only what was changed goes back: others may have set variables in the meantime. */
function restore(before: NodeJS.ProcessEnv, set: Readonly<Record<string, string>>): void {
  for (const name of Object.keys(set)) {
    if (before[name] === undefined) delete process.env[name];
  }
  for (const [name, value] of Object.entries(before)) {
    if (value !== undefined && (DANGEROUS.test(name) || name in set)) process.env[name] = value;
  }
}

function currentFolder(): string | undefined {
  try {
    return process.cwd();
  } catch {
    return undefined;
  }
}

function changeBack(folder: string): void {
  try {
    process.chdir(folder);
  } catch {
    // The folder has gone; `/` is as good.
  }
}
