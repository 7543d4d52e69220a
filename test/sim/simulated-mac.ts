import type { Command, CommandResult, Program } from '../../src/core/command';
import type { AbortSignalLike, Clock, CommandRunner } from '../../src/core/ports';
import type { Fault } from './faults';
import type { MacState } from './mac-state';
import type { Caller } from './programs/program';
import { type Ending, latencyOf, runProgram } from './run-program';
import { REAL_CLOCK, VirtualClock } from './virtual-time';

export interface SimulatedMacOptions {
  /**
   * `none` (default): time is virtual and nobody waits; use the Mac's own clock beside it. `real`: every call takes as long
   * as on a real Mac, by this computer's clock.
   */
  readonly latency?: 'none' | 'real';
}

const DEFAULT_TIME_LIMIT_MS = 10_000;
const OUTPUT_LIMIT_BYTES = 1_048_576;

/** A Mac in this process: runs the listed programs as its user, and whoever elevates runs them as root. */
export class SimulatedMac implements CommandRunner {
  /** The Mac's time; give it to whatever waits for the Mac. */
  readonly clock: Clock;
  private current: MacState;
  private readonly listeners = new Set<() => void>();

  constructor(state: MacState, options: SimulatedMacOptions = {}) {
    this.current = state;
    this.clock = options.latency === 'real' ? REAL_CLOCK : new VirtualClock(state.time);
  }

  /** How the Mac stands now. */
  get state(): MacState {
    return this.current;
  }

  /** Changes the Mac behind everybody's back, as a person or another program does. */
  change(update: (state: MacState) => MacState): void {
    this.become(update(this.current));
  }

  /** Calls this after everything that changed the Mac, until the answer is called. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** From now on these things go wrong, and no others. */
  setFaults(...faults: readonly Fault[]): void {
    this.change((state) => ({ ...state, faults }));
  }

  async run(
    { program, args }: Command,
    limits: { readonly timeoutMs?: number; readonly signal?: AbortSignalLike } = {},
  ): Promise<CommandResult> {
    const { timeoutMs = DEFAULT_TIME_LIMIT_MS, signal } = limits;
    if (signal?.aborted) return { kind: 'cancelled' };
    const call = this.call(program, args, { root: false, user: this.current.user }, timeoutMs);
    const ending = await (signal === undefined ? call : Promise.race([call, abortionOf(signal)]));
    if (ending === 'cancelled') return { kind: 'cancelled' };
    switch (ending.kind) {
      case 'exits': {
        const { exitCode, stdout, stderr } = ending;
        return { kind: 'exited', exitCode, stdout, stderr };
      }
      case 'hangs':
      case 'goes-on':
        return { kind: 'timed-out', afterMs: timeoutMs };
      case 'floods':
        return { kind: 'flooded', limitBytes: OUTPUT_LIMIT_BYTES };
      case 'is-ended':
        return { kind: 'signalled', signal: ending.signal, stdout: '', stderr: '' };
      case 'is-missing':
        return { kind: 'not-started', reason: 'there is no such program on this computer' };
    }
  }

  /**
   * Calls a program for anybody, root included. A call that is not over within the time limit hangs and changes nothing;
   * without a limit what hangs is never over, and what goes on is answered with what it has printed so far.
   */
  async call(program: Program, args: readonly string[], caller: Caller, timeoutMs?: number): Promise<Ending> {
    const latencyMs = latencyOf(this.current, { program, args, caller, now: this.clock.now() });
    await this.clock.sleep(Math.min(latencyMs, timeoutMs ?? latencyMs));
    if (timeoutMs !== undefined && latencyMs > timeoutMs) return { kind: 'hangs' };
    const { state, ending } = runProgram(this.current, { program, args, caller, now: this.clock.now() });
    this.become(state);
    const isOver = ending.kind !== 'hangs' && ending.kind !== 'goes-on';
    if (isOver || (timeoutMs === undefined && ending.kind === 'goes-on')) return ending;
    if (timeoutMs === undefined) return new Promise(() => {});
    await this.clock.sleep(timeoutMs - latencyMs);
    return { kind: 'hangs' };
  }

  private become(state: MacState): void {
    this.current = state;
    for (const listener of this.listeners) listener();
  }
}

function abortionOf(signal: AbortSignalLike): Promise<'cancelled'> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve('cancelled'), { once: true }));
}
