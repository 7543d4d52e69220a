import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { inverse } from '../../src/core/change-as-person';
import { CONFIG_KINDS } from '../../src/core/config/config-kinds';
import { textsAt } from '../../src/core/config/config-format';
import type { FileEdit } from '../../src/core/file-edit';
import type { PolicyChange } from '../../src/core/policy-store';
import type { RunReceipts } from '../../src/core/receipts';
import { openDataFolder } from '../../src/platform/data-folder';
import { createFileEditor } from '../../src/platform/file-editor';
import { type FileLayer, realFiles } from '../../src/platform/file-layer';
import { createJournalFile } from '../../src/platform/journal-file';
import { createPolicyFile } from '../../src/platform/policy-file';
import { defaultPolicyText } from '../../src/platform/policy-default';
import { createProgressLog } from '../../src/platform/progress-log';
import { createRunReceipts } from '../../src/platform/run-receipts';
import { createSettingsFile } from '../../src/platform/settings-file';
import { closedText } from '../core/config/promises';
import { planned, verified } from '../platform/journal-events';
import { policyWith, TASK_IDS } from '../platform/policy-texts';
import { plankaCompose } from '../sim/serving-files';
import { messageOf } from './plain-words';

/** How a deed ended: done, or why not, in the words that a person reads. */
export type Ended = { readonly kind: 'done' } | { readonly kind: 'refused'; readonly reason: string };

/** Something that Batten does to a file of its own or of the person's. */
export interface Deed {
  /** Makes the folder as it stands before; it is there and empty. */
  readonly arrange: (folder: string) => Promise<void>;
  readonly act: (folder: string, files: FileLayer) => Promise<Ended>;
  /** What the next start shows. */
  readonly look: (folder: string) => Promise<unknown>;
  /** What it may show besides the state before and the one after, each with a name for it. */
  readonly between?: Readonly<Record<string, (seen: unknown) => boolean>>;
}

const OWNER = process.getuid?.() ?? -1;
const DONE: Ended = { kind: 'done' };
/** Nothing was found where something lay: said of a file that is really gone, and of no other. */
export const GONE = 'it is not to be found';
const gone: Ended = { kind: 'refused', reason: GONE };
const OPERATION = 'b'.repeat(32);

async function attempted(act: () => Promise<unknown>): Promise<Ended> {
  try {
    await act();
    return DONE;
  } catch (error) {
    return { kind: 'refused', reason: messageOf(error) };
  }
}

/** The journal as the next start reads it: its runs in short, and whether Batten only reads. */
async function journalIn(folder: string, receipts?: RunReceipts): Promise<unknown> {
  const reading = await createJournalFile({ folder, ...(receipts === undefined ? {} : { receipts }) }).read();
  return { kind: reading.kind, events: reading.entries.map(({ event }) => event.kind) };
}

const journalOf = async (folder: string, ...runs: readonly number[]): Promise<void> => {
  const journal = createJournalFile({ folder });
  for (const run of runs) await journal.append(planned(run));
};
const append = (folder: string, files: FileLayer): Promise<Ended> =>
  attempted(() => createJournalFile({ folder, files }).append(verified(1)));
const journalPath = (folder: string): string => join(folder, 'journal.jsonl');
const startNew = async (folder: string, files: FileLayer, receipts?: RunReceipts): Promise<Ended> => {
  const options = { folder, files, ...(receipts === undefined ? {} : { receipts }) };
  const started = await createJournalFile(options).startNewJournal();
  return started.kind === 'started' ? DONE : started;
};

/** The old journal is set aside whole, and the new one is not begun yet: the person decides again, or the next run begins it. */
const setAside = {
  'the old journal is in quarantine and there is none yet': (seen: unknown) =>
    JSON.stringify(seen) === '{"kind":"sound","events":[]}' || JSON.stringify(seen) === '{"kind":"broken","events":[]}',
};

/** Receipts of one run, which the journal may or may not tell of. */
const RECEIPTS: RunReceipts = {
  read: () =>
    Promise.resolve({
      kind: 'read',
      receipts: [{ operationId: 'e'.repeat(32), begunAt: 0, uid: 1, head: '0'.repeat(64) }],
    }),
};

const policyOf = (folder: string, files: FileLayer = realFiles): ReturnType<typeof createPolicyFile> =>
  createPolicyFile({ folder, taskIds: TASK_IDS, files });
const policyIn = async (folder: string): Promise<unknown> => {
  const { policy, problem } = await policyOf(folder).read();
  const path = join(folder, 'policy.yaml');
  return { text: existsSync(path) ? readFileSync(path, 'utf8') : 'none', policy, problem: problem?.reason };
};
const changed = (change: PolicyChange): Ended =>
  change.kind === 'changed' ? DONE : { kind: 'refused', reason: change.reason };
