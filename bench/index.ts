import type { Comparison } from './comparison';
import type { Measured } from './electron';
import { measureBindings } from './measures/bindings';
import { measureChange } from './measures/change';
import { measureLogs } from './measures/logs';
import { measureMemory } from './measures/memory';
import { measureParsers } from './measures/parsers';
import { measurePopover } from './measures/popover';
import { measureScan } from './measures/scan';
import { measureSizes } from './measures/sizes';
import { measureStart } from './measures/start';

export interface Bench {
  readonly root: string;
  readonly folder: string;
  /** How often each thing is measured; a few of them less often, because they take long. */
  readonly rounds: number;
  /** Absent where there is no Electron, or no display for it. */
  readonly measured?: Measured;
}

/** What can be measured, by the name that `--only` takes. `electron`: needs the program and a display. */
export const MEASURES: Readonly<
  Record<string, { readonly electron: boolean; readonly run: (bench: Bench) => Promise<readonly Comparison[]> }>
> = {
  scan: { electron: false, run: ({ rounds }) => measureScan(rounds) },
  bindings: { electron: false, run: ({ rounds, root }) => measureBindings(rounds, root) },
  start: { electron: true, run: (bench) => measureStart(bench.rounds, electronOf(bench)) },
  popover: { electron: true, run: (bench) => measurePopover(bench.rounds, electronOf(bench)) },
  memory: { electron: true, run: (bench) => measureMemory(Math.ceil(bench.rounds / 2), electronOf(bench)) },
  parsers: { electron: false, run: ({ rounds }) => measureParsers(rounds) },
  logs: { electron: false, run: ({ rounds, folder }) => Promise.resolve(measureLogs(rounds, folder)) },
  change: { electron: false, run: ({ rounds, folder }) => measureChange(rounds, folder) },
  sizes: { electron: false, run: ({ root }) => Promise.resolve(measureSizes(root)) },
};

function electronOf({ measured }: Bench): Measured {
  if (!measured) throw new Error('This measure needs Electron');
  return measured;
}
