import { spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { textsAt } from '../../src/core/config/config-format';
import { COMPOSE_PORTS } from '../../src/core/config/compose-ports';
import { sameJson } from '../../src/core/json';
import { type RowResult, runsIn } from '../../src/core/journal';
import { recoverInterrupted } from '../../src/core/recover';
import { createJournalFile } from '../../src/platform/journal-file';
import { closedText } from '../core/config/promises';
import { tally } from '../faults/tally';
import { lasting } from '../sim/mac-state';
import { stockMac } from '../sim/machines';
import { plankaCompose } from '../sim/serving-files';
import { withEngine, withProject } from '../sim/serving-parts';
import { FileApp, type FileOrder, type FileRan, MacOnDisk, placesIn } from './file-child';
import type { FileKill } from './kill-points';

const OLD = plankaCompose('3100:1337');
const NEW = closedText(COMPOSE_PORTS, OLD, 'planka');
const MODE = 0o640;
type Purpose = FileOrder['purpose'];

/** A place for experiments, one at a time; how it stands at the beginning of each kind is kept as a folder. */
interface Lab {
  readonly root: string;
  readonly starts: Readonly<Record<Purpose, string>>;
  /** How the Mac stood before anything was changed. */
  readonly first: unknown;
  readonly whole: Readonly<Record<Purpose, FileRan>>;
}

let folder: string;
let bundle: string;
let labs: readonly Lab[];

beforeAll(async () => {
  folder = folderInMemory();
  bundle = join(folder, 'file-child.cjs');
  const entryPoints = [join(import.meta.dirname, 'file-child.ts')];
  await build({
    entryPoints,
    outfile: bundle,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'silent',
  });
  labs = await Promise.all(['one', 'two'].map(openLab));
}, 60_000);
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** What is killed is a process and not the power, so the files need no disk; on a slow one they take most of the time. */
function folderInMemory(): string {
  try {
    return mkdtempSync('/dev/shm/batten-files-');
  } catch {
    return mkdtempSync(join(tmpdir(), 'batten-files-'));
  }
}

async function openLab(name: string): Promise<Lab> {
  const root = join(folder, name);
  const starts = { apply: `${root}-apply`, rollback: `${root}-rollback` };
  const { data, project, file, mac } = placesIn(root);
  for (const path of [root, project]) mkdirSync(path);
  mkdirSync(data, { mode: 0o700 });
  writeFileSync(file, OLD);
  chmodSync(file, MODE);
  writeFileSync(mac, JSON.stringify(withProject(withEngine(stockMac('26.5')), file, { [file]: OLD })));
  cpSync(root, starts.apply, { recursive: true });
  const first = standing(new MacOnDisk(root));
  const applied = await run({ root, purpose: 'apply' });
  cpSync(root, starts.rollback, { recursive: true });
  const takenBack = await run({ root, purpose: 'rollback' });
  if (applied.ran === undefined || takenBack.ran === undefined) throw new Error('The app died by itself');
  return { root, starts, first, whole: { apply: applied.ran, rollback: takenBack.ran } };
}

/** Starts the app and returns when it is done or dead. */
async function run(order: FileOrder): Promise<{ readonly died: boolean; readonly ran?: FileRan }> {
  const child = spawn(process.execPath, [bundle, JSON.stringify(order)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
  await new Promise((resolve) => child.once('close', resolve));
  if (child.signalCode === 'SIGKILL') return { died: true };
  return { died: false, ran: JSON.parse(printed) as FileRan };
}

/**
 * Every moment at which the disk or the Mac stands differently from the one before. A process that dies takes nothing back,
 * so syncing and closing make no such moment; between a write and its sync the file may have got its mode.
 */
function killsAround({ calls, changedAfter }: FileRan): readonly FileKill[] {
  const first: readonly FileKill[] = [{ at: 1, when: 'before' }];
  return calls.reduce((kills, call, index) => {
    const at = index + 1;
    const isSync = call.startsWith('fsync');
    const isFresh = (isSync && call.includes('.batten-')) || changedAfter.includes(index);
    return [
      ...kills,
      ...(isFresh ? [{ at, when: 'before' as const }] : []),
      ...(call.startsWith('write') ? [{ at, when: 'half' as const }] : []),
      ...(isSync || call.startsWith('close') ? [] : [{ at, when: 'after' as const }]),
    ];
  }, first);
}

function standing(onDisk: MacOnDisk): unknown {
  onDisk.look();
  return lasting(onDisk.mac.state);
}

/** Kills the app as told, starts it again, and gives what is wrong then. */
async function troublesAfter(lab: Lab, purpose: Purpose, kill: FileKill): Promise<readonly string[]> {
  const { root } = lab;
  rmSync(root, { recursive: true });
  cpSync(lab.starts[purpose], root, { recursive: true });
  const { died } = await run({ root, purpose, kill });
  const troubles = [...(died ? [] : ['nobody was killed']), ...fileTroubles(root, [OLD, NEW], 'right after the kill')];

  const onDisk = new MacOnDisk(root);
  const app = new FileApp(root, onDisk);
  const recover = (): ReturnType<typeof recoverInterrupted> =>
    recoverInterrupted([app.task], app.policy, {
      ...app.ports,
      progressLog: { read: () => Promise.resolve(undefined) },
    });
  const before = runsIn((await app.ports.journal.read()).entries);
  const open = before.filter(({ end }) => end === 'open').map(({ number }) => number);
  const recovered = await recover();
  if (
    !sameJson(
      recovered.map(({ run: number }) => number),
      open,
    )
  )
    troubles.push('not every open run was recovered');
  troubles.push(...fileTroubles(root, [OLD, NEW], 'after the restart'), ...strayFiles(root));
  const runs = runsIn((await app.ports.journal.read()).entries);
  troubles.push(...(runs.at(-1)?.rows ?? []).flatMap((row) => rowTroubles(row, onDisk, root)));
  if (runs.length === 0) troubles.push(...fileTroubles(root, [OLD], 'while the journal knows of no run'));
  if ((await recover()).length > 0) troubles.push('a second recovery finds something');

  const back = await app.change('rollback');
  const isBack =
    back === undefined || (back.kind === 'done' && back.rows.every(({ outcome }) => outcome === 'verified'));
  if (!isBack) troubles.push(`the rollback: ${JSON.stringify(back)}`);
  troubles.push(...fileTroubles(root, [OLD], 'after the rollback'), ...strayFiles(root));
  if (!sameJson(standing(onDisk), lab.first)) troubles.push(`not as at first: ${JSON.stringify(hostOf(onDisk))}`);
  const chain = await createJournalFile({ folder: placesIn(root).data }).verifyChain();
  if (chain.kind !== 'sound') troubles.push(`the chain is broken: ${JSON.stringify(chain)}`);
  return troubles;
}

/** The file is one of these texts, byte for byte, and has kept its mode. */
function fileTroubles(root: string, texts: readonly string[], when: string): readonly string[] {
  const { file } = placesIn(root);
  const bytes = readFileSync(file);
  const mode = statSync(file).mode & 0o7777;
  return [
    ...(texts.some((text) => bytes.equals(Buffer.from(text))) ? [] : [`${when}: ${bytes.toString()}`]),
    ...(mode === MODE ? [] : [`${when} its mode is ${mode.toString(8)}`]),
  ];
}

function strayFiles(root: string): readonly string[] {
  const { project, file } = placesIn(root);
  return readdirSync(project).flatMap((name) => (name === basename(file) ? [] : [`${name} was left behind`]));
}

/** What a row of the journal says of the file and of the service is what can be seen without Batten. */
function rowTroubles({ now, taskId }: RowResult, onDisk: MacOnDisk, root: string): readonly string[] {
  const text = readFileSync(placesIn(root).file, 'utf8');
  const spots = COMPOSE_PORTS.find(text, 'planka');
  const texts = spots.kind === 'read' ? textsAt(text, spots.value.slices) : [];
  const live = hostOf(onDisk) === '127.0.0.1' ? 'this-mac' : 'wider';
  const { texts: said, live: saidLive } = now as { readonly texts?: unknown; readonly live?: unknown };
  return sameJson([said, saidLive], [texts, live]) ? [] : [`${taskId}: ${JSON.stringify({ now, texts, live })}`];
}

/** The address at which the engine has published the service. */
function hostOf({ mac }: MacOnDisk): string | undefined {
  const container = mac.state.engine?.containers.find(({ compose }) => compose?.service === 'planka');
  return container?.published.find(({ containerPort }) => containerPort === 1337)?.host?.address;
}

describe.each(['apply', 'rollback'] as const)('during the %s', (purpose) => {
  it('without a kill, the file is exchanged and the service listens as it says', () => {
    for (const lab of labs) {
      const { outcome, calls, changedAfter } = lab.whole[purpose];
      expect(outcome).toMatchObject({ kind: 'done', rows: [{ outcome: 'verified' }] });
      expect(calls.filter((call) => call === 'write journal.jsonl')).toHaveLength(3);
      expect(calls.filter((call) => call === 'rename docker-compose.yml')).toHaveLength(1);
      expect(calls.filter((call) => call === 'write .docker-compose.yml.batten-*')).toHaveLength(1);
      expect(changedAfter).toHaveLength(1);
      // Copies have a random part in their names, too.
      const plain = (one: Lab | undefined) =>
        one?.whole[purpose].calls.map((call) => call.replace(/ [0-9a-f]{8}-/, ' *-'));
      expect(plain(lab)).toEqual(plain(labs[0]));
    }
  });

  it(
    'a kill at any call leaves the old file or the new one, and the journal knows which',
    { timeout: 600_000 },
    async () => {
      const waiting = labs.slice(0, 1).flatMap(({ whole }) => killsAround(whole[purpose]));
      expect(waiting.length).toBeGreaterThan(40);
      const tried = waiting.length;
      const wrong: Record<string, readonly string[]> = {};
      const work = async (lab: Lab): Promise<void> => {
        for (let kill = waiting.shift(); kill !== undefined; kill = waiting.shift()) {
          const troubles = await troublesAfter(lab, purpose, kill);
          const call = lab.whole[purpose].calls[kill.at - 1] ?? '';
          if (troubles.length > 0) wrong[`${kill.when} ${kill.at} ${call}`] = troubles;
        }
      };
      await Promise.all(labs.map(work));
      tally('kill points', tried, Object.keys(wrong).length);
      expect(wrong).toEqual({});
    },
  );
});
