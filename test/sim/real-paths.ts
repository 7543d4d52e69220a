import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { ALSO_AT, type Program, PROGRAMS } from '../../src/core/command';
import type { MacState } from './mac-state';
import { isInstalled } from './run-program';
import { type ShimSettings, StateFile } from './state-file';
import { temporaryFolder } from './temporary-folder';

/** How one call ended. */
export interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly tookMs: number;
}

const PROJECT = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** A namespace needs root, or a system that lets everybody have one. */
const asRoot = process.getuid?.() === 0;
const UNSHARE = asRoot ? ['-m'] : ['-r', '-m'];

/** Why production code cannot be run with programs at their real paths here; undefined when it can. */
export function whyNoPrivateRoot(): string | undefined {
  if (process.platform !== 'linux') return 'it takes a Linux kernel';
  const folder = temporaryFolder('probe');
  const probe = spawnSync('unshare', [...UNSHARE, '/bin/sh', '-c', `${setUp(folder.path, [])}\necho ready`], {
    encoding: 'utf8',
  });
  folder.remove();
  if (probe.stdout?.trim() === 'ready') return undefined;
  return `no namespace of one's own: ${probe.error?.message ?? probe.stderr.trim()}`;
}

/**
 * This computer once more, in a namespace of its own: everything that is written lands in a layer that goes with it, so
 * programs can be placed at the absolute paths of a Mac, and what a script leaves behind can be listed.
 */
export class PrivateRoot {
  /** A folder that both sides see. What is written there is in no listing. */
  readonly shared: string;
  private readonly folder: ReturnType<typeof temporaryFolder>;
  private readonly shell: ChildProcess;
  private readonly answers: string[] = [];
  private waiting: ((line: string) => void) | undefined;
  private count = 0;

