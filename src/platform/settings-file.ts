import { constants } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { KEEP_SECONDS } from '../core/keep-or-revert';
import { type FileLayer, plainFileError, readAll, realFiles, replaceFile, withFile } from './file-layer';

const settingsSchema = z.looseObject({
  schema: z.literal('batten.settings/1'),
  elevationBackend: z._default(z.enum(['sudo-prompt', 'osascript']), 'sudo-prompt'),
  launchAtLogin: z._default(z.boolean(), false),
  keepSeconds: z._default(z.int().check(z.gte(KEEP_SECONDS.shortest), z.lte(KEEP_SECONDS.longest)), KEEP_SECONDS.usual),
  /** The person has answered the question about starting at login, whatever the answer. */
  launchAtLoginAsked: z._default(z.boolean(), false),
});

/** The person's choices about Batten itself; what the Mac should look like is in the policy, not here. */
export interface Settings {
  readonly elevationBackend: 'sudo-prompt' | 'osascript';
  readonly launchAtLogin: boolean;
  /** How long a change that can lock out waits for Keep, in seconds. */
  readonly keepSeconds: number;
  readonly launchAtLoginAsked: boolean;
}

/** `problem` is there when the file could not be read: the settings are then the defaults. */
export interface SettingsReading {
  readonly settings: Settings;
  readonly problem?: string;
}

export interface SettingsFile {
  read(): Promise<SettingsReading>;
  /**
   * Returns when the change is on disk. A file that holds something else than settings is kept beside the new one; one that
   * cannot be read just now is left as it is. Rejects in words where nothing is changed.
   */
  change(change: Partial<Settings>): Promise<Settings>;
}

/** The settings of a person who has chosen nothing. */
export const DEFAULT_SETTINGS: Settings = {
  elevationBackend: 'sudo-prompt',
  launchAtLogin: false,
  keepSeconds: KEEP_SECONDS.usual,
  launchAtLoginAsked: false,
};

/** Opens the settings in a data folder. They are written whole or not at all; keys of later versions are kept. */
export function createSettingsFile(
  folder: string,
  files: FileLayer = realFiles,
  owner: number | undefined = process.getuid?.(),
): SettingsFile {
  const path = join(folder, 'settings.json');
  return {
    read: async () => {
      const stored = await load(files, path, owner);
      if (stored.kind === 'read') return { settings: settingsIn(stored.value) };
      const problem = `settings.json is not used, because ${stored.reason}; the defaults are`;
      return { settings: DEFAULT_SETTINGS, problem };
    },
    change: async (change) => {
      const stored = await load(files, path, owner);
      if (stored.kind === 'out-of-reach') throw notChanged(stored.reason);
      const before = stored.kind === 'read' ? stored.value : { schema: 'batten.settings/1', ...DEFAULT_SETTINGS };
      const after = settingsSchema.parse({ ...before, ...change });
      const steps = { exchanging: false };
      const rename = (from: string, to: string): Promise<void> => {
        steps.exchanging = true;
        return files.rename(from, to);
      };
      try {
        if (stored.kind === 'unreadable') await keepBeside(files, folder);
        await files.makeFolder(folder);
        await replaceFile({ ...files, rename }, path, `${JSON.stringify(after, undefined, 2)}\n`);
      } catch (error) {
        if (!steps.exchanging) throw notChanged(plainFileError(error));
        const which = 'settings.json is the old one or the new one, whole; it is not sure which';
        throw new Error(`${which}: ${plainFileError(error)}`, { cause: error });
      }
      return settingsIn(after);
    },
  };
}

type StoredSettings = z.infer<typeof settingsSchema>;

type Loaded =
  | { readonly kind: 'read'; readonly value: StoredSettings }
  /** What is there are no settings. */
  | { readonly kind: 'unreadable'; readonly reason: string }
  /** What is there may well be the person's settings: only the disk does not give them. */
  | { readonly kind: 'out-of-reach'; readonly reason: string };

const GROUP_OR_OTHERS_WRITE = 0o022;

async function load(files: FileLayer, path: string, owner: number | undefined): Promise<Loaded> {
  const unreadable = (reason: string): Loaded => ({ kind: 'unreadable', reason });
  try {
    const facts = await files.facts(path);
    if (facts === undefined) return { kind: 'read', value: settingsSchema.parse({ schema: 'batten.settings/1' }) };
    if (facts.kind !== 'file') return unreadable('it is not an ordinary file');
    if (owner !== undefined && facts.owner !== owner) return unreadable('it belongs to another account');
    if ((facts.mode & GROUP_OR_OTHERS_WRITE) !== 0) return unreadable('other accounts may write to it');
    const opened = await files.open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const bytes = await withFile(opened, (file) => readAll(file, 64 * 1024));
    if (bytes === undefined) return unreadable('it is larger than 64 KB');
    const value = settingsSchema.safeParse(JSON.parse(Buffer.from(bytes).toString('utf8')));
    return value.success ? { kind: 'read', value: value.data } : unreadable('it holds something Batten does not know');
  } catch (error) {
    if (error instanceof SyntaxError) return unreadable('it is not JSON');
    return { kind: 'out-of-reach', reason: plainFileError(error) };
  }
}

function notChanged(because: string): Error {
  return new Error(`settings.json is not changed: ${because}`);
}

async function keepBeside(files: FileLayer, folder: string): Promise<void> {
  const taken = await files.list(folder);
  for (let number = 1; ; number += 1) {
    const name = `settings.unreadable-${number}.json`;
    if (!taken.includes(name)) return files.rename(join(folder, 'settings.json'), join(folder, name));
  }
}

function settingsIn({ elevationBackend, launchAtLogin, keepSeconds, launchAtLoginAsked }: StoredSettings): Settings {
  return { elevationBackend, launchAtLogin, keepSeconds, launchAtLoginAsked };
}
