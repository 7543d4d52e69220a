import { createHash, randomBytes } from 'node:crypto';
import { constants, readFileSync } from 'node:fs';
import { link, lstat, open, rename, unlink } from 'node:fs/promises';
import { uptime } from 'node:os';
import * as z from 'zod/mini';
import { errorCode, plainFileError } from './file-layer';

const ownerSchema = z.object({
  pid: z.int().check(z.nonnegative()),
  startedAt: z.number(),
  processStart: z.string(),
  token: z.string().check(z.regex(/^[0-9a-f]{32}$/)),
});

/** Who holds a lock: one process, told apart from a later one with the same number by when it started. */
export type LockOwner = z.infer<typeof ownerSchema>;

export interface LockFileOptions {
  readonly path: string;
  /** How long a lock counts where a process cannot be told from a later one with the same number. */
  readonly oldestMs: number;
  readonly now?: () => number;
  /** When this computer was started; an owner from before then is gone, whoever has its number now. */
  readonly bootedAt?: () => number;
}

export type LockAttempt =
  /** Giving it back never fails: where the file cannot be removed, this process no longer takes it for a lock. */
  | { readonly kind: 'acquired'; release(): Promise<void> }
  | { readonly kind: 'held'; readonly owner: LockOwner | undefined };

/**
 * What this process has given up although its file is still there, since the disk did not let it be removed. Its owner is
 * alive, so nothing else would ever end such a lock.
 */
const givenUp = new Set<string>();

/**
 * Tries once to make a lock file, taking over one whose process is gone. Rejects in words where none can be made.
 *
 * The file appears whole (a synced temporary file, linked), so nobody ever reads half of it. For a takeover one must first make
 * the file `<path>.<token of the dead owner>`, which only one process can; then the lock is replaced in one step. A
 * takeover that dies half-way is itself taken over the same way.
 */
export async function tryLock(options: LockFileOptions): Promise<LockAttempt> {
  const { path } = options;
  const mine: LockOwner = {
    pid: process.pid,
    startedAt: (options.now ?? Date.now)(),
    processStart: processStart(process.pid) ?? '',
    token: randomBytes(16).toString('hex'),
  };
  const temporary = `${path}.${mine.token}.tmp`;
  try {
    await writeSynced(temporary, JSON.stringify(mine));
    for (let attempt = 1; ; attempt += 1) {
      if (await linkNew(temporary, path)) return acquired(path, mine);
      const taken = await takeOver(temporary, mine, options);
      // No owner: it was released, or taken over by another, while we looked.
      if (taken.kind === 'acquired' || taken.owner !== undefined || attempt === 5) return taken;
    }
  } catch (error) {
    givenUp.add(mine.token);
    throw new Error(`the lock ${path} cannot be made: ${plainFileError(error)}`, { cause: error });
  } finally {
    await unlink(temporary).catch(() => undefined);
  }
}

/**
 * Waits for a lock that whoever holds it has for milliseconds; undefined where it is still held after five seconds.
 *
 * They are counted by a clock that nobody can set, and by no number of attempts: on a busy disk one takes as long as many.
 */
