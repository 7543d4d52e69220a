import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Command, commandKey, type CommandResult, PROGRAMS } from '../../src/core/command';
import type { CommandRunner } from '../../src/core/ports';
import { temporaryFolder } from '../sim/temporary-folder';

/** Ways in which a real program behaves badly, as the shell text that it begins with. */
export const MISCHIEF = {
  hangs: 'exec "${0%/*}/wait" 600',
  'ignores signals': `trap '' TERM INT HUP\nwhile :; do sleep 1; done`,
  floods: 'exec yes',
  'leaves children that keep the pipe': '"${0%/*}/wait" 600 &\n"${0%/*}/wait" 600 &',
  'closes its outputs and goes on': 'exec >&- 2>&-\n"${0%/*}/wait" 600',
  'is killed': 'kill -KILL $$',
} as const;
export type Mischief = keyof typeof MISCHIEF;

/** The log of the Mac and those of containers: those that are followed go on until they are ended. */
const FOLLOWED = [`'stream '* | 'logs '*) echo begun; exec "\${0%/*}/wait" 600 ;;`, `'show '*) exit 0 ;;`];

/**
 * Real programs, one file each, that answer as a Mac once did: for whatever must be counted in processes and descriptors.
 *
 * They are shell scripts, so a call takes two processes and some milliseconds. What nobody asked before exits with 64.
 */
export class ReplayedPrograms {
  readonly folder: string;
  private readonly temporary = temporaryFolder('replayed');
  private readonly answers = new Map<string, { readonly command: Command; readonly result: CommandResult }>();

  constructor() {
    this.folder = this.temporary.path;
  }

  /** Where a program of a Mac stands among these. */
  readonly programPath = (path: string): string => join(this.folder, basename(path));

  /** A runner that remembers what another answers. */
  recording(runner: CommandRunner): CommandRunner {
    return {
      run: async (command, limits) => {
        const result = await runner.run(command, limits);
        this.answers.set(commandKey(command), { command, result });
        return result;
      },
    };
  }

  /** Writes a program for each that has answered; one that was not there is not there now. */
  write(): void {
    mkdirSync(join(this.folder, 'answers'), { recursive: true });
    // By another path, so that whoever waits can be told by its command line from the programs of others.
    symlinkSync('/bin/sleep', join(this.folder, 'wait'));
    const cases = new Map<string, string[]>();
    for (const [at, { command, result }] of [...this.answers.values()].entries()) {
      if (result.kind !== 'exited') continue;
      const [out, err] = [join(this.folder, 'answers', `${at}.out`), join(this.folder, 'answers', `${at}.err`)];
      writeFileSync(out, result.stdout);
      writeFileSync(err, result.stderr);
      const words = `'${command.args.join(' ').replaceAll("'", `'\\''`)}'`;
      const body = `cat '${out}'${result.stderr === '' ? '' : `; cat '${err}' >&2`}; exit ${result.exitCode}`;
      const path = PROGRAMS[command.program];
      cases.set(path, [...(cases.get(path) ?? []), `${words}) ${body} ;;`]);
    }
    for (const path of new Set([...cases.keys(), PROGRAMS.log])) {
      const mischief = this.mischiefOf(basename(path));
      const lines = [...FOLLOWED, ...(cases.get(path) ?? [])];
      const text = `[ ! -e '${mischief}' ] || . '${mischief}'\ncase "$*" in\n${lines.join('\n')}\nesac\nexit 64`;
      writeFileSync(this.programPath(path), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
    }
  }

  /** From now on these programs behave badly, and no others. */
  misbehave(by: Readonly<Record<string, Mischief>>): void {
    for (const path of Object.values(PROGRAMS)) rmSync(this.mischiefOf(basename(path)), { force: true });
    for (const [name, mischief] of Object.entries(by)) writeFileSync(this.mischiefOf(name), `${MISCHIEF[mischief]}\n`);
  }

  dispose(): void {
    this.temporary.remove();
  }

  private mischiefOf(name: string): string {
    return join(this.folder, `${name}.mischief`);
  }
}
