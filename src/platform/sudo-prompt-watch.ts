import { type FSWatcher, readdirSync, watch } from 'node:fs';
import { join } from 'node:path';
import { type AppletExpectation, AppletInspection } from './sudo-prompt-inspection';

export interface TamperWatchOptions extends AppletExpectation {
  /** The folder below which sudo-prompt makes its own. */
  readonly temporaryFolder: string;
  /** Ends the applet, and the dialog with it; says whether one was running. */
  readonly killApplet: () => Promise<boolean>;
  readonly pollMs?: number;
}

/** What another program did to the dialog's files, and whether root may have begun to read them by then. */
export interface Tampering {
  readonly what: string;
  readonly begun: boolean;
}

/** A watch over the dialog's files; `stop` says what was changed, or undefined. */
export interface TamperWatch {
  stop(): Promise<Tampering | undefined>;
}

/**
 * Watches what sudo-prompt lays open while its dialog waits for a password.
 *
 * The library keeps the script that root will read in a folder that any program of the same person can write to. Every
 * change there ends the applet. A change right before the password is accepted can still win; the outcome then says so.
 * Start it before the library: whatever folder of its kind appears from then on is taken for the library's.
 */
export function startTamperWatch(options: TamperWatchOptions): TamperWatch {
  const known = new Set(librarysFolders(options.temporaryFolder));
  const inspections = new Map<string, AppletInspection>();
  const watchers: FSWatcher[] = [];
  let tampered: Tampering | undefined;

  const look = async (): Promise<void> => {
    for (const name of librarysFolders(options.temporaryFolder)) {
      if (known.has(name) || inspections.has(name)) continue;
      inspections.set(name, new AppletInspection(join(options.temporaryFolder, name), options));
    }
    for (const [name, inspection] of inspections) {
      const seen = inspection.look();
      if (seen.kind === 'tampered') tampered ??= { what: seen.detail, begun: seen.begun };
      if (seen.kind === 'ready-to-watch') watchers.push(...eventsFrom(seen.folder, again));
      // The library removes its folder, but only after its applet has ended.
      if (seen.kind !== 'gone') continue;
      if (await options.killApplet()) tampered ??= { what: 'its folder was moved or emptied', begun: true };
      inspections.delete(name);
      known.add(name);
    }
    // Again at every look: the applet may only just be starting.
    if (tampered !== undefined) await options.killApplet();
  };

  let looking: Promise<void> | undefined;
  const again = (): void => {
    looking ??= look()
      .catch(() => undefined)
      .finally(() => {
        looking = undefined;
      });
  };
  const timer = setInterval(again, options.pollMs ?? 50);
  return {
    stop: async () => {
      clearInterval(timer);
      for (const one of watchers) one.close();
      await looking;
      return tampered;
    },
  };
}

function librarysFolders(temporaryFolder: string): readonly string[] {
  try {
    return readdirSync(temporaryFolder).filter((name) => /^[0-9a-f]{32}$/.test(name));
  } catch {
    return [];
  }
}

/** Events come sooner than the next poll; where there are none, the poll is enough. */
function eventsFrom(folder: string, act: () => void): readonly FSWatcher[] {
  try {
    const watcher = watch(folder, { persistent: false }, act);
    watcher.on('error', () => watcher.close());
    return [watcher];
  } catch {
    return [];
  }
}
