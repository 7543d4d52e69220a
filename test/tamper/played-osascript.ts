import { writeFileSync } from 'node:fs';

/**
 * Writes what stands for /usr/bin/osascript: it has its one argument from the moment it starts, waits for the password,
 * and gives the text of `do shell script` to /bin/sh, as root's is on a Mac.
 *
 * It notes what it gave in `given`, which stands for what nobody but root could write.
 */
export function writePlayedOsascript(path: string, stage: string, given: string): void {
  const at = (name: string): string => JSON.stringify(`${stage}/${name}`);
  writeFileSync(
    path,
    `#!${process.execPath}
const { spawnSync } = require('node:child_process');
const { openSync, readSync, writeFileSync, writeSync } = require('node:fs');
const [flag, source] = process.argv.slice(2);
const alive = openSync(${at('alive')}, 'w');
writeSync(alive, process.pid + '\\n');
readSync(openSync(${at('approve')}, 'r'), Buffer.alloc(64));
// An AppleScript string: a backslash stands before what is meant as it is, and before n for a line end.
const said = /^do shell script "((?:[^"\\\\]|\\\\.)*)"/s.exec(source);
if (flag !== '-e' || said === null) process.exit(1);
const text = said[1].replace(/\\\\(.)/gs, (_, one) => ({ n: '\\n', r: '\\r', t: '\\t' })[one] ?? one);
writeFileSync(${JSON.stringify(given)}, text);
const root = spawnSync('/bin/sh', ['-c', text], { cwd: '/', env: { PATH: '/usr/bin:/bin:/usr/sbin:/sbin' }, input: '' });
process.stdout.write(root.stdout);
`,
    { mode: 0o755 },
  );
}
