import { parseArgs } from 'node:util';
import { COMMAND_NAMES, type CommandName, COMMANDS, UsageError } from './usage';

/** In which form a plan is shown. */
export type PlanForm = 'text' | 'json' | 'script' | 'undo-script';

/** One call of the command line that is understood; whether its task or its run exists is not known yet. */
export type Call =
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'status'; readonly taskIds: readonly string[]; readonly json: boolean }
  | { readonly kind: 'explain'; readonly taskId: string }
  | { readonly kind: 'plan'; readonly taskIds: readonly string[]; readonly form: PlanForm }
  | { readonly kind: 'rollback'; readonly run: number; readonly form: PlanForm }
  | { readonly kind: 'bindings' | 'connections'; readonly json: boolean }
  | { readonly kind: 'tunnels'; readonly json: boolean; readonly asks: boolean }
  | { readonly kind: 'logs'; readonly last: string; readonly json: boolean }
  | { readonly kind: 'journal'; readonly json: boolean; readonly verify: boolean };

/** Reads the words of a call. Throws a `UsageError` with a hint for anything else than a call. */
export function readCall(args: readonly string[]): Call {
  const { values, positionals } = parse(args);
  if (values.help) return { kind: 'help' };
  if (values.version) return { kind: 'version' };
  const [name, ...rest] = positionals;
  if (name === undefined) return { kind: 'nothing' };
  const command = COMMAND_NAMES.find((one) => one === name);
  if (command === undefined) throw new UsageError(`There is no command “${name}”. Try batten --help.`);
  rejectForeignOptions(command, values);
  const { json } = values;
  switch (command) {
    case 'status':
      return { kind: command, taskIds: rest, json };
    case 'explain':
      if (rest.length !== 1 || rest[0] === undefined) throw new UsageError('Say one task: batten explain <task>');
      return { kind: command, taskId: rest[0] };
    case 'plan':
      return planCall(rest, values);
    case 'bindings':
    case 'connections':
      none(command, rest);
      return { kind: command, json };
    case 'tunnels':
      none(command, rest);
      return { kind: command, json, asks: values['ask-cloudflare'] };
    case 'logs':
      none(command, rest);
      if (values.last === undefined) throw new UsageError('Say how far back: batten logs --last 10m');
      return { kind: command, last: values.last, json };
    case 'journal':
      if (rest.length > 0) throw new UsageError('batten journal takes no task.');
      return { kind: command, json, verify: values.verify };
  }
}

function none(command: CommandName, rest: readonly string[]): void {
  if (rest.length > 0) throw new UsageError(`batten ${command} takes no “${rest[0] ?? ''}”. Try batten --help.`);
}

function planCall(taskIds: readonly string[], values: Values): Call {
  const forms = [
    ...(values.json ? ['json' as const] : []),
    ...(values.script ? ['script' as const] : []),
    ...(values['undo-script'] ? ['undo-script' as const] : []),
  ];
  if (forms.length > 1) throw new UsageError('Say one of --json, --script and --undo-script.');
  const form: PlanForm = forms[0] ?? 'text';
  if (values.rollback === undefined) {
    if (taskIds.length === 0) throw new UsageError('Say at least one task: batten plan <task…>');
    return { kind: 'plan', taskIds, form };
  }
  if (!/^[1-9]\d{0,8}$/.test(values.rollback))
    throw new UsageError('Say a run by its number: batten plan --rollback 12');
  if (taskIds.length > 0) throw new UsageError('A rollback takes a run, not tasks.');
  if (form === 'undo-script') throw new UsageError('A rollback has no --undo-script.');
  return { kind: 'rollback', run: Number(values.rollback), form };
}

interface Values {
  readonly help: boolean;
  readonly version: boolean;
  readonly json: boolean;
  readonly script: boolean;
  readonly 'undo-script': boolean;
  readonly verify: boolean;
  readonly rollback: string | undefined;
  readonly last: string | undefined;
  readonly 'ask-cloudflare': boolean;
}

function parse(args: readonly string[]): { readonly values: Values; readonly positionals: readonly string[] } {
  const off = { type: 'boolean', default: false } as const;
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        help: { ...off, short: 'h' },
        version: off,
        json: off,
        script: off,
        'undo-script': off,
        verify: off,
        rollback: { type: 'string' },
        last: { type: 'string' },
        'ask-cloudflare': off,
      },
    });
    return { values: { ...values, rollback: values.rollback, last: values.last }, positionals };
  } catch (error) {
    const text = error instanceof Error ? (error.message.split('. ')[0] ?? '') : String(error);
    throw new UsageError(`${text}. Try batten --help.`);
  }
}

function rejectForeignOptions(command: CommandName, values: Values): void {
  const allowed: readonly string[] = COMMANDS[command].options;
  const foreign = Object.entries(values).find(
    ([key, value]) => value !== false && value !== undefined && !allowed.includes(key),
  );
  if (foreign) throw new UsageError(`batten ${command} has no option --${foreign[0]}. Try batten --help.`);
}
