import { cpSync, existsSync, lstatSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { sameJson } from '../../src/core/json';
import type { JournalEvent } from '../../src/core/journal';
import { DEFAULT_POLICY, STRICT_POLICY } from '../../src/core/policy';
import { createJournalFile } from '../../src/platform/journal-file';
import { lineOf, nextEntry } from '../../src/platform/journal-lines';
import { createPolicyFile } from '../../src/platform/policy-file';
import { defaultPolicyText } from '../../src/platform/policy-default';
import { createSettingsFile, DEFAULT_SETTINGS } from '../../src/platform/settings-file';
import { readPolicyText } from '../../src/platform/policy-text';
import { TASK_IDS } from '../platform/policy-texts';
import type { MacState } from '../sim/mac-state';
import { App, Place, untrueRows } from './bench';
import { dataFolderIn, memoryFolder } from './memory-folder';
import { messageOf, whyNotPlain } from './plain-words';
import { inTime, type Tampering, TAMPERINGS } from './tampering';
import { tally } from './tally';

const MINUTES = { timeout: 300_000 };

/** A Mac with two runs behind it, as files: what every tampering starts from. */
interface Start {
  readonly state: MacState;
  readonly first: unknown;
  readonly data: string;
  readonly logs: string;
  /** The journal as it was after the first run, and as it is. */
  readonly older: Buffer;
  readonly journal: Buffer;
}

async function twoRuns(root: string): Promise<Start> {
  const place = new Place(dataFolderIn(root, 'start'));
  onTestFinished(() => place.dispose());
  const first = place.standing;
  const app = new App(place);
  const path = join(place.data, 'journal.jsonl');
  await app.approve(await app.prepare(['firewall', 'airdrop']));
  const older = readFileSync(path);
  await app.approve(await app.prepare(['remote-login']));
  const logs = join(root, 'start-logs');
  cpSync(place.logs, logs, { recursive: true });
  writeFileSync(join(place.data, 'policy.yaml'), defaultPolicyText, { mode: 0o600 });
  await createSettingsFile(place.data).change({ elevationBackend: 'osascript' });
  return { state: place.mac.state, first, data: place.data, logs, older, journal: readFileSync(path) };
}

function placeLike(start: Start, root: string, name: string): Place {
  const place = new Place(dataFolderIn(root, name), start.state);
  cpSync(start.data, place.data, { recursive: true });
  cpSync(start.logs, place.logs, { recursive: true });
  return place;
}

/** Everything that is read at a start and before a change, in time and without a throw; gives what is wrong. */
async function startTroubles(place: Place): Promise<readonly string[]> {
  const app = new App(place);
  const policy = createPolicyFile({ folder: place.data, taskIds: TASK_IDS });
  const all: Readonly<Record<string, () => Promise<unknown>>> = {
    'reading the journal': () => app.journal.read(),
    'reading it again': () => app.journal.read(),
    'checking its chain': () => app.journal.verifyChain(),
    'reading the policy': () => policy.read(),
    'reading the settings': () => createSettingsFile(place.data).read(),
    recovering: () => app.recover(),
  };
  const troubles: string[] = [];
  for (const [what, act] of Object.entries(all)) {
    await inTime(what, act).catch((error: unknown) => troubles.push(`${what}: ${messageOf(error)}`));
  }
  return troubles;
}

/** What lies at a path, as far as it may be looked at. */
const bytesAt = (path: string): Buffer | undefined => {
  if (!existsSync(path) || !lstatSync(path).isFile() || statSync(path).size > 1024 * 1024) return undefined;
  return readFileSync(path);
};

/**
 * A journal that is not the one Batten wrote has to be found out, left as it is, and to keep Batten from changing anything;
 * one that a crash could have left has to lead back to the first state.
 */
async function journalTroubles(place: Place, start: Start): Promise<readonly string[]> {
  const path = join(place.data, 'journal.jsonl');
  const before = bytesAt(path);
  const app = new App(place);
  const reading = await inTime('reading the journal', () => app.journal.read());
  const troubles = [...(await startTroubles(place))];
  const standing = place.standing;
  const { asked } = place;
  if (reading.kind === 'broken') {
    const notPlain = whyNotPlain(reading.reason);
    if (notPlain !== undefined) troubles.push(notPlain);
    if (before !== undefined && bytesAt(path)?.equals(before) !== true)
      troubles.push('the damaged journal was changed');
    const copied = reading.quarantine !== path;
    if (before !== undefined && copied && !before.equals(readFileSync(reading.quarantine))) {
      troubles.push('the copy in quarantine is another');
    }
    const outcome = await app.approve(await app.prepare(['file-sharing']));
    if (outcome.kind !== 'refused') troubles.push(`something is changed all the same: ${outcome.kind}`);
    if (!sameJson(place.standing, standing) || place.asked !== asked) troubles.push('root was asked');
    const anew = await inTime('beginning anew', () => app.journal.startNewJournal());
    if (anew.kind === 'refused' && whyNotPlain(anew.reason) !== undefined) troubles.push(anew.reason);
    const then = await app.journal.read();
    if (anew.kind === 'started' && then.kind !== 'sound') troubles.push(`anew it is damaged: ${then.reason}`);
    if (anew.kind === 'refused' && !/by hand|cannot be (read|made)/.test(anew.reason)) troubles.push(anew.reason);
    return troubles;
  }
  const known = createEntriesOf(start.journal);
  const isBeginning = reading.entries.every(({ hash }, index) => known[index] === hash);
  if (!isBeginning) troubles.push('it is taken for sound and is another journal');
  for (const number of [2, 1]) {
    const back = await app.prepareRollback(number);
    if (back.plan.steps.length > 0) await app.approve(back);
  }
  if (!sameJson(place.standing, start.first)) troubles.push('it does not lead back');
  return troubles;
}

function createEntriesOf(journal: Buffer): readonly string[] {
  return journal
    .toString('utf8')
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { readonly hash: string }).hash);
}

