/** One command of a step as root saw it. */
export interface CommandReport {
  readonly exitCode: number;
  readonly output: string;
}

export interface StepReport {
  /** Counts from 1 over the steps of a plan that have root commands. */
  readonly step: number;
  /** Read right before the change: what undo must go back to. */
  readonly before: readonly { readonly key: string; readonly exitCode: number; readonly output: string }[];
  readonly commands: readonly CommandReport[];
  readonly end: 'completed' | 'failed' | 'none';
}

export type Refusal = 'not-root' | 'expired' | 'asker-gone' | 'log-is-a-link' | 'no-log' | 'ran-before' | 'other';

/** How the wait for Keep went, where the script waited. */
export interface KeepReport {
  /** Seconds since 1970 at which it goes back by itself. */
  readonly until: number;
  /** Seconds that are left, as the script counts them. */
  readonly left: number;
  /** `waiting`: it still waits, or was cut off while it did. */
  readonly end: 'waiting' | 'kept' | 'reverting' | 'reverted';
  readonly because?: 'asked' | 'nobody';
  /** The way back, counted from 1 over its own steps; nothing is read again there. */
  readonly back: readonly StepReport[];
}

/** What the elevated script said it did. Never proof that it worked: only a probe is. */
export interface ScriptReport {
  readonly end: 'done' | 'refused' | 'cut-off';
  readonly refusal?: Refusal;
  readonly steps: readonly StepReport[];
  readonly keep?: KeepReport;
}

const REFUSALS: readonly Refusal[] = ['not-root', 'expired', 'asker-gone', 'log-is-a-link', 'no-log', 'ran-before'];

/** What a refusal means, as a sentence. */
export function refusalInWords(refusal: Refusal): string {
  switch (refusal) {
    case 'not-root':
      return 'the script did not run as root';
    case 'expired':
      return 'the approval came too late, after the time the script may begin';
    case 'asker-gone':
      return 'the app that asked was no longer running';
    case 'log-is-a-link':
      return 'the place of its log was a link';
    case 'no-log':
      return 'its log could not be written';
    case 'ran-before':
      return 'this very script had run before';
    case 'other':
      return 'the script refused to start';
  }
}

/**
 * Reads the markers from the script's output.
 *
 * Lines without this run's nonce are tool output and are ignored.
 */
export function parseScriptReport(stdout: string, nonce: string, decodeBase64: (text: string) => string): ScriptReport {
  const mark = `@@BATTEN ${nonce} `;
  const lines = stdout.split(/\r\n|\r|\n/).filter((line) => line.startsWith(mark));
  return parseProgressLines(
    lines.map((line) => line.slice(mark.length)),
    decodeBase64,
  );
}

/** Reads the root-owned log, which holds the same lines without the marker. */
export function parseProgressLog(text: string, decodeBase64: (text: string) => string): ScriptReport {
  return parseProgressLines(text.split('\n'), decodeBase64);
}

/** What the script writes: anything else, half a line where the output was cut for one, is not counted. */
const WHOLE_LINE =
  /^(?:(?:BACK-)?(?:BEGIN \d+|(?:BEFORE \d+ [A-Za-z]+|COMMAND \d+ \d+) \d+ (?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2,3}={1,2})?|END \d+ (?:no|yes))|WAIT \d{1,12} \d{1,6}|LEFT \d{1,6}|KEPT|REVERTING (?:asked|nobody)|REVERTED|DONE \d+|REFUSED [a-z-]+)$/;

interface StepLines {
  readonly before: StepReport['before'][number][];
  readonly commands: CommandReport[];
  end: StepReport['end'];
}

function parseProgressLines(lines: readonly string[], decodeBase64: (text: string) => string): ScriptReport {
  const forth = new Map<number, StepLines>();
  const back = new Map<number, StepLines>();
  let end: ScriptReport['end'] = 'cut-off';
  let refusal: Refusal | undefined;
  let keep: Omit<KeepReport, 'back'> | undefined;
  for (const line of lines.filter((one) => WHOLE_LINE.test(one))) {
    const [verb = '', first = '', second = ''] = line.split(' ');
    switch (verb) {
      case 'WAIT':
        keep = { until: Number(first), left: Number(second), end: 'waiting' };
        break;
      case 'LEFT':
        if (keep !== undefined) keep = { ...keep, left: Number(first) };
        break;
      case 'KEPT':
        if (keep !== undefined) keep = { ...keep, end: 'kept' };
        break;
      case 'REVERTING':
        if (keep !== undefined) keep = { ...keep, end: 'reverting', because: first === 'asked' ? 'asked' : 'nobody' };
        break;
      case 'REVERTED':
        if (keep !== undefined) keep = { ...keep, end: 'reverted' };
        break;
      case 'DONE':
        end = 'done';
        break;
      case 'REFUSED':
        end = 'refused';
        refusal = REFUSALS.find((one) => one === first) ?? 'other';
        break;
      default:
        if (verb.startsWith('BACK-')) noteStep(line.slice('BACK-'.length), back, decodeBase64);
        else noteStep(line, forth, decodeBase64);
        break;
    }
  }
  return {
    end,
    ...(refusal === undefined ? {} : { refusal }),
    steps: stepsOf(forth),
    ...(keep === undefined ? {} : { keep: { ...keep, back: stepsOf(back) } }),
  };
}

function noteStep(line: string, steps: Map<number, StepLines>, decodeBase64: (text: string) => string): void {
  const [verb = '', first = '', second = '', third = '', fourth = ''] = line.split(' ');
  const step = Number(first);
  const known = steps.get(step) ?? { before: [], commands: [], end: 'none' as const };
  steps.set(step, known);
  switch (verb) {
    case 'BEFORE':
      known.before.push({ key: second, exitCode: Number(third), output: decodeBase64(fourth) });
      break;
    case 'COMMAND':
      known.commands.push({ exitCode: Number(third), output: decodeBase64(fourth) });
      break;
    case 'END':
      known.end = second === 'no' ? 'completed' : 'failed';
      break;
    default:
      break;
  }
}

function stepsOf(steps: ReadonlyMap<number, StepLines>): readonly StepReport[] {
  return [...steps].map(([step, seen]) => ({ step, ...seen }));
}
