import { join } from 'node:path';
import { answerFile, type KeepAnswer } from '../core/keep-or-revert';
import { errorCode, type FileLayer, realFiles, writeNewFile } from './file-layer';

/** Gives the person's answer to a script that waits for it. */
export interface KeepAnswers {
  /** Where the script looks; an absolute path. */
  readonly folder: string;
  /** Resolves when the answer lies there; the script sees it within a second. Rejects where it cannot be written. */
  give(operationId: string, answer: KeepAnswer): Promise<void>;
  /** Removes the answers to a script that has ended. */
  forget(operationId: string): Promise<void>;
}

/**
 * The answers as files in the data folder, which is closed to others.
 *
 * A file that is there is the whole answer. Another program of the same person can write one as well: it can keep a change
 * that the person has approved, or put it back, and nothing else.
 */
export function createKeepAnswers(dataFolder: string, files: FileLayer = realFiles): KeepAnswers {
  const folder = join(dataFolder, 'answers');
  return {
    folder,
    async give(operationId, answer) {
      await files.makeFolder(folder);
      try {
        await writeNewFile(files, answerFile(folder, operationId, answer), new Uint8Array());
      } catch (error) {
        // The same answer once more.
        if (errorCode(error) !== 'EEXIST') throw error;
      }
    },
    async forget(operationId) {
      for (const answer of ['keep', 'revert'] as const) {
        await files.unlink(answerFile(folder, operationId, answer)).catch(() => undefined);
      }
    },
  };
}
