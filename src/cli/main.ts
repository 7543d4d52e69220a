import { createCommandRunner } from '../platform/command-runner';
import { thisProcess } from '../platform/this-mac';
import { firstCommands, startEarly } from './early';

/** Starts what the call begins with, and loads the rest while those programs answer. */
async function main(): Promise<void> {
  // What is still being read is a process group of its own, which Ctrl-C does not reach: leaving ends it.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
  const args = ownArguments();
  const who = thisProcess();
  const runner = startEarly(createCommandRunner(), firstCommands(args, who.home));
  const { runHere } = await import('./here');
  const answer = await runHere(args, runner, who);
  process.exitCode = answer.exitCode;
  await write(process.stderr, answer.stderr);
  await write(process.stdout, answer.stdout);
  // Inside Electron the event loop does not end by itself.
  if (process.versions['electron'] !== undefined) process.exit(answer.exitCode);
}

/** A packaged app has no script among its arguments; node and an unpackaged Electron do. */
function ownArguments(): readonly string[] {
  const packaged = process.versions['electron'] !== undefined && !('defaultApp' in process && process.defaultApp);
  return process.argv.slice(packaged ? 1 : 2);
}

function write(stream: NodeJS.WriteStream, text: string): Promise<void> {
  if (text === '') return Promise.resolve();
  return new Promise((resolve) => {
    // A reader that has gone away (`batten status | head`) is no error of ours.
    stream.once('error', () => resolve());
    stream.write(text, () => resolve());
  });
}

void main();