  constructor() {
    this.folder = temporaryFolder('private-root');
    const base = join(this.folder.path, 'layers');
    this.shared = join(this.folder.path, 'shared');
    for (const path of [base, this.shared]) mkdirSync(path);
    const others = [PROJECT, dirname(process.execPath)].filter((path) => statSync(path).dev !== statSync('/').dev);
    const loop = `while read -r file; do /bin/sh "$file" >"$file.out" 2>"$file.err" </dev/null; echo "$?"; done`;
    const text = `${setUp(base, [this.shared, ...others])}\n${loop}`;
    this.shell = spawn('unshare', [...UNSHARE, '/bin/sh', '-c', text], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.shell.stdout?.setEncoding('utf8').on('data', (line: string) => {
      if (this.waiting === undefined) this.answers.push(line);
      else this.waiting(line);
    });
  }

  /** Runs a shell text inside as root, in an environment of nothing but what is said. */
  run(text: string, environment: Readonly<Record<string, string>> = {}): Promise<Ended> {
    return this.inside(text, environment, '');
  }

  /** Runs it as somebody who is not root. */
  runAsPerson(text: string, environment: Readonly<Record<string, string>> = {}): Promise<Ended> {
    return this.inside(text, environment, '/usr/bin/unshare -U ');
  }

  /** Writes an executable at its absolute path. */
  async place(programs: Readonly<Record<string, string>>): Promise<void> {
    const lines = Object.entries(programs).flatMap(([path, text], at) => {
      const draft = join(this.shared, `program-${at}`);
      writeFileSync(draft, `#!/bin/sh\n${text}\n`);
      return [`mkdir -p '${dirname(path)}'`, `cp --remove-destination '${draft}' '${path}'`, `chmod 755 '${path}'`];
    });
    const { exitCode, stderr } = await this.run(lines.join(' &&\n'));
    if (exitCode !== 0) throw new Error(`The programs could not be placed: ${stderr}`);
  }

  /** Takes this computer's own programs away from wherever those of a Mac may stand. */
  async clearPlaces(): Promise<void> {
    const paths = [...Object.values(PROGRAMS), ...Object.values(ALSO_AT).flat()].map((path) => `'${path}'`);
    const { exitCode, stderr } = await this.run(`PATH=/usr/bin; exec /usr/bin/rm -f ${paths.join(' ')}`);
    if (exitCode !== 0) throw new Error(`This computer's own programs stay in the way: ${stderr}`);
  }

  /** Every file and folder that was made or changed since the beginning, with its content's checksum. */
  async written(): Promise<readonly string[]> {
    const layer = `/outside${join(this.folder.path, 'layers/upper')}`;
    const { stdout } = await this.run(
      `cd '${layer}' && find . -mindepth 1 -type f -exec cksum {} + , -mindepth 1 ! -type f -print`,
    );
    return stdout.split('\n').filter((line) => line !== '' && line !== './outside');
  }

  close(): void {
    this.shell.stdin?.end();
    this.folder.remove();
  }

  private async inside(text: string, environment: Readonly<Record<string, string>>, prefix: string): Promise<Ended> {
    this.count += 1;
    const file = join(this.shared, `call-${this.count}`);
    const variables = { PATH: '/usr/bin:/bin:/usr/sbin:/sbin', HOME: '/tmp', ...environment };
    const words = Object.entries(variables).map(([name, value]) => `'${name}=${value}'`);
    writeFileSync(`${file}.sh`, `${text}\n`);
    writeFileSync(file, `cd /\nexec ${prefix}/usr/bin/env -i ${words.join(' ')} /bin/sh '${file}.sh'\n`);
    const begun = Date.now();
    const answer = new Promise<string>((resolve) => (this.waiting = resolve));
    this.shell.stdin?.write(`${file}\n`);
    const exitCode = Number(await answer);
    this.waiting = undefined;
    const read = (name: string): string => readFileSync(`${file}.${name}`, 'utf8');
    return { exitCode, stdout: read('out'), stderr: read('err'), tookMs: Date.now() - begun };
  }
}

/** Lays a writable layer over the disk and makes that the root; the old root stays reachable at /outside. */
function setUp(base: string, binds: readonly string[]): string {
  const root = `${base}/root`;
  return [
    'set -e',
    'mount --make-rprivate /',
    `mount -t tmpfs -o mode=755 none '${base}'`,
    `mkdir '${base}/upper' '${base}/work' '${root}'`,
    asRoot ? overWholeDisk(base) : overFolders(base),
    ...['/proc', '/dev', ...binds].map((path) => `mkdir -p '${root}${path}'; mount --rbind '${path}' '${root}${path}'`),
    `mkdir '${root}/outside'`,
    `cd '${root}'`,
    'pivot_root . outside',
    'cd /',
    'set +e',
  ].join('\n');
}

function overWholeDisk(base: string): string {
  return `mount -t overlay -o 'lowerdir=/,upperdir=${base}/upper,workdir=${base}/work' overlay '${base}/root'`;
}

/**
 * Who is not root may not lay a layer over a disk that others are mounted in, so some folders stay as they are; and may
 * only write to folders that are there in the layer from the beginning.
 */
function overFolders(base: string): string {
  const folders = [...new Set(Object.values(PROGRAMS).map(dirname))];
  const tops = new Set(['/Library', '/System', ...folders.map((path) => path.split('/').slice(0, 2).join('/'))]);
  return `mount --bind '${base}/root' '${base}/root'
mkdir -p ${folders.map((path) => `'${base}/upper${path}'`).join(' ')}
for path in /*; do
  if [ -L "$path" ]; then cp -P "$path" '${base}/root/'; continue; fi
  [ -d "$path" ] || continue
  case "$path" in /proc | /dev) continue ;; esac
  mkdir -p "${base}/root$path" "${base}/upper$path" "${base}/work$path"
  mount -t overlay -o "lowerdir=$path,upperdir=${base}/upper$path,workdir=${base}/work$path,userxattr" overlay "${base}/root$path" 2>/dev/null ||
    mount --rbind "$path" "${base}/root$path"
done
for path in ${[...tops].join(' ')}; do
  [ ! -e "$path" ] || continue
  mkdir -p "${base}/root$path" "${base}/upper$path"
  mount --bind "${base}/upper$path" "${base}/root$path"
done`;
}

/** A simulated Mac at the real paths: its programs, run by node, and its state in a file that both sides see. */
export class RealPathsMac {
  readonly root: PrivateRoot;
  private readonly file: StateFile;

  private constructor(root: PrivateRoot) {
    this.root = root;
    this.file = new StateFile(root.shared);
  }

  static async create(state: MacState): Promise<RealPathsMac> {
    const mac = new RealPathsMac(new PrivateRoot());
    const { shared } = mac.root;
    const bundle = join(shared, 'shim.cjs');
    await bundleTo(bundle);
    const settings: ShimSettings = { latency: 'none', callers: 'by-uid' };
    writeFileSync(join(shared, 'settings.json'), JSON.stringify(settings));
    mac.file.write(state);
    const text = `exec '${process.execPath}' '${bundle}' '${shared}' '' "$0" "$@"`;
    const programs = (Object.keys(PROGRAMS) as Program[]).filter((program) => isInstalled(state, program));
    await mac.root.clearPlaces();
    await mac.root.place(Object.fromEntries(programs.map((program) => [PROGRAMS[program], text])));
    await mac.root.run('mkdir -p /Library /System/Library');
    return mac;
  }

  get state(): MacState {
    return this.file.read();
  }

  change(update: (state: MacState) => MacState): void {
    this.file.update((before) => ({ state: update(before), value: undefined }));
  }

  close(): void {
    this.root.close();
  }
}

async function bundleTo(outfile: string): Promise<void> {
  const entry = join(dirname(fileURLToPath(import.meta.url)), 'shim-main.ts');
  await build({ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'cjs', logLevel: 'silent' });
}