const MINE = policyWith('# mine\nservices:\n');
const BROKEN = policyWith('servces:\n');
const policyFile = (text: string) => (folder: string) => {
  writeFileSync(join(folder, 'policy.yaml'), text, { mode: 0o600 });
  return Promise.resolve();
};
const contacts = async (folder: string, files: FileLayer): Promise<Ended> =>
  changed(await policyOf(folder, files).change({ kind: 'airdrop', value: 'Contacts Only' }));

const settingsIn = async (folder: string): Promise<unknown> => createSettingsFile(folder).read();
const settle = (folder: string, files: FileLayer): Promise<Ended> =>
  attempted(() => createSettingsFile(folder, files).change({ elevationBackend: 'osascript' }));

const OLD = plankaCompose('3100:1337');
const project = (folder: string): string => join(folder, 'planka');
const compose = (folder: string): string => join(project(folder), 'docker-compose.yml');
const closing = (folder: string): FileEdit => {
  const kind = CONFIG_KINDS.compose;
  const [spots, closed] = [kind.find(OLD, 'planka'), kind.closed(OLD, 'planka')];
  if (spots.kind === 'unreadable' || closed.kind === 'unreadable') throw new Error('Planka cannot be closed');
  return {
    path: compose(folder),
    format: 'compose',
    subject: 'planka',
    from: textsAt(OLD, spots.value.slices),
    to: closed.value,
  };
};
const editIn = async (folder: string, files: FileLayer, edit: FileEdit): Promise<Ended> => {
  const runner = { run: () => Promise.reject(new Error('nothing was to be asked')) };
  const editor = createFileEditor({ backups: join(folder, 'backups'), runner, owner: OWNER, files });
  const outcome = await editor.edit(edit, 1);
  return outcome.kind === 'written' ? DONE : outcome;
};
/** As the next start finds it: it tidies up first. Every copy that says whose it is has to be whole. */
const fileIn = async (folder: string): Promise<unknown> => {
  const runner = { run: () => Promise.reject(new Error('nothing was to be asked')) };
  await createFileEditor({ backups: join(folder, 'backups'), runner, owner: OWNER }).tidy(compose(folder));
  return {
    text: readFileSync(compose(folder), 'utf8'),
    mode: statSync(compose(folder)).mode & 0o7777,
    beside: readdirSync(project(folder)),
  };
};
const projectWith = (text: string) => (folder: string) => {
  mkdirSync(project(folder));
  writeFileSync(compose(folder), text, { mode: 0o640 });
  return Promise.resolve();
};

/** The text of a log as root leaves it. */
const LOG = `BEGUN 1763800000\nSEAL 1 ${'0'.repeat(64)}\nBEGIN 1\nCOMMAND 1 1 0 \nEND 1 no\nDONE 1\n`;
const withLog = (folder: string): Promise<void> => {
  writeFileSync(join(folder, `${OPERATION}.log`), LOG, { mode: 0o644 });
  return Promise.resolve();
};

