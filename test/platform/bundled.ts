import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

/** Starts a piece of TypeScript, which may import from src, in a Node process of its own. */
export function startProcess(folder: string, source: string, args: readonly string[] = []): ChildProcess {
  const name = `process-${Math.random().toString(36).slice(2)}`;
  const outfile = join(folder, `${name}.cjs`);
  const root = join(import.meta.dirname, '..', '..');
  buildSync({
    stdin: { contents: source, resolveDir: root, loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outfile,
    logLevel: 'error',
  });
  return spawn(process.execPath, [outfile, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
}

/** Everything a process prints, when it has ended. */
export function outputOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    child.on('close', () => resolve(text));
  });
}
