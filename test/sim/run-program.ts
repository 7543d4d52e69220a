import { ALSO_AT, INSTALLED_BY_PEOPLE, type Program, PROGRAMS } from '../../src/core/command';
import type { Json } from '../../src/core/json';
import { faultFor, inGerman } from './faults';
import { type MacState, settled } from './mac-state';
import { brew } from './programs/brew';
import { cat } from './programs/cat';
import { cloudflared } from './programs/cloudflared';
import { csrutil } from './programs/csrutil';
import { curl } from './programs/curl';
import { defaults } from './programs/defaults';
import { docker } from './programs/docker';
import { podman, santactl, tailscale } from './programs/guards';
import { ifconfig } from './programs/ifconfig';
import { ioreg } from './programs/ioreg';
import { launchctl } from './programs/launchctl';
import { log } from './programs/log';
import { ls } from './programs/ls';
import { lsof } from './programs/lsof';
import { mount } from './programs/mount';
import { nc } from './programs/nc';
import { netstat } from './programs/netstat';
import { nfsd } from './programs/nfsd';
import { osascript } from './programs/osascript';
import type { Caller, Exited, SimulatedProgram } from './programs/program';
import { ps } from './programs/ps';
import { scutil } from './programs/scutil';
import { socketfilterfw } from './programs/socketfilterfw';
import { swVers } from './programs/sw-vers';
import { sysadminctl } from './programs/sysadminctl';
import { systemProfiler } from './programs/system-profiler';
import { systemextensionsctl } from './programs/systemextensionsctl';
import { who } from './programs/who';

const SIMULATED: Readonly<Record<Program, SimulatedProgram>> = {
  brew,
  cat,
  cloudflared,
  csrutil,
  curl,
  defaults,
  docker,
  ifconfig,
  ioreg,
  launchctl,
  log,
  ls,
  lsof,
  mount,
  nc,
  netstat,
  nfsd,
  osascript,
  podman,
  ps,
  santactl,
  scutil,
  socketfilterfw,
  sw_vers: swVers,
  sysadminctl,
  system_profiler: systemProfiler,
  systemextensionsctl,
  tailscale,
  who,
};

/** Whether a program is there: those that a person installs are there while their file is. */
export function isInstalled({ files }: Pick<MacState, 'files'>, program: Program): boolean {
  if (!INSTALLED_BY_PEOPLE.includes(program)) return true;
  return [PROGRAMS[program], ...(ALSO_AT[program] ?? [])].some((path) => files[path] !== undefined);
}

/** How a call of a program goes, faults included. */
export type Ending =
  | ({ readonly kind: 'exits' } & Exited)
  /** It has printed this and runs until it is ended. */
  | { readonly kind: 'goes-on'; readonly stdout: string }
  | { readonly kind: 'hangs' }
  | { readonly kind: 'floods'; readonly bytes: number }
  | { readonly kind: 'is-ended'; readonly signal: string }
  | { readonly kind: 'is-missing' };

export interface Call {
  readonly program: Program;
  readonly args: readonly string[];
  readonly caller: Caller;
  /** When the call is made, in milliseconds since 1970. */
  readonly now: number;
}

/** Calls one program of a Mac: the Mac afterwards, how the call ends, and how long it takes. Pure. */
export function runProgram(
  before: MacState,
  { program, args, caller, now }: Call,
): { readonly state: MacState; readonly ending: Ending; readonly latencyMs: number } {
  const { pid, thread } = before.process;
  const state = settled({ ...before, time: now, process: { pid, thread } });
  const fault = faultFor(state.faults, program, args, caller.root ? 'root' : 'user');
  if (fault === undefined && !isInstalled(state, program)) {
    return { state, ending: { kind: 'is-missing' }, latencyMs: 1 };
  }
  const seen = fault?.effect.kind === 'sees' ? (overlaid(state, fault.effect.state) as MacState) : state;
  const { state: after, result, latencyMs, goesOn } = SIMULATED[program](seen, args, caller);
  const next = { pid: pid + 3, thread: thread + 41 };
  const unchanged = { ...state, process: next };
  const changed = { ...after, process: next };
  const exits = ({ exitCode, stdout, stderr }: Exited): Ending => ({ kind: 'exits', exitCode, stdout, stderr });
  const usual: Ending = goesOn === true ? { kind: 'goes-on', stdout: result.stdout } : exits(result);
  if (fault === undefined) return { state: changed, ending: usual, latencyMs };
  const { effect } = fault;
  switch (effect.kind) {
    case 'hangs':
      return { state: unchanged, ending: { kind: 'hangs' }, latencyMs };
    case 'floods':
      return { state: unchanged, ending: { kind: 'floods', bytes: effect.bytes }, latencyMs };
    case 'is-missing':
      return {
        state: unchanged,
        ending: { kind: 'is-missing' },
        latencyMs: 1,
      };
    case 'is-ended-by':
      return { state: unchanged, ending: { kind: 'is-ended', signal: effect.signal }, latencyMs };
    case 'prints':
      return { state: unchanged, ending: exits(effect), latencyMs };
    case 'only-claims':
      return { state: unchanged, ending: exits(result), latencyMs };
    case 'sees':
      return { state: unchanged, ending: exits(result), latencyMs };
    case 'speaks-german':
      return { state: changed, ending: exits(translated(result)), latencyMs };
    case 'exits':
      return { state: changed, ending: exits({ ...result, exitCode: effect.exitCode }), latencyMs };
    case 'is-slow':
      return { state: changed, ending: usual, latencyMs: effect.milliseconds };
  }
}

/** How long a call that changes nothing would take; the caller waits before the state moves. */
export function latencyOf(state: MacState, call: Call): number {
  return runProgram(state, call).latencyMs;
}

function translated({ exitCode, stdout, stderr }: Exited): Exited {
  return { exitCode, stdout: inGerman(stdout), stderr: inGerman(stderr) };
}

function overlaid(under: unknown, over: Json): unknown {
  if (!isObject(over) || !isObject(under)) return over;
  const merged = Object.entries(over).map(([key, value]) => [key, overlaid(under[key], value)] as const);
  return { ...under, ...Object.fromEntries(merged) };
}

function isObject(value: unknown): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The text that a flooding program prints: lines of 64 characters. */
export function flood(bytes: number): string {
  return `${'0123456789abcdef'.repeat(4).slice(0, 63)}\n`.repeat(Math.ceil(bytes / 64)).slice(0, bytes);
}
