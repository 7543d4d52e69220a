import { closeSync, constants, existsSync, mkdirSync, openSync, readdirSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { ATTACKS, NOTHING } from './attacks';
import type { Attack, Ground } from './ground';
import { seeded } from './random';
import { type Dialog, listen, turn, until } from './dialog';
import { type Stage, stageIn } from './stage';
import { type AttackOrder, type AttackReport, instant } from './wire';

// The other program: it runs under the same account, knows the dialog and its files in every detail, looks at nothing but
// the disk and the processes, and even decides when the person gives the password. No real one could do that.

type Order = Extract<AttackOrder, { kind: 'attack' }>;

/** The change comes within this time. */
const SPREAD_MS = 120;
let over = false;

// Whoever gave the orders has gone.
process.on('disconnect', () => process.exit());
process.on('message', (order: AttackOrder) => {
  if (order.kind === 'over') over = true;
  else void attempt(order);
});

async function attempt(order: Order): Promise<void> {
  over = false;
  const stage = stageIn(order.stage);
  mkdirSync(stage.aside, { recursive: true });
  const dialog = listen(stage);
  const approval = openSync(stage.approve, constants.O_RDWR | constants.O_NONBLOCK);
  tell({ kind: 'in-place' });
  const times = await strike(order, stage, dialog).catch((error: unknown) => ({ failed: String(error) }));
  writeSync(approval, 'the password\n');
  const approved = instant();
  if (order.stops !== undefined) await letGoOn(order.stops, stage);
  while (!over) await turn();
  closeSync(approval);
  dialog.close();
  tell({ kind: 'done', approved, ...times });
}

type Times = Pick<Extract<AttackReport, { kind: 'done' }>, 'from' | 'changed' | 'halted' | 'failed'>;

async function strike(order: Order, stage: Stage, dialog: Dialog): Promise<Times> {
  const random = seeded(order.seed);
  const attack = [...ATTACKS, NOTHING].find(({ name }) => name === order.attack);
  if (attack === undefined) throw new Error(`no such attack: ${order.attack}`);
  const folder = await whenThere(() => librarysFolder(stage.temporary));
  if (folder === undefined) return { failed: 'there was no dialog' };
  const ground: Ground = { ...stage, folder, random };
  await rightMoment(attack, ground, dialog);
  const change = attack.prepare(ground);
  if (attack.moment === 'open') await until(instant() + order.openForMs + random() * SPREAD_MS);
  if (order.stops !== undefined) process.kill(order.stops, 'SIGSTOP');
  const from = instant();
  await change();
  const changed = instant();
  const { approve } = order;
  if ('afterMs' in approve) {
    await until(changed + approve.afterMs);
    return { from, changed };
  }
  const latest = changed + approve.whenEndedOrAfterMs;
  let halted = dialog.halted();
  while (halted === undefined && !over && instant() < latest) {
    await turn(instant() - changed > 60);
    halted = dialog.halted();
  }
  return { from, changed, ...(halted === undefined ? {} : { halted }) };
}

async function rightMoment(attack: Attack, ground: Ground, dialog: Dialog): Promise<void> {
  const programs = join(ground.folder, 'Batten.app/Contents/MacOS');
  const there = (name: string): true | undefined => existsSync(join(programs, name)) || undefined;
  switch (attack.moment) {
    case 'unpacked':
      await whenThere(() => unpacked(ground));
      break;
    case 'written':
      await whenThere(() => there('sudo-prompt-command') && commandEnd(programs));
      break;
    case 'open':
      await whenThere(() => dialog.pid());
      break;
  }
}

/** The last of what the archive holds is there. */
function unpacked({ folder }: Ground): true | undefined {
  return existsSync(join(folder, 'Batten.app/Contents/PkgInfo')) || undefined;
}

function commandEnd(programs: string): true | undefined {
  return readFileSync(join(programs, 'sudo-prompt-command'), 'utf8').endsWith('exit\n}\n') || undefined;
}

function librarysFolder(temporary: string): string | undefined {
  const name = readdirSync(temporary).find((one) => /^[0-9a-f]{32}$/.test(one));
  return name === undefined ? undefined : join(temporary, name);
}

/** Lets the stopped process go on, once root has had time to do whatever it now does. */
async function letGoOn(pid: number, { evil, approved }: Stage): Promise<void> {
  const latest = instant() + 2_000;
  while (instant() < latest && !existsSync(evil) && !existsSync(approved)) await turn(true);
  process.kill(pid, 'SIGCONT');
}

async function whenThere<T>(look: () => T | undefined): Promise<T | undefined> {
  while (!over) {
    const found = look();
    if (found !== undefined) return found;
    await turn();
  }
  return undefined;
}

function tell(report: AttackReport): void {
  process.send?.(report);
}
