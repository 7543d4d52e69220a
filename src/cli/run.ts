import { parseArgs } from 'node:util';
import { type CliAnswer, type CliMac, explain, journal, plan, type PlanForm, planRollbackOf, status } from './commands';
import { bindings, connections, tunnels } from './exposure';
import { logs } from './logs';
import { COMMAND_NAMES, type CommandName, COMMANDS, helpText, UsageError } from './usage';

/** Runs one call of the command line. Never throws: a bad call is exit status 2 with a hint. */
export async function runCli(args: readonly string[], mac: CliMac, version: string): Promise<CliAnswer> {
  try {
    return await dispatch(args, mac, version);
  } catch (error) {
    if (error instanceof UsageError) return { stdout: '', stderr: `batten: ${error.message}\n`, exitCode: 2 };
    const text = error instanceof Error ? error.message : String(error);
    return { stdout: '', stderr: `batten: that did not work: ${text}. Nothing was changed.\n`, exitCode: 2 };
  }
}

async function dispatch(args: readonly string[], mac: CliMac, version: string): Promise<CliAnswer> {
  const { values, positionals } = parse(args);
  const help = {
    stdout: helpText(
      version,
      mac.catalogue.map(({ id }) => id),
    ),
    stderr: '',
    exitCode: 0,
  } as const;
  if (values.help) return help;
  if (values.version) return { stdout: `${version}\n`, stderr: '', exitCode: 0 };
  const [name, ...rest] = positionals;
  if (name === undefined) return { ...help, stdout: '', stderr: help.stdout, exitCode: 2 };
  const command = COMMAND_NAMES.find((one) => one === name);
  if (command === undefined) throw new UsageError(`There is no command “${name}”. Try batten --help.`);
  rejectForeignOptions(command, values);
  switch (command) {
    case 'status':
      return status(mac, rest, values.json);
    case 'explain':
      if (rest.length !== 1 || rest[0] === undefined) throw new UsageError('Say one task: batten explain <task>');
      return explain(mac, rest[0]);
    case 'plan':
      return planCommand(mac, rest, values);
    case 'bindings':
      none(command, rest);
      return bindings(mac, values.json);
    case 'connections':
      none(command, rest);
      return connections(mac, values.json);
    case 'tunnels':
      none(command, rest);
      return tunnels(mac, values.json, values['ask-cloudflare']);
    case 'logs':
      none(command, rest);
      if (values.last === undefined) throw new UsageError('Say how far back: batten logs --last 10m');
      return logs(mac, values.last, values.json);
    case 'journal':
      if (rest.length > 0) throw new UsageError('batten journal takes no task.');
      return journal(mac, values.json, values.verify);
  }
}

function none(command: CommandName, rest: readonly string[]): void {
  if (rest.length > 0) throw new UsageError(`batten ${command} takes no “${rest[0] ?? ''}”. Try batten --help.`);
}

function planCommand(mac: CliMac, taskIds: readonly string[], values: Values): Promise<CliAnswer> {
  const forms = [
    ...(values.json ? ['json' as const] : []),
    ...(values.script ? ['script' as const] : []),
    ...(values['undo-script'] ? ['undo-script' as const] : []),
  ];
  if (forms.length > 1) throw new UsageError('Say one of --json, --script and --undo-script.');
  const form: PlanForm = forms[0] ?? 'text';
  if (values.rollback === undefined) {
    if (taskIds.length === 0) throw new UsageError('Say at least one task: batten plan <task…>');
    return plan(mac, taskIds, form);
  }
  if (!/^[1-9]\d{0,8}$/.test(values.rollback))
    throw new UsageError('Say a run by its number: batten plan --rollback 12');
  if (taskIds.length > 0) throw new UsageError('A rollback takes a run, not tasks.');
  if (form === 'undo-script') throw new UsageError('A rollback has no --undo-script.');
  return planRollbackOf(mac, Number(values.rollback), form);
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
