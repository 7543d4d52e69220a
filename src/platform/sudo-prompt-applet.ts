import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { EventEmitter } from 'node:events';

export interface AppletEvents {
  /** A program of this process is about to start: perhaps the applet, which nobody can tell yet. */
  readonly starting: () => void;
  readonly started: () => void;
  /** The applet has ended, and the library has not yet looked at what it left. */
  readonly ended: () => void;
}

/**
 * The process that the library started for its dialog, to which it gives nobody a handle.
 *
 * It is a shell, which on macOS becomes the applet; one of another make may start the applet as a process of its own.
 */
export interface Applet {
  /** While it runs. Its number cannot belong to another process before Node knows that it has ended. */
  pid(): number | undefined;
  /** False when it does not run. */
  signal(name: 'SIGSTOP' | 'SIGKILL'): boolean;
  stop(): void;
}

/** Node's own channel for every process it starts. Where there is none, nothing is told and the watch looks by the clock. */
const CHANNEL = 'child_process';

/** Follows the applet that the library is about to start from this process. */
export function followApplet(events: AppletEvents): Applet {
  let applet: Child | undefined;
  const notice = (message: unknown): void => {
    const child = childIn(message);
    if (child === undefined) return;
    events.starting();
    // What it was started with is known only when it has been.
    process.nextTick(() => {
      if (applet !== undefined || child.spawnargs?.at(-1) !== './applet') return;
      applet = child;
      child.once('exit', events.ended);
      events.started();
    });
  };
  subscribe(CHANNEL, notice);
  const pid = (): number | undefined =>
    applet !== undefined && applet.exitCode === null && applet.signalCode === null ? applet.pid : undefined;
  return {
    pid,
    signal: (name) => pid() !== undefined && applet?.kill(name) === true,
    stop: () => void unsubscribe(CHANNEL, notice),
  };
}

/** The part of Node's ChildProcess that is used. */
interface Child extends EventEmitter {
  readonly pid?: number;
  readonly spawnargs?: readonly string[];
  readonly exitCode: number | null;
  readonly signalCode: string | null;
  kill(signal: 'SIGSTOP' | 'SIGKILL'): boolean;
}

function childIn(message: unknown): Child | undefined {
  const isMessage = typeof message === 'object' && message !== null && 'process' in message;
  return isMessage && isChild(message.process) ? message.process : undefined;
}

function isChild(value: unknown): value is Child {
  return value instanceof EventEmitter && 'kill' in value && 'exitCode' in value && 'signalCode' in value;
}
