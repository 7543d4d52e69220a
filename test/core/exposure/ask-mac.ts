import type { Command, CommandResult } from '../../../src/core/command';
import { exposureProbe, furtherExposure } from '../../../src/core/exposure/probe';
import { readExposure, type ReadExposure } from '../../../src/core/exposure/read-exposure';
import type { MacState } from '../../sim/mac-state';
import { SimulatedMac } from '../../sim/simulated-mac';

export const HOME = '/Users/alex';

type Facts = { readonly home?: string };
const AT_HOME: Facts = { home: HOME };

export interface Asked {
  readonly results: Readonly<Record<string, CommandResult>>;
  readonly commands: Readonly<Record<string, Command>>;
  /** How often the answers led to new questions. */
  readonly rounds: number;
}

/** Asks a simulated Mac everything about its exposure, as a scan does. */
export async function askMac(state: MacState, facts: Facts = AT_HOME): Promise<Asked> {
  const mac = new SimulatedMac(state);
  const results: Record<string, CommandResult> = {};
  const commands: Record<string, Command> = {};
  let next: Readonly<Record<string, Command>> = exposureProbe(facts);
  let rounds = 0;
  for (; Object.keys(next).length > 0; rounds += 1) {
    for (const [key, one] of Object.entries(next)) {
      commands[key] = one;
      results[key] = await mac.run(one);
    }
    const further = Object.entries(furtherExposure(results, facts));
    next = Object.fromEntries(further.filter(([key]) => results[key] === undefined));
  }
  return { results, commands, rounds };
}

export async function exposureOn(state: MacState, facts: Facts = AT_HOME): Promise<ReadExposure> {
  const { results } = await askMac(state, facts);
  return readExposure(results, facts);
}
