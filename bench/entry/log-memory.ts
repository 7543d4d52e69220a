import { createLogReader } from '../../src/core/log/log-reader';
import { logBlocks } from '../inputs/log-lines';
import { KEPT } from '../measures/logs';

/** `read 1000000`: reads so many lines, or only parses them, and prints the most memory it had, in megabytes of 1000 kB. */
const [, , what, lines] = process.argv;
const reader = createLogReader({ keep: KEPT });
let most = 0;
for (const block of logBlocks(Number(lines))) {
  // As from a program: bytes that become text.
  const text = Buffer.from(block, 'latin1').toString('utf8');
  if (what === 'read') reader.push(text);
  else for (const line of text.split('\n')) if (line.startsWith('{')) JSON.parse(line);
  most = Math.max(most, process.memoryUsage.rss());
}
if (what === 'read' && reader.reading().total !== Number(lines)) throw new Error('Lines were lost');
// Not `maxRSS`: on Linux a process inherits that of the one that started it.
process.stdout.write(String(most / 1e6));
