// `npm run --silent batten -- <command>`: the command line in a checkout. Standard output belongs to the command;
// whatever the build has to say goes to standard error.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { buildCli, failPlainly, projectRoot } from './build.mjs';

// Not one of the command's own exit codes (0 to 3): a script must be able to tell "could not run" from a finding.
const CANNOT_RUN = 70;

await buildCli({ log: () => {} }).catch((error) => failPlainly(error, CANNOT_RUN));

const bundle = join(projectRoot, 'out/cli/main.cjs');
if (!existsSync(bundle)) {
  process.stderr.write('The command line has not been written yet: there is no src/cli/main.ts.\n');
  process.exit(CANNOT_RUN);
}
// In this process rather than in a child: exit code, signals and standard input (MCP speaks over it) need no relaying.
process.argv[1] = bundle;
createRequire(import.meta.url)(bundle);
