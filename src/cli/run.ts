import type { CliAnswer } from './answer';
import { type Call, readCall } from './call';
import type { CliMac } from './cli-mac';
import { bindings, connections, type ExposureMac, tunnels } from './exposure';
import { helpText, UsageError } from './usage';

/** This computer: what the commands about exposure need of it, and how to load what all the others need. */
export interface CliHost extends ExposureMac {
  /** The catalogue and everything that its tasks are made of. */
  readonly whole: () => Promise<CliMac>;
  readonly version: string;
}

/** Runs one call of the command line. Never throws: a bad call is exit status 2 with a hint. */
export async function runCli(args: readonly string[], host: CliHost): Promise<CliAnswer> {
  try {
    return await carryOut(readCall(args), host);
  } catch (error) {
    if (error instanceof UsageError) return { stdout: '', stderr: `batten: ${error.message}\n`, exitCode: 2 };
    const text = error instanceof Error ? error.message : String(error);
    return { stdout: '', stderr: `batten: that did not work: ${text}. Nothing was changed.\n`, exitCode: 2 };
  }
}

/** The commands about exposure are at hand; all others are loaded when they are called. */
async function carryOut(call: Call, host: CliHost): Promise<CliAnswer> {
  switch (call.kind) {
    case 'help':
      return { stdout: await help(host), stderr: '', exitCode: 0 };
    case 'version':
      return { stdout: `${host.version}\n`, stderr: '', exitCode: 0 };
    case 'nothing':
      return { stdout: '', stderr: await help(host), exitCode: 2 };
    case 'bindings':
      return bindings(host, call.json);
    case 'connections':
      return connections(host, call.json);
    case 'tunnels':
      return tunnels(host, call.json, call.asks);
    case 'logs':
    case 'status':
    case 'explain':
    case 'plan':
    case 'rollback':
    case 'journal': {
      const [{ carryOutWhole }, mac] = await Promise.all([import('./run-whole'), host.whole()]);
      return carryOutWhole(call, mac);
    }
  }
}

async function help({ whole, version }: CliHost): Promise<string> {
  const { catalogue } = await whole();
  return helpText(
    version,
    catalogue.map(({ id }) => id),
  );
}
