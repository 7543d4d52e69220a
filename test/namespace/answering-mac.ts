import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, command, commandKey, type Program, PROGRAMS } from '../../src/core/command';
import type { MacFacts } from '../../src/core/mac';
import { quote } from '../../src/core/script';
import type { StatusReport } from '../../src/core/status-report';
import { TASKS } from '../../src/tasks';
import type { MacState } from '../sim/mac-state';
import { type Ended, PrivateRoot } from '../sim/real-paths';
import { runProgram } from '../sim/run-program';

export interface Answer {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Status extends Ended {
  readonly report: StatusReport;
}

const PROJECT = join(import.meta.dirname, '../..');

/** A Mac that answers every question of every task at the programs' real paths with texts that are laid down beforehand. */
export class AnsweringMac {
  readonly root = new PrivateRoot();

  static async create(): Promise<AnsweringMac> {
    const mac = new AnsweringMac();
    mkdirSync(join(mac.root.shared, 'answers'));
    const names = Object.keys(PROGRAMS) as Program[];
    await mac.root.place(Object.fromEntries(names.map((name) => [PROGRAMS[name], `. '${mac.pathFor(name)}'`])));
    return mac;
  }

  /** From now on it answers as a Mac in this state, but for the given answers. */
  answer(state: MacState, others: readonly (readonly [Command, Answer])[] = []): void {
    const exceptions = new Map(others.map(([one, answer]) => [commandKey(one), answer]));
    const commands = [...questionsFor(state.version).values()];
    for (const program of Object.keys(PROGRAMS) as Program[]) {
      const cases = commands
        .filter((one) => one.program === program)
        .map((one, at) => this.caseFor(one, exceptions.get(commandKey(one)) ?? answerOf(state, one), at));
      writeFileSync(this.pathFor(program), `case "$*" in\n${cases.join('\n')}\nesac\nexit 64\n`);
    }
  }

  /** One program does something else altogether. */
  behave(program: Program, text: string): void {
    writeFileSync(this.pathFor(program), `${text}\n`);
  }

  async remove(program: Program): Promise<void> {
    await this.root.run(`rm '${PROGRAMS[program]}'`);
  }

  /** The command line as it ships, run as a person. */
  async status(): Promise<Status> {
    const line = `'${process.execPath}' '${PROJECT}/out/cli/main.cjs' status --json`;
    const ended = await this.root.runAsPerson(line);
    return { ...ended, report: JSON.parse(ended.stdout) as StatusReport };
  }

  close(): void {
    this.root.close();
  }

  private pathFor(program: Program): string {
    return join(this.root.shared, 'answers', `${program}.sh`);
  }

  private caseFor({ program, args }: Command, { exitCode, stdout, stderr }: Answer, at: number): string {
    const file = join(this.root.shared, 'answers', `${program}-${at}`);
    writeFileSync(`${file}.out`, stdout);
    writeFileSync(`${file}.err`, stderr);
    return `${quote(args.join(' '))})\n/usr/bin/cat '${file}.out'\n/usr/bin/cat '${file}.err' >&2\nexit ${exitCode} ;;`;
  }
}

/** Everything that any task asks a Mac of this version, each question once. */
export function questionsFor(version: string): ReadonlyMap<string, Command> {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const facts: MacFacts = { version: { kind: 'read', value: { version, build: '', major, minor } }, asRoot: false };
  const asked = [command('sw_vers'), ...TASKS.flatMap((task) => Object.values(task.probe(facts)))];
  return new Map(asked.map((one) => [commandKey(one), one]));
}

/** What the simulated Mac says to its person. */
export function answerOf(state: MacState, { program, args }: Command): Answer {
  const { ending } = runProgram(state, { program, args, caller: { root: false, user: state.user }, now: state.time });
  if (ending.kind !== 'exits') throw new Error(`${program} does not exit: ${ending.kind}`);
  return ending;
}
