import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { carryOut } from '../../src/core/carry-out';
import { prepareChange } from '../../src/core/prepared-change';
import { runsIn, undoable } from '../../src/core/journal';
import { planApply, type PlanningInput, planRollback } from '../../src/core/plan';
import type { ElevationOutcome, ElevationRequest, Elevator } from '../../src/core/ports';
import { headOf } from '../../src/core/receipts';
import { scan } from '../../src/core/scan';
import { OPERATIONS_FOLDER } from '../../src/core/script';
import { createCommandRunner } from '../../src/platform/command-runner';
import { systemEntropy } from '../../src/platform/entropy';
import { createJournalFile } from '../../src/platform/journal-file';
import { createOperationLock } from '../../src/platform/operation-lock';
import { createProgressLog } from '../../src/platform/progress-log';
import { createRunReceipts } from '../../src/platform/run-receipts';
import { systemClock } from '../../src/platform/system-clock';
import { below, relocate } from '../sim/relocate';
import { type ChildOrder, POLICY, TOUCHED } from './experiment';
import { watchFiles } from './kill-points';

// The app of the kill tests: the real engine on the real journal, which changes a simulated Mac and may be killed at any
// instant. Started as: node <this bundle> <order as JSON>

const order = JSON.parse(process.argv[2] ?? '{}') as ChildOrder;

async function main(): Promise<void> {
  const calls = watchFiles(order.data, order.kill);
  const owner = process.getuid?.() ?? -1;
  const folder = below(order.root, OPERATIONS_FOLDER);
  const receipts = createRunReceipts({ uid: owner, folder, owner });
  const journal = createJournalFile({ folder: order.data, receipts });
  const ports = {
    runner: createCommandRunner({ programPath: (path) => below(order.root, path) }),
    elevator: detachedElevator(),
    journal,
    progressLog: createProgressLog({ folder, owner }),
    lock: createOperationLock(order.data),
    clock: systemClock,
    entropy: systemEntropy,
    asRoot: false,
  };
  const input: PlanningInput = {
    id: systemEntropy.hex(16),
    scan: await scan(TOUCHED, POLICY, ports),
    catalogue: TOUCHED,
    policy: POLICY,
  };
  const reading = await journal.read();
  const [first] = runsIn(reading.entries);
  const plan =
    order.purpose === 'apply' || first === undefined
      ? planApply(
          TOUCHED.map(({ id }) => id),
          input,
        )
      : planRollback(first.number, undoable(first), input);
  const seal = { uid: owner, head: headOf(reading.entries) };
  const change = prepareChange(plan, TOUCHED, ports, { askedBy: process.pid, account: 'maya', seal });
  const outcome = await carryOut(change, { catalogue: TOUCHED, policy: POLICY, ports });
  process.stdout.write(JSON.stringify({ outcome, calls }));
}

/**
 * Shows a dialog that is a process of its own, as the real ones are: it outlives this process, and when it is answered the
 * script runs whether or not anybody is left to hear of it. Its output goes to a file.
 */
function detachedElevator(): Elevator {
  return { backend: 'simulated', elevate };
}

function elevate({ script, operationId }: ElevationRequest): Promise<ElevationOutcome> {
  const [file, printed] = [join(order.root, `${operationId}.sh`), join(order.root, `${operationId}.out`)];
  writeFileSync(file, relocate(script, order.root), { mode: 0o700 });
  const dialog = `'${order.root}/dialog' "$$" || exit 1\n/bin/sh '${file}'\n'${order.root}/over' "$$"\n`;
  const output = openSync(printed, 'w');
  const child = spawn('/bin/sh', ['-c', dialog], {
    detached: true,
    stdio: ['ignore', output, output],
    env: { PATH: '/usr/bin:/bin', BATTEN_SIM_ROOT: '1' },
  });
  closeSync(output);
  return new Promise((resolve) => {
    child.on('close', (code) => {
      if (code === 1) return resolve({ kind: 'not-granted', detail: 'User did not grant permission.' });
      return code === 0
        ? resolve({ kind: 'ran', stdout: readFileSync(printed, 'utf8') })
        : resolve({ kind: 'failed', reason: `the script ended early (${String(code)})` });
    });
  });
}

void main();