export async function waitForLock(
  options: LockFileOptions,
): Promise<Extract<LockAttempt, { kind: 'acquired' }> | undefined> {
  const end = performance.now() + LONGEST_WAIT_MS;
  for (let pause = SHORTEST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    const attempt = await tryLock(options);
    if (attempt.kind === 'acquired') return attempt;
    if (performance.now() + pause > end) return undefined;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

const LONGEST_WAIT_MS = 5_000;
const SHORTEST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 80;

async function takeOver(temporary: string, mine: LockOwner, options: LockFileOptions): Promise<LockAttempt> {
  const claims: string[] = [];
  try {
    return await takeOverClaiming(temporary, mine, options, claims);
  } catch (error) {
    const last = claims.at(-1);
    if (last !== undefined && (await ownerIn(last).catch(() => undefined))?.token === mine.token) {
      await unlink(last).catch(() => undefined);
    }
    throw error;
  }
}

async function takeOverClaiming(
  temporary: string,
  mine: LockOwner,
  options: LockFileOptions,
  claims: string[],
): Promise<LockAttempt> {
  const { path } = options;
  const first = await ownerIn(path);
  if (first === undefined) return { kind: 'held', owner: undefined };
  let owner: LockOwner | undefined = first;
  while (owner !== undefined) {
    if (isHeld(owner, options)) return { kind: 'held', owner };
    const claim = `${path}.${owner.token}`;
    claims.push(claim);
    if (await linkNew(temporary, claim)) break;
    owner = await ownerIn(claim);
  }
  const mineNow = claims.at(-1) ?? '';
  // Somebody may have taken the lock over, and tidied up, before our claim was made.
  const unchanged = owner !== undefined && (await ownerIn(path))?.token === first.token;
  if (!unchanged) {
    if (owner !== undefined) await unlink(mineNow).catch(() => undefined);
    return { kind: 'held', owner: await ownerIn(path) };
  }
  await rename(temporary, path);
  for (const claim of claims) await unlink(claim).catch(() => undefined);
  return acquired(path, mine);
}

function acquired(path: string, mine: LockOwner): LockAttempt {
  return {
    kind: 'acquired',
    release: async () => {
      givenUp.add(mine.token);
      try {
        const owner = await ownerIn(path);
        if (owner?.token === mine.token) await unlink(path);
        // One that is not to be seen may only be out of reach, with its whole folder.
        if (owner !== undefined && owner.pid !== NOBODY) givenUp.delete(mine.token);
      } catch {
        // It stays where it is, given up.
      }
    },
  };
}

async function linkNew(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

async function writeSynced(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/**
 * Who made the file; undefined where there is none. One that cannot be read has an owner that only its age can end.
 *
 * Anybody who may write to the folder can have put a link there, or a pipe that nobody ever writes to.
 */
async function ownerIn(path: string): Promise<LockOwner | undefined> {
  try {
    const facts = await lstat(path);
    const token = createHash('sha256').update(`${facts.ino} ${facts.mtimeMs}`).digest('hex').slice(0, 32);
    const unreadable: LockOwner = { pid: NOBODY, startedAt: facts.mtimeMs, processStart: '', token };
    if (!facts.isFile() || facts.size > LIMIT_BYTES) return unreadable;
    return await readText(path).then(
      (text) => (text === undefined ? unreadable : (parseOwner(text) ?? unreadable)),
      (error: unknown) => (errorCode(error) === 'ENOENT' ? undefined : unreadable),
    );
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

const LIMIT_BYTES = 4096;

async function readText(path: string): Promise<string | undefined> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const bytes = new Uint8Array(LIMIT_BYTES);
    for (let length = 0; ;) {
      const { bytesRead } = await file.read(bytes, length, bytes.length - length, length);
      if (bytesRead === 0) return Buffer.from(bytes.subarray(0, length)).toString('utf8');
      length += bytesRead;
      if (length === bytes.length) return undefined;
    }
  } finally {
    await file.close().catch(() => undefined);
  }
}

const NOBODY = 0;

function parseOwner(text: string): LockOwner | undefined {
  try {
    return ownerSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function isHeld(owner: LockOwner, options: LockFileOptions): boolean {
  if (givenUp.has(owner.token)) return false;
  if (owner.pid !== NOBODY && !isAlive(owner.pid)) return false;
  if (owner.pid !== NOBODY && owner.startedAt < startOfComputer(options) - BOOT_DOUBT_MS) return false;
  const start = processStart(owner.pid);
  if (start !== undefined && owner.processStart !== '') return start === owner.processStart;
  const age = (options.now ?? Date.now)() - owner.startedAt;
  return age <= options.oldestMs;
}

/** By how much the time of the start can seem to move when the clock is set. */
const BOOT_DOUBT_MS = 10_000;

function startOfComputer({ now, bootedAt }: LockFileOptions): number {
  if (bootedAt !== undefined) return bootedAt();
  // Another clock than the computer's says nothing about when the computer was started.
  return now === undefined ? Date.now() - uptime() * 1000 : -Infinity;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

/** When a process started, in the kernel's own count; macOS tells it only through a program, which is not worth starting. */
function processStart(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field, the program's name, may hold spaces and brackets; the 22nd is the twentieth after it.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