/** Tries each tampering on a copy of the start. */
async function wrongAfter(
  tamperings: readonly Tampering[],
  root: string,
  start: Start,
  fileOf: (place: Place) => string,
  troublesOf: (place: Place, tampering: Tampering) => Promise<readonly string[]>,
): Promise<Readonly<Record<string, readonly string[]>>> {
  const wrong: Record<string, readonly string[]> = {};
  for (const [index, tampering] of tamperings.entries()) {
    const place = placeLike(start, root, String(index));
    try {
      await tampering.act(fileOf(place));
      const troubles = await troublesOf(place, tampering);
      if (troubles.length > 0) wrong[tampering.name] = troubles;
    } finally {
      rmSync(place.data, { recursive: true, force: true });
      place.dispose();
    }
  }
  tally('tamperings', tamperings.length, Object.keys(wrong).length);
  return wrong;
}

describe('the ways to tamper', () => {
  it('are many, and each is another', () => {
    const names = TAMPERINGS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(40);
  });
});

describe('tampering with the journal', () => {
  // Proves P9: Each of the enumerated ways to tamper with the journal is found out or harmless, and nothing of it is carried out.
  it('is found out or harmless, and nothing of it is carried out', MINUTES, async () => {
    const root = memoryFolder();
    const start = await twoRuns(root);
    const fileOf = (place: Place): string => join(place.data, 'journal.jsonl');
    const wrong = await wrongAfter(TAMPERINGS, root, start, fileOf, (place) => journalTroubles(place, start));
    expect(wrong).toEqual({});
  });

  it('by what it follows is found out as well', MINUTES, async () => {
    const root = memoryFolder();
    const start = await twoRuns(root);
    // A journal that was begun anew: what it follows stands in a file of its own.
    writeFileSync(join(start.data, 'journal.jsonl'), 'nonsense\n');
    const begun = new Place(start.data, start.state);
    cpSync(start.logs, begun.logs, { recursive: true });
    await new App(begun).journal.startNewJournal();
    begun.dispose();
    const anew = { ...start, journal: readFileSync(join(start.data, 'journal.jsonl')), first: begun.standing };
    const fileOf = (place: Place): string => join(place.data, 'journal.base.json');
    const wrong = await wrongAfter(TAMPERINGS, root, anew, fileOf, (place) => journalTroubles(place, anew));
    expect(wrong).toEqual({});
  });
});

