import type { Clock } from '../../src/core/ports';

/**
 * A clock that stands still until everybody waits, then jumps to the next moment that somebody waits for.
 *
 * Commands that run side by side take as long as the longest, as in reality, and a hanging one costs a test no time.
 */
export class VirtualClock implements Clock {
  private time: number;
  private readonly alarms: { readonly at: number; readonly wake: () => void }[] = [];
  private ticking = false;

  constructor(start: number) {
    this.time = start;
  }

  now(): number {
    return this.time;
  }

  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const at = this.time + Math.max(0, milliseconds);
      const later = this.alarms.findIndex((alarm) => alarm.at > at);
      this.alarms.splice(later === -1 ? this.alarms.length : later, 0, { at, wake: resolve });
      this.tick();
    });
  }

  /** One alarm a turn of the event loop: whoever wakes may set an earlier one than the next. */
  private tick(): void {
    if (this.ticking) return;
    this.ticking = true;
    setImmediate(() => {
      this.ticking = false;
      const next = this.alarms.shift();
      if (next === undefined) return;
      this.time = Math.max(this.time, next.at);
      next.wake();
      if (this.alarms.length > 0) this.tick();
    });
  }
}

/** The time of this computer. */
export const REAL_CLOCK: Clock = {
  now: () => Date.now(),
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};
