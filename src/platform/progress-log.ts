import { constants } from 'node:fs';
import { join } from 'node:path';
import type { ProgressLog } from '../core/ports';
import { OPERATIONS_FOLDER } from '../core/script';
import { type FileLayer, readAll, realFiles, withFile } from './file-layer';

export interface ProgressLogOptions {
  readonly folder?: string;
  readonly files?: FileLayer;
  /** Only tests give this: who must own the log in place of root. */
  readonly owner?: number;
  /** Only tests give this: how often a log is looked at, in milliseconds. */
  readonly everyMs?: number;
}

const LIMIT_BYTES = 1024 * 1024;
/** The script writes a line every second while it waits. */
const LOOK_AGAIN_MS = 250;
const GROUP_OR_OTHERS_WRITE = 0o022;

/**
 * Reads the log that the elevated script wrote as root.
 *
 * A log that anybody but root could have written proves nothing, so it counts as absent; so does one that cannot be read.
 */
export function createProgressLog(options: ProgressLogOptions = {}): ProgressLog {
  const { folder = OPERATIONS_FOLDER, files = realFiles, owner = 0, everyMs = LOOK_AGAIN_MS } = options;
  const log: ProgressLog = {
    read: async (operationId) => {
      if (!/^[0-9a-f]{32}$/.test(operationId)) return undefined;
      try {
        const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
        const opened = await files.open(join(folder, `${operationId}.log`), flags);
        return await withFile(opened, async (file) => {
          const facts = await file.facts();
          if (facts.kind !== 'file' || facts.owner !== owner || (facts.mode & GROUP_OR_OTHERS_WRITE) !== 0)
            return undefined;
          const bytes = await readAll(file, LIMIT_BYTES);
          return bytes === undefined ? undefined : Buffer.from(bytes).toString('utf8');
        });
      } catch {
        return undefined;
      }
    },
    follow: (operationId, onText) => {
      let told: string | undefined;
      let reading = false;
      const timer = setInterval(() => {
        if (reading) return;
        reading = true;
        void log.read(operationId).then((text) => {
          reading = false;
          if (text === undefined || text === told) return;
          told = text;
          onText(text);
        });
      }, everyMs);
      return () => clearInterval(timer);
    },
  };
  return log;
}