/** Journals whose chain holds and which Batten did not leave there. */
const FORGERIES: Readonly<Record<string, (start: Start) => readonly string[] | Buffer>> = {
  'an older copy of itself': ({ older }) => older,
  'its first entry alone': ({ journal }) => firstLines(journal, 1),
  'its first two entries': ({ journal }) => firstLines(journal, 2),
  nothing: () => Buffer.alloc(0),
  'the same runs with another past': ({ journal }) => forged(eventsIn(journal).map((event) => withPast(event))),
  'the same runs at other times': ({ journal }) => forged(eventsIn(journal)),
  'the same runs in another order': ({ journal }) => forged([...eventsIn(journal)].reverse()),
  'only the last run': ({ journal }) =>
    forged(
      eventsIn(journal)
        .filter(({ kind }) => kind !== 'begun-anew')
        .slice(-3),
    ),
  'a run that never was': ({ journal }) => forged([eventsIn(journal)[0], ...eventsIn(journal)].filter(isEvent)),
  'a new beginning that leaves nothing behind': () => forged([{ kind: 'begun-anew', leftBehind: [] }]),
  'a new beginning that leaves other runs behind': () => forged([{ kind: 'begun-anew', leftBehind: ['f'.repeat(32)] }]),
  'a new beginning after the first run': ({ journal }) =>
    forged([...eventsIn(journal).slice(0, 3), { kind: 'begun-anew', leftBehind: operationsIn(journal) }]),
};

const isEvent = (event: JournalEvent | undefined): event is JournalEvent => event !== undefined;
const firstLines = (journal: Buffer, count: number): Buffer =>
  Buffer.from(`${journal.toString('utf8').split('\n').slice(0, count).join('\n')}\n`);
const eventsIn = (journal: Buffer): readonly JournalEvent[] =>
  journal
    .toString('utf8')
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { readonly event: JournalEvent }).event);
const operationsIn = (journal: Buffer): readonly string[] =>
  eventsIn(journal).flatMap((event) => (event.kind === 'planned' ? [event.script?.operationId ?? ''] : []));

/** The state before is not what stood there: a rollback would put back what the forger likes. */
function withPast(event: JournalEvent): JournalEvent {
  return JSON.parse(JSON.stringify(event).replaceAll('"on":false', '"on":true')) as JournalEvent;
}

/** A chain that holds, made with the very code that makes Batten's own. */
function forged(events: readonly JournalEvent[]): readonly string[] {
  const made: ReturnType<typeof nextEntry>[] = [];
  for (const event of events) made.push(nextEntry(event, 1_763_000_000_000, made.at(-1), '0'.repeat(64)));
  return made.map(lineOf);
}

describe('a journal that somebody has put in its place, with a chain that holds', () => {
  it.for(Object.entries(FORGERIES))('%s: is found out', MINUTES, async ([, make]) => {
    const root = memoryFolder();
    const start = await twoRuns(root);
    tally('tamperings', 1, 1);
    const place = placeLike(start, root, 'forged');
    onTestFinished(() => place.dispose());
    const made = make(start);
    writeFileSync(join(place.data, 'journal.jsonl'), Buffer.isBuffer(made) ? made : made.join(''));
    // Without root's receipts nothing is wrong with it: the chain alone would not have told.
    expect((await createJournalFile({ folder: place.data }).read()).kind).toBe('sound');
    expect((await new App(place).journal.read()).kind).toBe('broken');
    expect(await journalTroubles(place, start)).toEqual([]);
    tally('tamperings', 0, -1);
  });
});

describe('tampering with the policy', () => {
  it('never makes it milder than the text that is there', MINUTES, async () => {
    const root = memoryFolder();
    const start = await twoRuns(root);
    const fileOf = (place: Place): string => join(place.data, 'policy.yaml');
    const wrong = await wrongAfter(TAMPERINGS, root, start, fileOf, async (place) => {
      const path = fileOf(place);
      const before = bytesAt(path);
      const troubles = [...(await startTroubles(place))];
      const { policy, problem, source } = await createPolicyFile({ folder: place.data, taskIds: TASK_IDS }).read();
      const text = before === undefined ? undefined : readPolicyText(before.toString('utf8'), TASK_IDS);
      const says = text?.kind === 'read' ? text.policy : undefined;
      const isStrict = sameJson(policy, STRICT_POLICY);
      const isItself = says !== undefined && sameJson(policy, says);
      const isDefault = source === 'built-in' && !existsSync(path) && sameJson(policy, DEFAULT_POLICY);
      if (!isStrict && !isItself && !isDefault) troubles.push('another policy holds');
      if (isStrict && problem === undefined && !isItself) troubles.push('nothing is said');
      if (problem !== undefined && whyNotPlain(problem.reason) !== undefined) troubles.push(problem.reason);
      const openToOthers = existsSync(path) && lstatSync(path).isFile() && (statSync(path).mode & 0o022) !== 0;
      if (openToOthers && problem === undefined) troubles.push('others may write to it, and it counts');
      if (before !== undefined && bytesAt(path)?.equals(before) !== true) troubles.push('the file was changed');
      return troubles;
    });
    expect(wrong).toEqual({});
  });
});

