import { type FSWatcher, readdirSync, watch } from 'node:fs';
import { join } from 'node:path';
import { type Applet, followApplet } from './sudo-prompt-applet';
import { type AppletExpectation, AppletInspection } from './sudo-prompt-inspection';

export interface TamperWatchOptions extends AppletExpectation {
  /** The folder below which sudo-prompt makes its own. */
  readonly temporaryFolder: string;
  /** Ends the applet, and the dialog with it; says whether one was running. `known` is the one that Node told of. */
  readonly killApplet: (known: Applet) => Promise<boolean>;
  /** Told when Node has started it. */
  readonly meetApplet?: (known: Applet) => Promise<void>;
  readonly pollMs?: number;
  /** Only tests and measurements give this: `no-events` for a file system that tells nothing, `never` for no watch. */
  readonly looks?: 'no-events' | 'never';
}

/** What another program did to the dialog's files, and whether root may have begun to read them by then. */
export interface Tampering {
  readonly what: string;
  readonly begun: boolean;
}

/** A watch over the dialog's files; `stop` says what was changed, or undefined. */
export interface TamperWatch {
  /** Ends the applet now; says whether one was running. */
  kill(): Promise<boolean>;
  stop(): Promise<Tampering | undefined>;
}

const POLL_MS = 10;
/** Once the library's folder is known, another is looked for at every n-th look only: the temporary folder can be large. */
const LOOKS_BETWEEN_LISTINGS = 20;

/**
 * Watches what sudo-prompt lays open while its dialog waits for a password.
 *
 * The library keeps the script that root will read in a folder that any program of the same person can write to. Every
 * change there ends the applet. A change right before the password is accepted can still win; the outcome then says so.
 * It looks at every event of the file system, every 10 ms, right before the library starts the applet, right after, and
 * when the applet has ended, before the library tidies up. Start it before the library: whatever folder of its kind
 * appears from then on is taken for the library's.
 */
export function startTamperWatch(options: TamperWatchOptions): TamperWatch {
  const known = new Set(librarysFolders(options.temporaryFolder));
  const inspections = new Map<string, AppletInspection>();
  const watchers: FSWatcher[] = [];
  const leaving = new Map<string, string>();
  let tampered: Tampering | undefined;
  let looks = 0;
  let started = false;

  const lookAtAll = (): void => {
    if (options.looks === 'never') return;
    if (looks % LOOKS_BETWEEN_LISTINGS === 0 || watchers.length === 0) {
      for (const name of librarysFolders(options.temporaryFolder)) {
        if (known.has(name) || inspections.has(name)) continue;
        inspections.set(name, new AppletInspection(join(options.temporaryFolder, name), options));
      }
    }
    looks += 1;
    for (const [name, inspection] of inspections) {
      const seen = inspection.look(started);
      if (seen.kind === 'tampered') tampered ??= { what: seen.detail, begun: seen.begun };
      const tells = seen.kind === 'ready-to-watch' && options.looks === undefined;
      if (tells) watchers.push(...eventsFrom(seen.paths, again));
      if (seen.kind === 'as-at-the-end') leaving.set(name, seen.detail);
    }
  };

  const act = async (): Promise<void> => {
    for (const [name, what] of leaving) {
      if (await kill()) tampered ??= { what, begun: true };
      leaving.delete(name);
      inspections.delete(name);
      known.add(name);
    }
    // Again at every look: the applet may only just be starting.
    if (tampered !== undefined) await kill();
  };

  let isActing = false;
  let acting: Promise<void> | undefined;
  const again = (): void => {
    lookAtAll();
    // To act starts a program, and that leads here again.
    if (isActing || (tampered === undefined && leaving.size === 0)) return;
    isActing = true;
    acting = act()
      .catch(() => undefined)
      .finally(() => {
        isActing = false;
      });
  };
  const applet = followApplet({
    starting: again,
    started: () => {
      started = true;
      const isLost = inspections.size === 0 && options.looks !== 'never';
      if (isLost) tampered ??= { what: 'its folder is not where it was made', begun: false };
      again();
      void options.meetApplet?.(applet);
    },
    ended: () => {
      lookAtAll();
      // The library removes its folder only later.
      for (const what of leaving.values()) tampered ??= { what, begun: true };
    },
  });
  const kill = (): Promise<boolean> => options.killApplet(applet);
  const timer = setInterval(again, options.pollMs ?? POLL_MS);
  return {
    kill,
    stop: async () => {
      clearInterval(timer);
      applet.stop();
      for (const one of watchers) one.close();
      await acting;
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

/** Events come sooner than the next look by the clock; where there are none, that is enough. */
function eventsFrom(paths: readonly string[], act: () => void): readonly FSWatcher[] {
  return paths.flatMap((path) => {
    try {
      const watcher = watch(path, { persistent: false }, act);
      watcher.on('error', () => watcher.close());
      return [watcher];
    } catch {
      return [];
    }
  });
}
