import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createOsascriptElevator } from '../../src/platform/osascript-elevator';
import type { OsascriptAsk } from './osascript-wire';
import { stageIn } from './stage';

// The process that asks through osascript. Whoever started it has filled its environment and its current folder with
// programs of the attacker's.

const RUN_BY_SHELLS = ['BASH_ENV', 'ENV', 'PROMPT_COMMAND', 'DYLD_INSERT_LIBRARIES'];

// Whoever gave the orders has gone.
process.on('disconnect', () => process.exit());
process.on('message', ({ stage: folder, osascript, script }: OsascriptAsk) => {
  const stage = stageIn(folder);
  const bin = join(folder, 'bin');
  const evil = join(folder, 'evil.sh');
  mkdirSync(bin, { recursive: true });
  for (const path of [evil, ...['osascript', 'sh', 'env', 'node', 'echo'].map((name) => join(bin, name))]) {
    writeFileSync(path, `#!/bin/sh\necho 'from the environment' >>'${stage.evil}'\n`, { mode: 0o755 });
  }
  const preload = join(folder, 'evil.cjs');
  writeFileSync(preload, `require('node:fs').appendFileSync(${JSON.stringify(stage.evil)}, 'from NODE_OPTIONS')\n`);
  process.chdir(bin);
  Object.assign(process.env, {
    ...Object.fromEntries(RUN_BY_SHELLS.map((name) => [name, evil])),
    NODE_OPTIONS: `--require ${preload}`,
    TMPDIR: stage.temporary,
    HOME: join(folder, 'home'),
    PATH: `${bin}:/usr/bin:/bin`,
  });
  void createOsascriptElevator({ osascript })
    .elevate({ script, operationId: 'f'.repeat(32) })
    .then((outcome) => process.send?.(outcome));
});
