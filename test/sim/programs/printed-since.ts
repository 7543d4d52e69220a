import type { Program } from '../../../src/core/command';
import type { MacState } from '../mac-state';
import { streamedEvents } from './log';

/** What a program that goes on has printed between two moments of its Mac. */
export function printedSince(program: Program, args: readonly string[], before: MacState, now: MacState): string {
  if (program === 'log') return streamedEvents(now, args, now.log.slice(before.log.length));
  if (program !== 'docker') return '';
  const id = args.at(-1) ?? '';
  const linesOf = (state: MacState): readonly string[] =>
    state.engine?.containers.find((one) => one.id.startsWith(id) || one.name === id)?.log ?? [];
  const fresh = linesOf(now).slice(linesOf(before).length);
  return fresh.map((line) => `${line}\n`).join('');
}