describe('tampering with the settings', () => {
  it('leaves settings that were chosen or the defaults, and says so', MINUTES, async () => {
    const root = memoryFolder();
    const start = await twoRuns(root);
    const fileOf = (place: Place): string => join(place.data, 'settings.json');
    const wrong = await wrongAfter(TAMPERINGS, root, start, fileOf, async (place) => {
      const path = fileOf(place);
      const troubles = [...(await startTroubles(place))];
      const { settings, problem } = await createSettingsFile(place.data).read();
      const isThere = readdirSync(place.data).includes('settings.json');
      const chosen = { ...DEFAULT_SETTINGS, elevationBackend: 'osascript' };
      const isDefault = sameJson(settings, DEFAULT_SETTINGS);
      if (!isDefault && !sameJson(settings, chosen)) troubles.push(JSON.stringify(settings));
      if (isDefault && problem === undefined && isThere) troubles.push('nothing is said');
      if (problem !== undefined && whyNotPlain(problem) !== undefined) troubles.push(problem);
      const facts = isThere ? lstatSync(path) : undefined;
      const isOpen = facts?.isFile() === true && ((facts.mode & 0o022) !== 0 || facts.uid !== process.getuid?.());
      if (isOpen && problem === undefined) troubles.push('somebody else may write to it, and it counts');
      const changed = await inTime('changing a setting', () =>
        createSettingsFile(place.data).change({ launchAtLogin: true }),
      ).catch(messageOf);
      if (typeof changed === 'string' && whyNotPlain(changed) !== undefined) troubles.push(changed);
      const now = await createSettingsFile(place.data).read();
      if (typeof changed !== 'string' && !now.settings.launchAtLogin) troubles.push('the change is not there');
      return troubles;
    });
    expect(wrong).toEqual({});
  });
});

describe('tampering with the log of root', () => {
  // Proves P4: Tampering with root's log never makes the next start say what is not true.
  it('never makes the next start say what is not true', MINUTES, async () => {
    const root = memoryFolder();
    const start = await twoRuns(root);
    // The last run was cut off: its log is all there is.
    const lines = start.journal.toString('utf8').trimEnd().split('\n');
    const last = lines.findLastIndex((line) => line.includes('"kind":"planned"'));
    writeFileSync(join(start.data, 'journal.jsonl'), `${lines.slice(0, last + 1).join('\n')}\n`);
    const operation = operationsIn(start.journal).at(-1) ?? '';
    const fileOf = (place: Place): string => join(place.logs, `${operation}.log`);
    const wrong = await wrongAfter(TAMPERINGS, root, start, fileOf, async (place) => {
      const app = new App(place);
      const troubles: string[] = [];
      const recovered = await inTime('recovering', () => app.recover()).catch((error: unknown) => {
        troubles.push(messageOf(error));
        return [];
      });
      troubles.push(...recovered.flatMap(({ rows }) => untrueRows(rows, place)), ...(await startTroubles(place)));
      const reading = await app.journal.read();
      if (reading.kind === 'broken')
        return [...troubles, ...[whyNotPlain(reading.reason)].filter((one) => one !== undefined)];
      if (recovered.length !== 1) troubles.push('the run is not recovered');
      for (const number of [2, 1]) {
        const back = await app.prepareRollback(number);
        if (back.plan.steps.length > 0) await app.approve(back);
      }
      if (!sameJson(place.standing, start.first)) troubles.push('it does not lead back');
      return troubles;
    });
    expect(wrong).toEqual({});
  });
});
