import type { JournalEntry, JournalEvent } from '../../src/core/journal';
import { lineOf, nextEntry } from '../../src/platform/journal-lines';
import { declined, planned, verified } from '../platform/journal-events';

/** What a journal of three events follows. */
export const JOURNAL_BASE = '0'.repeat(64);

/** A journal as Batten writes it. */
export const JOURNAL_TEXT = journalOf([planned(1), verified(1), planned(2), declined(2)]);

function journalOf(events: readonly JournalEvent[]): string {
  const entries: JournalEntry[] = [];
  for (const event of events) entries.push(nextEntry(event, 1_700_000_000_000, entries.at(-1), JOURNAL_BASE));
  return entries.map(lineOf).join('');
}

const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');

/** Root's log of two steps, the second of which is read again and waits for Keep. */
export const PROGRESS_LOG = [
  'BEGIN 1',
  `BEFORE 1 globalState 0 ${base64('Firewall is disabled. (State = 0)\n')}`,
  `COMMAND 1 1 0 ${base64('Firewall is enabled. (State = 1)\n')}`,
  'END 1 no',
  'BEGIN 2',
  `COMMAND 2 1 5 ${base64('Boot-out failed: 5: Input/output error\n')}`,
  'END 2 yes',
  'WAIT 1800000000 60',
  'LEFT 30',
  'REVERTING asked',
  'BACK-BEGIN 1',
  `BACK-COMMAND 1 1 0 ${base64('ok\n')}`,
  'BACK-END 1 no',
  'REVERTED',
  'DONE 2',
  '',
].join('\n');

/** The same as a person's shell would see it, with what the tools print in between. */
export const SCRIPT_OUTPUT = PROGRESS_LOG.split('\n')
  .map((line) => (line === '' ? '' : `@@BATTEN 0123456789abcdef ${line}`))
  .join('\nFirewall is enabled. (State = 1)\n');
