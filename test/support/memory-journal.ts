import type { JournalEntry, JournalEvent } from '../../src/core/journal';
import type { Journal, JournalReading } from '../../src/core/ports';

/** A journal in memory, for tests that are not about files. It can be told to fail. */
export class MemoryJournal implements Journal {
  readonly entries: JournalEntry[] = [];
  failure: string | undefined;

  append(event: JournalEvent): Promise<JournalEntry> {
    if (this.failure !== undefined) return Promise.reject(new Error(this.failure));
    // Through JSON, as on disk: whatever would not survive that is lost here too.
    const copy = JSON.parse(JSON.stringify(event)) as JournalEvent;
    const sequence = this.entries.length + 1;
    const entry: JournalEntry = {
      schema: 'batten.journal/1',
      sequence,
      at: '2026-11-22T10:00:00.000Z',
      previous: '',
      hash: '',
      event: copy,
    };
    this.entries.push(entry);
    return Promise.resolve(entry);
  }

  read(): Promise<JournalReading> {
    return Promise.resolve({ kind: 'sound', entries: [...this.entries] });
  }

  startNewJournal(): Promise<{ readonly kind: 'started' }> {
    return Promise.resolve({ kind: 'started' });
  }
}
