import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { type Program, PROGRAMS } from '../../src/core/command';
import { faultFor } from './faults';
import type { MacState } from './mac-state';
import { below, HELPERS } from './relocate';
import { isInstalled } from './run-program';
import { type ShimSettings, StateFile } from './state-file';
import { temporaryFolder } from './temporary-folder';

export interface ShimOptions extends Partial<ShimSettings> {
  /** The node that runs the shims; this process's own when it is left out. */
  readonly node?: string;
}

/**
 * A simulated Mac as executables: one file per program at its absolute path below `root`, the state in a file beside.
 *
 * For everything that starts programs by itself: the real command runner, an elevated script, sudo-prompt. A shim's caller
 * is root when BATTEN_SIM_ROOT=1, which only the elevated side sets; it is a person when BATTEN_SIM_USER=1; otherwise
 * `callers` decides, by default the real user id.
 */
export class ShimFolder {
  readonly root: string;
  private readonly file: StateFile;
  private readonly folder: ReturnType<typeof temporaryFolder>;
  private text = '';

  private constructor(folder: ReturnType<typeof temporaryFolder>) {
    this.folder = folder;
    this.root = join(folder.path, 'root');
    this.file = new StateFile(folder.path);
  }

  /** Writes the folder; the state is the given one until a shim is called. */
  static async create(state: MacState, options: ShimOptions = {}): Promise<ShimFolder> {
    const { latency = 'none', callers = 'by-uid', node = process.execPath } = options;
    const shims = new ShimFolder(temporaryFolder('shims'));
    const { folder, root } = shims;
    const main = join(folder.path, 'shim.cjs');
    writeFileSync(main, await bundle());
    writeFileSync(join(folder.path, 'settings.json'), JSON.stringify({ latency, callers } satisfies ShimSettings));
    shims.file.write(state);
    shims.text = `ELECTRON_RUN_AS_NODE=1 exec '${node}' '${main}' '${folder.path}' '${root}' "$0" "$@"`;
    for (const [path, text] of Object.entries(HELPER_TEXTS)) writeExecutable(below(root, path), text);
    mkdirSync(below(root, '/Library'));
    shims.placePrograms(state);
    return shims;
  }

  /** How the Mac stands now. */
  get state(): MacState {
    return this.file.read();
  }

  /** Where a program of the Mac lies in this folder. */
  pathOf(path: string): string {
    return below(this.root, path);
  }

  change(update: (state: MacState) => MacState): void {
    this.placePrograms(
      this.file.update((before) => {
        const state = update(before);
        return { state, value: state };
      }),
    );
  }

  dispose(): void {
    this.folder.remove();
  }

  /** A program that nobody has installed, or that a fault makes missing, is really not there. */
  private placePrograms(state: MacState): void {
    for (const [program, path] of Object.entries(PROGRAMS) as readonly [Program, string][]) {
      const fault = faultFor(state.faults, program, [], 'user');
      const missing = fault === undefined ? !isInstalled(state, program) : fault.effect.kind === 'is-missing';
      const place = below(this.root, path);
      if (missing) rmSync(place, { force: true });
      else if (!existsSync(place)) writeExecutable(place, this.text);
    }
  }
}

const HELPER_TEXTS: Readonly<Record<string, string>> = {
  [HELPERS.id]: `[ "$BATTEN_SIM_ROOT" != 1 ] || { echo 0; exit 0; }\nexec /usr/bin/id "$@"`,
  [HELPERS.date]: 'exec date "$@"',
  [HELPERS.sync]: 'exit 0',
  [HELPERS.rmdir]: 'exit 0',
  [HELPERS.sleep]: 'exec sleep "$@"',
};

function writeExecutable(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
}

let bundled: Promise<Uint8Array> | undefined;

/** The shims' program as one file, made once: node starts a single file in some 40 ms. */
function bundle(): Promise<Uint8Array> {
  bundled ??= build({
    entryPoints: [fileURLToPath(new URL('./shim-main.ts', import.meta.url))],
    bundle: true,
    write: false,
    minify: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'silent',
  }).then(({ outputFiles: [file] }) => {
    if (file === undefined) throw new Error('esbuild gave no file');
    return file.contents;
  });
  return bundled;
}
