import type { CarryOutInput } from './change-ports';
import { type Countdown, followCountdown } from './countdown';
import { errorText } from './error-text';
import { changeUnderGuard, type Guarded } from './person-guard';
import { needsRoot } from './plan';
import type { ElevationOutcome } from './ports';
import type { PreparedChange } from './prepared-change';
import type { KeepReport } from './script-report';

/** What only the person can change and a guard can take back: made while the countdown runs. */
export interface PersonPart {
  begin(): void;
  /** Resolves when the guard has ended; at once where it was never begun. */
  end(): Promise<{ readonly said: ReadonlyMap<string, string>; readonly keep?: KeepReport }>;
}

/** The part of a change that runs under a guard; it begins when the countdown does. */
export function personPart(change: PreparedChange, run: number, input: CarryOutInput): PersonPart {
  const { guard } = change;
  const { guardian } = input.ports;
  let begun: Promise<Guarded> | undefined;
  return {
    begin() {
      if (guard === undefined || guardian === undefined) return;
      const tell = needsRoot(change.plan) ? () => undefined : tellCountdown(input);
      begun ??= changeUnderGuard(guard, run, { ...input.ports, guardian }, tell);
    },
    async end() {
      if (begun === undefined) return { said: new Map() };
      const { said, ended } = await begun;
      const keep = await ended;
      return keep === undefined ? { said } : { said, keep };
    },
  };
}

/** Tells of a countdown, and of the phase that it is. */
export function tellCountdown(input: CarryOutInput): (countdown: Countdown | undefined) => void {
  return (countdown) => {
    input.onPhase?.(countdown === undefined ? 'verifying' : 'waiting');
    input.onCountdown?.(countdown);
  };
}

/** Asks for the password once, and tells of the countdown while the script waits for Keep. */
export async function ask(change: PreparedChange, input: CarryOutInput, person: PersonPart): Promise<ElevationOutcome> {
  if (!needsRoot(change.plan)) {
    person.begin();
    return { kind: 'ran', stdout: '' };
  }
  input.onPhase?.('asking');
  const tell = tellCountdown(input);
  const stop =
    change.keep === undefined
      ? undefined
      : followCountdown(change.operationId, input.ports, (countdown) => {
          if (countdown !== undefined) person.begin();
          tell(countdown);
        });
  try {
    return await input.ports.elevator.elevate({ script: change.script, operationId: change.operationId });
  } catch (error) {
    return { kind: 'failed', reason: errorText(error) };
  } finally {
    stop?.();
  }
}
