import { userInfo } from 'node:os';

/** Who runs Batten, and as which process. */
export interface ThisProcess {
  readonly asRoot: boolean;
  /** The short account name as the system's directory knows it; undefined where it knows none. */
  readonly account?: string;
  /** The home folder as the directory knows it. */
  readonly home?: string;
  readonly processId: number;
  /** The number of the account. */
  readonly userId?: number;
}

/**
 * Reads who runs Batten.
 *
 * From the system's directory and not from `USER`, which anything that starts Batten may set.
 */
export function thisProcess(): ThisProcess {
  const account = accountName();
  const home = homeFolder();
  return {
    asRoot: process.geteuid?.() === 0,
    processId: process.pid,
    ...(process.getuid === undefined ? {} : { userId: process.getuid() }),
    ...(account === undefined ? {} : { account }),
    ...(home === undefined ? {} : { home }),
  };
}

/** The short account name from the system's directory, not from the environment. */
export function accountName(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return undefined;
  }
}

function homeFolder(): string | undefined {
  try {
    const { homedir } = userInfo();
    return homedir.startsWith('/') ? homedir : undefined;
  } catch {
    return undefined;
  }
}