/** Everything that Batten writes or reads to remember what it did, as a table of single deeds. */
export const DEEDS: Readonly<Record<string, Deed>> = {
  'an entry in a new journal': { arrange: () => Promise.resolve(), act: append, look: journalIn },
  'an entry in a journal': { arrange: (folder) => journalOf(folder, 1), act: append, look: journalIn },
  'an entry after a torn line': {
    arrange: async (folder) => {
      await journalOf(folder, 1, 2);
      truncateSync(journalPath(folder), statSync(journalPath(folder)).size - 40);
    },
    act: append,
    look: journalIn,
  },
  'the first entry after a journal that was set aside': {
    arrange: async (folder) => {
      writeFileSync(journalPath(folder), 'x\n', { mode: 0o600 });
      await createJournalFile({ folder }).startNewJournal();
      rmSync(journalPath(folder));
    },
    act: append,
    look: journalIn,
    between: {
      'the new journal has begun and tells of nothing yet': (seen) =>
        JSON.stringify(seen) === '{"kind":"sound","events":["begun-anew"]}',
    },
  },
  'reading a journal': {
    arrange: (folder) => journalOf(folder, 1, 2),
    act: async (folder, files) => {
      const reading = await createJournalFile({ folder, files }).read();
      return reading.kind === 'sound' ? DONE : { kind: 'refused', reason: reading.reason };
    },
    look: journalIn,
  },
  'keeping a copy of a damaged journal': {
    arrange: async (folder) => {
      await journalOf(folder, 1);
      writeFileSync(journalPath(folder), 'x\n', { flag: 'a' });
    },
    act: async (folder, files) => {
      const reading = await createJournalFile({ folder, files }).read();
      if (reading.kind === 'sound') return gone;
      if (reading.quarantine === journalPath(folder)) return { kind: 'refused', reason: reading.reason };
      if (!existsSync(reading.quarantine)) return gone;
      const same = readFileSync(reading.quarantine).equals(readFileSync(journalPath(folder)));
      if (!same) throw new Error('the copy is not the journal');
      return DONE;
    },
    look: journalIn,
  },
  'a new journal in the place of a damaged one': {
    arrange: async (folder) => {
      await journalOf(folder, 1);
      writeFileSync(journalPath(folder), 'x\n', { flag: 'a' });
    },
    act: startNew,
    look: journalIn,
    between: setAside,
  },
  'a new journal in the place of one that was replaced': {
    arrange: (folder) => journalOf(folder, 1),
    act: (folder, files) => startNew(folder, files, RECEIPTS),
    look: (folder) => journalIn(folder, RECEIPTS),
    between: {
      ...setAside,
      'it is damaged by now, since what it follows has been written': (seen) =>
        JSON.stringify(seen) === '{"kind":"broken","events":[]}',
    },
  },
  'a new journal where the old one was taken away': {
    arrange: () => Promise.resolve(),
    act: (folder, files) => startNew(folder, files, RECEIPTS),
    look: (folder) => journalIn(folder, RECEIPTS),
  },
  'reading the receipts': {
    arrange: withLog,
    act: async (folder, files) => {
      const reading = await createRunReceipts({ uid: 1, folder, files, owner: OWNER }).read();
      if (reading.kind === 'unreadable') return { kind: 'refused', reason: reading.reason };
      return reading.receipts.length === 1 ? DONE : gone;
    },
    look: (folder) => createRunReceipts({ uid: 1, folder, owner: OWNER }).read(),
  },
  'reading the log of root': {
    arrange: withLog,
    act: async (folder, files) => {
      const text = await createProgressLog({ folder, files, owner: OWNER }).read(OPERATION);
      if (text === undefined) return { kind: 'refused', reason: 'there is no log' };
      if (text !== LOG) throw new Error(`half a log was taken for a whole one: ${text}`);
      return DONE;
    },
    look: (folder) => createProgressLog({ folder, owner: OWNER }).read(OPERATION),
  },
  'an edit of the policy': { arrange: policyFile(MINE), act: contacts, look: policyIn },
  'the first edit of the policy': { arrange: () => Promise.resolve(), act: contacts, look: policyIn },
  'an import of a policy': {
    arrange: policyFile(MINE),
    act: async (folder, files) => changed(await policyOf(folder, files).importText(defaultPolicyText)),
    look: policyIn,
  },
  'an import over a broken policy': {
    arrange: policyFile(BROKEN),
    act: async (folder, files) => changed(await policyOf(folder, files).importText(defaultPolicyText)),
    look: policyIn,
  },
  'reading a policy': {
    arrange: policyFile(MINE),
    act: async (folder, files) => {
      const { problem } = await policyOf(folder, files).read();
      return problem === undefined ? DONE : { kind: 'refused', reason: problem.reason };
    },
    look: policyIn,
  },
  'keeping a copy of a broken policy': {
    arrange: policyFile(BROKEN),
    act: async (folder, files) => {
      const { problem } = await policyOf(folder, files).read();
      if (problem === undefined) return gone;
      if (problem.copy === undefined) return { kind: 'refused', reason: problem.reason };
      if (!existsSync(problem.copy)) return gone;
      if (readFileSync(problem.copy, 'utf8') !== BROKEN) throw new Error('the copy is not the policy');
      return DONE;
    },
    look: policyIn,
  },
  'the first settings': { arrange: () => Promise.resolve(), act: settle, look: settingsIn },
  'other settings': {
    arrange: async (folder) => void (await createSettingsFile(folder).change({ launchAtLogin: true })),
    act: settle,
    look: settingsIn,
  },
  'settings in the place of unreadable ones': {
    arrange: (folder) => {
      writeFileSync(join(folder, 'settings.json'), '{', { mode: 0o600 });
      return Promise.resolve();
    },
    act: settle,
    look: async (folder) => {
      const kept = readdirSync(folder).filter((name) => name.startsWith('settings'));
      const whole = kept.some((name) => readFileSync(join(folder, name), 'utf8') === '{');
      return { whole, ...((await settingsIn(folder)) as object) };
    },
    between: {
      'the unreadable ones are set aside and the defaults hold': (seen) =>
        JSON.stringify(seen).includes('"whole":true') && !JSON.stringify(seen).includes('problem'),
    },
  },
  'reading settings': {
    arrange: async (folder) => void (await createSettingsFile(folder).change({ launchAtLogin: true })),
    act: async (folder, files) => {
      const { problem } = await createSettingsFile(folder, files).read();
      return problem === undefined ? DONE : { kind: 'refused', reason: problem };
    },
    look: settingsIn,
  },
  'an edit of a file of the person': {
    arrange: projectWith(OLD),
    act: (folder, files) => editIn(folder, files, closing(folder)),
    look: fileIn,
  },
  'taking an edit back': {
    arrange: projectWith(closedText(CONFIG_KINDS.compose, OLD, 'planka')),
    act: (folder, files) => editIn(folder, files, inverse(closing(folder))),
    look: fileIn,
  },
  'opening the data folder': {
    arrange: () => Promise.resolve(),
    act: async (folder, files) => {
      const opened = await openDataFolder(folder, files, OWNER);
      return opened.kind === 'ready' ? DONE : opened;
    },
    look: (folder) => Promise.resolve(statSync(folder).mode & 0o777),
  },
};
