import { closeSync, constants, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { type Dialog, listen, turn, until } from './dialog';
import { OSASCRIPT_ATTACKS } from './osascript-attacks';
import type { OsascriptOrder, OsascriptReport } from './osascript-wire';
import { seeded } from './random';
import { stageIn } from './stage';
import { instant } from './wire';

// The other program, against osascript: it sees the list of processes, the environment and the disk, and may write wherever
// the person may. What stands for /usr/bin/osascript itself is left alone, as macOS lets nobody change it, and so is the
// memory of other processes, which macOS opens for none of its own programs.

type Order = Extract<OsascriptOrder, { kind: 'attack' }>;

let over = false;

// Whoever gave the orders has gone.
process.on('disconnect', () => process.exit());
process.on('message', (order: OsascriptOrder) => {
  if (order.kind === 'over') over = true;
  else void attempt(order);
});

async function attempt(order: Order): Promise<void> {
  over = false;
  const stage = stageIn(order.stage);
  const dialog = listen(stage);
  const approval = openSync(stage.approve, constants.O_RDWR | constants.O_NONBLOCK);
  const random = seeded(order.seed);
  const attack = OSASCRIPT_ATTACKS.find(({ name }) => name === order.attack);
  const wrote: string[] = [];
  const strike = (osascript: number): void => {
    const home = join(order.stage, 'home');
    mkdirSync(home, { recursive: true });
    try {
      attack?.act({ ...stage, home, osascript, asker: order.asker, random, wrote: (what) => wrote.push(what) });
    } catch {
      // It is closed to everybody; the try goes on, since the person may approve all the same.
    }
  };
  if (attack?.moment === 'before') strike(0);
  tell({ kind: 'in-place' });
  const osascript = await whenOpen(dialog);
  const saw = osascript !== undefined && commandLine(osascript).includes('approved');
  await until(instant() + random() * 30);
  if (attack?.moment === 'open' && osascript !== undefined) strike(osascript);
  await until(instant() + random() * 30);
  writeSync(approval, 'the password\n');
  while (!over) await turn(true);
  closeSync(approval);
  dialog.close();
  tell({ kind: 'done', saw, wrote });
}

async function whenOpen(dialog: Dialog): Promise<number | undefined> {
  while (!over && dialog.pid() === undefined) await turn(true);
  return dialog.pid();
}

function commandLine(pid: number): string {
  return process.platform === 'linux'
    ? readFileSync(`/proc/${pid}/cmdline`, 'utf8')
    : execFileSync('/bin/ps', ['-ww', '-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
}

function tell(report: OsascriptReport): void {
  process.send?.(report);
}
