import { askInRounds, type Questions } from './ask-in-rounds';
import { type Command, commandKey, commandLine, type CommandResult } from './command';
import { type Finding, judge } from './finding';
import { type MacFacts, type MacVersion, parseSwVers, SW_VERS } from './mac';
import type { Policy } from './policy';
import type { AbortSignalLike, Clock, CommandRunner } from './runner';
import { type Parsed, unreadable } from './result';
import type { AnyTask } from './task';

/** One command of a probe with its raw answer, as it is shown under "How we know". */
export interface Evidence {
  readonly key: string;
  readonly command: Command;
  readonly line: string;
  readonly result: CommandResult;
  readonly tookMs: number;
}

export interface TaskScan {
  readonly taskId: string;
  readonly finding: Finding;
  readonly evidence: readonly Evidence[];
}

/** Everything one pass over the catalogue found. `takenAt` is when it ended, in milliseconds since 1970. */
export interface Scan {
  readonly takenAt: number;
  readonly tookMs: number;
  readonly version: Parsed<MacVersion>;
  readonly asRoot: boolean;
  readonly home?: string;
  readonly tasks: readonly TaskScan[];
}

export interface ScanPorts {
  readonly runner: CommandRunner;
  readonly clock: Clock;
  readonly asRoot: boolean;
  /** The home folder of whoever runs Batten. */
  readonly home?: string;
}

export interface ScanLimits {
  /** For one command, milliseconds. */
  readonly commandMs: number;
  /** For the whole scan, milliseconds; commands still running then count as timed out. */
  readonly scanMs: number;
  /** How many programs may run at once. */
  readonly atOnce: number;
}

export const SCAN_LIMITS: ScanLimits = { commandMs: 5_000, scanMs: 15_000, atOnce: 24 };

export interface ScanOptions {
  readonly limits?: ScanLimits;
  readonly signal?: AbortSignalLike;
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Probes the given tasks and judges them.
 *
 * Each distinct command runs once however many tasks need it. A command that hangs, floods or is missing makes its own
 * tasks unknown and delays no other; nothing throws.
 */
export async function scan(
  tasks: readonly AnyTask[],
  policy: Policy,
  ports: ScanPorts,
  options: ScanOptions = {},
): Promise<Scan> {
  const limits = options.limits ?? SCAN_LIMITS;
  const begun = ports.clock.now();
  const pool = new CommandPool(ports, limits, begun + limits.scanMs, options.signal);
  const facts: MacFacts = {
    version: parseSwVers((await pool.run(SW_VERS)).result),
    asRoot: ports.asRoot,
    ...(ports.home === undefined ? {} : { home: ports.home }),
  };
  const probes = tasks.map((task) => ({
    task,
    applicability: task.applies(facts),
    commands: task.probe(facts, policy),
  }));
  const applying = probes.filter(({ applicability }) => applicability.kind === 'applies');
  const total = new Set(applying.flatMap(({ commands }) => Object.values(commands).map(commandKey))).size;
  pool.onDone = (done) => options.onProgress?.(Math.min(done - 1, total), total);
  const found = await Promise.all(
    probes.map(async ({ task, applicability, commands }): Promise<TaskScan> => {
      if (applicability.kind === 'not-applicable') return { taskId: task.id, finding: applicability, evidence: [] };
      const evidence = await gather(task, commands, facts, pool);
      return { taskId: task.id, finding: findingFrom(task, evidence, facts, policy), evidence };
    }),
  );
  const ended = ports.clock.now();
  return { takenAt: ended, tookMs: ended - begun, ...facts, tasks: found };
}

async function gather(
  task: AnyTask,
  first: Questions,
  facts: MacFacts,
  pool: CommandPool,
): Promise<readonly Evidence[]> {
  const answers = await askInRounds(
    first,
    async (key, one): Promise<Evidence> => {
      const { result, tookMs } = await pool.run(one);
      return { key, command: one, line: commandLine(one), result, tookMs };
    },
    (known) => furtherOf(task, Object.values(known), facts),
  );
  return Object.values(answers);
}

/** A fault in one task's questions must not end the scan: its answers so far are then judged. */
function furtherOf(task: AnyTask, evidence: readonly Evidence[], facts: MacFacts): Questions {
  try {
    return task.further?.(resultsOf(evidence), facts) ?? {};
  } catch {
    return {};
  }
}

/** The answers by the keys of the probe. */
export function resultsOf(evidence: readonly Evidence[]): Readonly<Record<string, CommandResult>> {
  return Object.fromEntries(evidence.map(({ key, result }) => [key, result]));
}

/** Judges a task from evidence at hand: also used on what the root script saw right before a change. */
export function findingFrom(task: AnyTask, evidence: readonly Evidence[], facts: MacFacts, policy: Policy): Finding {
  const results = resultsOf(evidence);
  const reading =
    facts.asRoot && task.scope === 'person'
      ? unreadable<never>('Batten runs as root, and this is a setting of a person: whose is not known')
      : readSafely(task, results, facts);
  return judge(task, { kind: 'applies' }, reading, policy);
}

/** One task that cannot cope with an answer must not take the verdicts of all others with it. */
function readSafely(
  task: AnyTask,
  results: Parameters<AnyTask['read']>[0],
  facts: MacFacts,
): ReturnType<AnyTask['read']> {
  try {
    return task.read(results, facts);
  } catch {
    return unreadable('Batten could not read the answers; this is a fault of Batten');
  }
}

/** Runs each distinct command once, at most `atOnce` together, none past the scan's deadline. */
class CommandPool {
  onDone: (done: number) => void = () => {};
  private readonly ports: ScanPorts;
  private readonly limits: ScanLimits;
  private readonly deadline: number;
  private readonly signal: AbortSignalLike | undefined;
  private readonly answers = new Map<string, Promise<{ result: CommandResult; tookMs: number }>>();
  private readonly waiting: (() => void)[] = [];
  private running = 0;
  private done = 0;

  constructor(ports: ScanPorts, limits: ScanLimits, deadline: number, signal: AbortSignalLike | undefined) {
    this.ports = ports;
    this.limits = limits;
    this.deadline = deadline;
    this.signal = signal;
  }

  run(one: Command): Promise<{ result: CommandResult; tookMs: number }> {
    const key = commandKey(one);
    const known = this.answers.get(key);
    if (known) return known;
    const answer = this.start(one);
    this.answers.set(key, answer);
    return answer;
  }

  private async start(one: Command): Promise<{ result: CommandResult; tookMs: number }> {
    if (this.running >= this.limits.atOnce) await new Promise<void>((resolve) => this.waiting.push(resolve));
    this.running += 1;
    const begun = this.ports.clock.now();
    const timeoutMs = Math.min(this.limits.commandMs, this.deadline - begun);
    const result = await this.answer(one, timeoutMs);
    this.running -= 1;
    this.done += 1;
    this.waiting.shift()?.();
    this.onDone(this.done);
    return { result, tookMs: this.ports.clock.now() - begun };
  }

  private async answer(one: Command, timeoutMs: number): Promise<CommandResult> {
    if (this.signal?.aborted) return { kind: 'cancelled' };
    if (timeoutMs <= 0) return { kind: 'timed-out', afterMs: this.limits.scanMs };
    const limits = this.signal === undefined ? { timeoutMs } : { timeoutMs, signal: this.signal };
    try {
      return await this.ports.runner.run(one, limits);
    } catch (error) {
      return { kind: 'not-started', reason: error instanceof Error ? error.message : String(error) };
    }
  }
}
