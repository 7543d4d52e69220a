import { type Comparison, compare } from '../comparison';
import { type Measured, type Program, start } from '../electron';
import { type Memory, memoryOf, processTree } from '../memory';

const MEASURE = 'Memory, no window';

interface Taken {
  readonly main: Memory;
  readonly tree: Memory;
}

/** What the app holds when it only sits in the menu bar, after its first check; the guide is 1.3 times a bare Electron. */
export async function measureMemory(rounds: number, measured: Measured): Promise<readonly Comparison[]> {
  const pairs: { readonly app: Taken; readonly bare: Taken }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    pairs.push({ app: await take(measured, 'app'), bare: await take(measured, 'bare') });
  }
  const row = (what: string, figure: (taken: Taken) => number | undefined): readonly Comparison[] => {
    const found = pairs.map(({ app, bare }) => [figure(app) ?? Number.NaN, figure(bare) ?? Number.NaN] as const);
    if (found.flat().some((value) => Number.isNaN(value))) return [];
    return [compare({ measure: MEASURE, what, against: 'bare Electron, no window', unit: 'MB', pairs: found })];
  };
  return [
    ...row('main process, resident', ({ main }) => main.resident),
    ...row('main process, written by itself', ({ main }) => main.own),
    ...row('all processes, shared pages by share', ({ tree }) => tree.proportional),
    ...row('all processes, written by themselves', ({ tree }) => tree.own),
    ...(process.platform === 'linux' ? [] : row('all processes, resident', ({ tree }) => tree.resident)),
  ];
}

async function take(measured: Measured, which: Program): Promise<Taken> {
  let taken: Taken | undefined;
  await start(measured, which, 'memory', (name, child) => {
    if (name !== 'quiet' || child.pid === undefined) return;
    const pids = processTree(child.pid);
    taken = { main: memoryOf([child.pid]), tree: memoryOf(pids) };
    child.kill('SIGTERM');
  });
  if (!taken) throw new Error('The measured program was never quiet');
  return taken;
}
