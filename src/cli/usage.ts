/** What `batten --help` prints, and the one list of the commands and their options. */
export const COMMANDS = {
  status: {
    usage: 'status [--json] [task…]',
    does: 'what this Mac looks like now',
    exits: '0 as wanted · 1 something is not · 3 something cannot be checked',
    options: ['json'],
  },
  explain: { usage: 'explain <task>', does: 'what a task is, why, and what it costs you', exits: '0', options: [] },
  plan: {
    usage: 'plan <task…> [--json | --script | --undo-script]',
    does: 'what would be done, or the exact root script, or the script back to now; changes nothing',
    exits: '0 · 3 a task cannot be checked',
    options: ['json', 'script', 'undo-script', 'rollback'],
  },
  rollback: {
    usage: 'plan --rollback <run> [--json | --script]',
    does: 'the same for taking back a run',
    exits: '0 · 3 a task cannot be checked',
    options: [],
  },
  bindings: {
    usage: 'bindings [--json]',
    does: 'who can reach what on this Mac, against the policy',
    exits: '0 as wanted · 1 something is not · 3 something cannot be read',
    options: ['json'],
  },
  connections: {
    usage: 'connections [--json]',
    does: 'who is connected to what now',
    exits: '0 · 3 something cannot be read',
    options: ['json'],
  },
  tunnels: {
    usage: 'tunnels [--json] [--ask-cloudflare]',
    does: 'public names that lead here; --ask-cloudflare also asks your account, over the network',
    exits: '0 as wanted · 1 something is not · 3 something cannot be read',
    options: ['json', 'ask-cloudflare'],
  },
  logs: {
    usage: 'logs --last <10m> [--json]',
    does: 'what the firewall has written, at most a day back',
    exits: '0 · 3 a stretch of time could not be read',
    options: ['json', 'last'],
  },
  journal: {
    usage: 'journal [--json] [--verify]',
    does: 'what Batten did on this Mac; --verify checks the hash chain',
    exits: '0 · 1 the journal is damaged',
    options: ['json', 'verify'],
  },
} as const;

/** The commands a person can name; `rollback` is a form of `plan`. */
export type CommandName = Exclude<keyof typeof COMMANDS, 'rollback'>;

export const COMMAND_NAMES = [
  'status',
  'explain',
  'plan',
  'bindings',
  'connections',
  'tunnels',
  'logs',
  'journal',
] as const satisfies readonly CommandName[];

/** A mistake in the words of a call: printed with a hint, exit status 2. */
export class UsageError extends Error {}

export function helpText(version: string, taskIds: readonly string[]): string {
  const width = Math.max(...Object.values(COMMANDS).map(({ usage }) => usage.length));
  const lines = Object.values(COMMANDS).map(
    ({ usage, does, exits }) => `  ${usage.padEnd(width)}  ${does}\n  ${' '.repeat(width)}  exit ${exits}`,
  );
  return [
    `Batten ${version} — reads how this Mac is hardened, and shows what would change. It never changes anything here.`,
    '',
    'batten <command> [options]',
    '',
    ...lines,
    '',
    '  --help, -h     this text',
    '  --version      the version',
    '',
    'Exit 2: the call was not understood. JSON goes to standard output alone, everything else to standard error.',
    '',
    'Tasks:',
    ...columns(taskIds),
    '',
  ].join('\n');
}

function columns(ids: readonly string[]): readonly string[] {
  const half = Math.ceil(ids.length / 2);
  const width = Math.max(...ids.map((id) => id.length));
  return ids.slice(0, half).map((id, at) => `  ${id.padEnd(width)}   ${ids[half + at] ?? ''}`.trimEnd());
}
