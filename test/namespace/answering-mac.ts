import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, command, commandKey, type CommandResult, type Program, PROGRAMS } from '../../src/core/command';
import type { MacFacts } from '../../src/core/mac';
import { DEFAULT_POLICY } from '../../src/core/policy';
import { quote } from '../../src/core/shell-words';
import type { StatusReport } from '../../src/core/status-report';
import type { AnyTask } from '../../src/core/task';
import { TASKS } from '../../src/tasks';
import type { MacState } from '../sim/mac-state';
import { type Ended, PrivateRoot } from '../sim/real-paths';
import { isInstalled, runProgram } from '../sim/run-program';

export interface Answer {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Status extends Ended {
  readonly report: StatusReport;
}

const PROJECT = join(import.meta.dirname, '../..');

const NAMES = Object.keys(PROGRAMS) as readonly Program[];

/** What a program says of everything that it was not asked beforehand; the others exit 64. */
const OTHERWISE: Readonly<Partial<Record<Program, string>>> = {
  cat: `printf 'cat: %s: No such file or directory\\n' "$*" >&2; exit 1`,
  ls: `printf 'ls: %s: No such file or directory\\n' "$2" >&2; exit 1`,
};

/** A Mac that answers every question of every task at the programs' real paths with texts that are laid down beforehand. */
export class AnsweringMac {
  readonly root = new PrivateRoot();
  private readonly absent = new Set<Program>();
  private wantedAbsent: readonly Program[] = [];

  static async create(): Promise<AnsweringMac> {
    const mac = new AnsweringMac();
    mkdirSync(join(mac.root.shared, 'answers'));
    await mac.root.clearPlaces();
    await mac.place(NAMES);
    return mac;
  }

  /** From now on it answers as a Mac in this state, but for the given answers. */
  answer(state: MacState, others: readonly (readonly [Command, Answer])[] = []): void {
    const exceptions = new Map(others.map(([one, answer]) => [commandKey(one), answer]));
    const answerTo = (one: Command): Answer => exceptions.get(commandKey(one)) ?? answerOf(state, one);
    const commands = [...questionsFor(state, exceptions).values()];
    this.wantedAbsent = NAMES.filter((program) => !isInstalled(state, program));
    for (const program of NAMES.filter((one) => !this.wantedAbsent.includes(one))) {
      const cases = commands
        .filter((one) => one.program === program)
        .map((one, at) => this.caseFor(one, answerTo(one), at));
      const otherwise = OTHERWISE[program] ?? 'exit 64';
      writeFileSync(this.pathFor(program), `case "$*" in\n${cases.join('\n')}\nesac\n${otherwise}\n`);
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
    await this.installWhatIsWanted();
    const line = `'${process.execPath}' '${PROJECT}/out/cli/main.cjs' status --json`;
    const ended = await this.root.runAsPerson(line);
    return { ...ended, report: JSON.parse(ended.stdout) as StatusReport };
  }

  close(): void {
    this.root.close();
  }

  /** Who has not installed a program has none at its path, which is another thing than one that does not answer. */
  private async installWhatIsWanted(): Promise<void> {
    const gone = this.wantedAbsent.filter((program) => !this.absent.has(program));
    const back = [...this.absent].filter((program) => !this.wantedAbsent.includes(program));
    for (const program of gone) {
      await this.remove(program);
      this.absent.add(program);
    }
    if (back.length > 0) await this.place(back);
    for (const program of back) this.absent.delete(program);
  }

  private place(programs: readonly Program[]): Promise<void> {
    const texts = programs.map((name) => [PROGRAMS[name], `. '${this.pathFor(name)}'`] as const);
    return this.root.place(Object.fromEntries(texts));
  }

  private pathFor(program: Program): string {
    return join(this.root.shared, 'answers', `${program}.sh`);
  }

  private caseFor({ program, args }: Command, { exitCode, stdout, stderr }: Answer, at: number): string {
    const file = join(this.root.shared, 'answers', `${program}-${at}`);
    writeFileSync(`${file}.out`, stdout);
    writeFileSync(`${file}.err`, stderr);
    // Not `cat`: that is one of the programs of the Mac.
    const print = '/usr/bin/tail -c +1';
    return `${quote(args.join(' '))})\n${print} '${file}.out'\n${print} '${file}.err' >&2\nexit ${exitCode} ;;`;
  }
}

/** How often answers lead to new questions. */
const ROUNDS = 4;

/** Everything that any task asks a Mac in this state, each question once, the ones that follow from answers included. */
export function questionsFor(
  state: MacState,
  exceptions: ReadonlyMap<string, Answer> = new Map(),
): ReadonlyMap<string, Command> {
  const { version } = state;
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const facts: MacFacts = {
    version: { kind: 'read', value: { version, build: '', major, minor } },
    asRoot: false,
    home: NOBODYS_HOME,
  };
  const resultOf = (one: Command): CommandResult => {
    if (!isInstalled(state, one.program)) return { kind: 'not-started', reason: 'it is not there' };
    return { ...(exceptions.get(commandKey(one)) ?? answerOf(state, one)), kind: 'exited' };
  };
  const asked = [command('sw_vers'), ...TASKS.flatMap((task) => questionsOf(task, facts, resultOf))];
  return new Map(asked.map((one) => [commandKey(one), one]));
}

function questionsOf(task: AnyTask, facts: MacFacts, resultOf: (one: Command) => CommandResult): readonly Command[] {
  const asked: Record<string, Command> = {};
  const results: Record<string, CommandResult> = {};
  let next: Readonly<Record<string, Command>> = task.probe(facts, DEFAULT_POLICY);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [key, one] of Object.entries(next)) {
      if (asked[key] !== undefined) continue;
      asked[key] = one;
      results[key] = resultOf(one);
    }
    next = task.further?.(results, facts) ?? {};
  }
  return Object.values(asked);
}

/** In the namespace a person has the number of nobody, and the home folder that this computer gives it. */
const NOBODYS_HOME =
  /^[^:\n]*:[^:]*:65534:[^:]*:[^:]*:([^:\n]*)/m.exec(readFileSync('/etc/passwd', 'utf8'))?.[1] ?? '/nonexistent';

/** What the simulated Mac says to its person. */
export function answerOf(state: MacState, { program, args }: Command): Answer {
  const { ending } = runProgram(state, { program, args, caller: { root: false, user: state.user }, now: state.time });
  if (ending.kind !== 'exits') throw new Error(`${program} does not exit: ${ending.kind}`);
  const { exitCode, stdout, stderr } = ending;
  return { exitCode, stdout, stderr };
}
