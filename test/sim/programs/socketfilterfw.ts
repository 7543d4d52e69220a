import { PROGRAMS } from '../../../src/core/command';
import { isAtLeast, type MacState } from '../mac-state';
import type { Caller, Exited, SimulatedProgram } from './program';
import { CHANGES, type FirewallChange, isManaged } from './socketfilterfw-changes';
import { wordsOf } from './socketfilterfw-words';

/**
 * The firewall's command line: questions for everybody, changes for root.
 *
 * Several flags in one call are answered in their order. Refusals differ by release: from 26 on a change without root says
 * so and exits 255; before, it prints what success looks like and changes nothing. A Mac with a firewall profile refuses
 * every change, and exits 0.
 */
export const socketfilterfw: SimulatedProgram = (state, args, caller) => {
  const latencyMs = 15 + 3 * args.length;
  let current = state;
  let stdout = '';
  for (let at = 0; at < args.length;) {
    const flag = args[at] ?? '';
    const answer =
      ask(current, flag) ?? askAbout(current, flag, args[at + 1]) ?? change(current, flag, args[at + 1], caller);
    if (answer === undefined) return { state: current, latencyMs, result: usage(current, stdout) };
    stdout += answer.stdout;
    current = answer.state;
    if (answer.exitCode !== 0)
      return { state: current, latencyMs, result: { exitCode: answer.exitCode, stdout, stderr: '' } };
    at += answer.took;
  }
  return {
    state: current,
    latencyMs,
    result: args.length === 0 ? usage(state, '') : { exitCode: 0, stdout, stderr: '' },
  };
};

interface Answer {
  readonly state: MacState;
  readonly stdout: string;
  readonly exitCode: number;
  /** How many words of the call it used up. */
  readonly took: number;
}

const FLAGS =
  '[-c] [-w] [-d] [-l] [-T] [-U] [-B] [-L] [-a listen or accept] [-p pid to write] [--getglobalstate] ' +
  '[--setglobalstate on | off] [--getblockall] [--setblockall on | off] [--listapps] [--getappblocked <path>] ' +
  '[--blockapp <path>] [--unblockapp <path>] [--add <path>] [--remove <path>] [--getallowsigned] [--setallowsigned] ' +
  '[--setallowsignedapp] [--getstealthmode] [--setstealthmode on | off]';

const LOGGING_FLAGS =
  '[--getloggingmode] [--setloggingmode on | off] [--getloggingopt] [--setloggingopt throttled | brief | detail]';

function usage(state: MacState, before: string): Exited {
  const flags = isAtLeast(state, 15, 4) ? FLAGS : `${FLAGS} ${LOGGING_FLAGS}`;
  return { exitCode: 1, stdout: `${before}usage: ${PROGRAMS.socketfilterfw} ${flags}\n`, stderr: '' };
}

function ask(state: MacState, flag: string): Answer | undefined {
  const { firewall } = state;
  const words = wordsOf(state);
  const told = (stdout: string): Answer => ({ state, stdout, exitCode: 0, took: 1 });
  const logging = !isAtLeast(state, 15, 4);
  switch (flag) {
    case '--getglobalstate':
      return told(words.globalState(firewall));
    case '--getblockall':
      return told(words.blockAll(firewall.blockAll));
    case '--getstealthmode':
      return firewall.stealth === 'wrong-type'
        ? told('ALF: Error, kStealthEnableKey does not return the correct type.\n')
        : told(words.stealth(firewall.stealth));
    case '--getallowsigned':
      return told(words.allowSigned(firewall.allowSigned) + words.allowSignedApp(firewall.allowSignedApp));
    case '--getloggingmode':
      return logging ? told(`Log mode is ${firewall.logging ? 'on' : 'off'} \n`) : undefined;
    case '--getloggingopt':
      return logging ? told(`Log Option is ${firewall.loggingOption} \n`) : undefined;
    case '--listapps':
      return told(words.listApps(firewall.apps));
    default:
      return undefined;
  }
}

/**
 * `--getappblocked`: from 15 on a program that is not listed, or not even there, is permitted (captured on Darwin 27); what
 * earlier releases say of a listed one is not known, so the words of the answer to a change are used.
 */
function askAbout(state: MacState, flag: string, path: string | undefined): Answer | undefined {
  if (flag !== '--getappblocked' || path === undefined) return undefined;
  const rule = state.firewall.apps.find((app) => app.path === path)?.rule;
  const word = rule === 'block' ? 'blocked' : 'permitted';
  const told = (stdout: string): Answer => ({ state, stdout, exitCode: 0, took: 2 });
  if (isAtLeast(state, 15)) return told(`Incoming connection to ${path} is ${word}.\n`);
  return told(
    rule === undefined
      ? 'The application is not part of the firewall\n'
      : `Incoming connection to the application is ${word}\n`,
  );
}

function change(state: MacState, flag: string, argument: string | undefined, caller: Caller): Answer | undefined {
  const made = CHANGES[flag]?.(state, argument);
  if (made === undefined) return undefined;
  const told = (answer: FirewallChange, exitCode = 0): Answer => ({ ...answer, exitCode, took: 2 });
  if (!caller.root && isAtLeast(state, 26)) return told({ state, stdout: 'Must be root to change settings.\n' }, 255);
  if (isManaged(state)) {
    return told({
      state,
      stdout: 'Firewall settings cannot be modified from command line on managed Mac computers.\n',
    });
  }
  return told(caller.root ? made : { state, stdout: made.stdout }, made.exitCode);
}
