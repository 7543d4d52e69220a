import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { freshMac } from '../sim/machines';
import { temporaryFolder } from '../sim/temporary-folder';
import { bundleChild, type Kill, Lab, type Ran, type Start } from './lab';

/** Two labs, since an experiment waits more than it computes; and the two ways in which one begins. */
export interface Labs {
  readonly labs: readonly Lab[];
  readonly apply: Start;
  readonly rollback: Start;
  /** The same two runs without a kill: how many calls of each kind there are. */
  readonly whole: Readonly<Record<Start['purpose'], Ran>>;
  close(): void;
}

export const FIRST = freshMac('26.5');

export async function openLabs(): Promise<Labs> {
  const folder = temporaryFolder('kill-app');
  const bundle = await bundleChild(folder.path);
  const labs = await Promise.all([1, 2].map(() => Lab.open(bundle, FIRST)));
  const [lab] = labs;
  if (lab === undefined) throw new Error('There is no lab');
  const apply: Start = { purpose: 'apply', state: FIRST, data: undefined };
  const applied = await lab.run(apply);
  const data = join(folder.path, 'applied');
  cpSync(applied.data, data, { recursive: true });
  const logs = join(folder.path, 'logs');
  cpSync(lab.logs, logs, { recursive: true });
  const rollback: Start = { purpose: 'rollback', state: lab.resident.mac.state, data, logs };
  const takenBack = await lab.run(rollback);
  return {
    labs,
    apply,
    rollback,
    whole: { apply: applied, rollback: takenBack },
    close: () => {
      for (const one of labs) one.close();
      folder.remove();
    },
  };
}

/** Runs one experiment for each kill, as many at a time as there are labs; gives what went wrong, by kill. */
export async function forEachKill(
  labs: readonly Lab[],
  kills: readonly Kill[],
  experiment: (lab: Lab, kill: Kill) => Promise<readonly string[]>,
): Promise<Readonly<Record<string, readonly string[]>>> {
  const waiting = [...kills];
  const wrong: Record<string, readonly string[]> = {};
  const work = async (lab: Lab): Promise<void> => {
    for (let kill = waiting.shift(); kill !== undefined; kill = waiting.shift()) {
      const troubles = await experiment(lab, kill);
      if (troubles.length > 0) wrong[JSON.stringify(kill)] = troubles;
    }
  };
  await Promise.all(labs.map(work));
  return wrong;
}

/** Every moment around the calls to the file system: before, after, and in the midst of a write. */
export function fileKills({ fileCalls }: Ran): readonly Kill[] {
  return fileCalls.flatMap((call, index): readonly Kill[] => {
    const when = call.startsWith('write') ? (['before', 'half', 'after'] as const) : (['before', 'after'] as const);
    return when.map((moment) => ({ kind: 'file', at: index + 1, when: moment }));
  });
}

/** Every moment between two commands of the script, and with each of them. */
export function scriptKills({ scriptCalls }: Ran, who: 'app' | 'both'): readonly Kill[] {
  const moments = ['calls', 'was-answered'] as const;
  return scriptCalls.flatMap((_call, index) =>
    moments.map((moment): Kill => ({ kind: 'script-call', at: index + 1, moment, who })),
  );
}

/** Around the commands that the app runs as the person. */
export function userKills({ userCalls }: Ran): readonly Kill[] {
  const moments = ['calls', 'was-answered'] as const;
  return userCalls.flatMap((_call, index) =>
    moments.map((moment): Kill => ({ kind: 'user-call', at: index + 1, moment })),
  );
}
