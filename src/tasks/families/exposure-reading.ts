import type { Command, CommandResult } from '../../core/command';
import { exposureProbe, furtherExposure } from '../../core/exposure/probe';
import { readExposure, type ReadExposure } from '../../core/exposure/read-exposure';
import { reachSentence, titleOf } from '../../core/exposure/sentence';
import type { Source, SourceGap } from '../../core/exposure/source-gap';
import { isExempt, judgeable } from '../../core/exposure/verdict';
import type { MacFacts } from '../../core/mac';
import { type Parsed, read, unreadable } from '../../core/result';
import type { CommandResults } from '../../core/task';

/** Without one of these nothing can be said about who reaches what. */
const ALWAYS_NEEDED: readonly Source[] = ['sockets', 'programs', 'network', 'firewall'];

/**
 * Reads who can reach what for a task; unreadable where a listener may be hidden, or a source that the task rests on gave no
 * answer.
 */
export function readForTask(
  results: Readonly<Partial<Record<string, CommandResult>>>,
  mac: MacFacts,
  needed: readonly Source[],
): Parsed<ReadExposure> {
  const exposure = readExposure(results, mac);
  const missing = exposure.gaps.find(
    ({ source, hidesListeners }) => hidesListeners || ALWAYS_NEEDED.includes(source) || needed.includes(source),
  );
  if (missing !== undefined) return unreadable(gapWords(missing));
  const [row] = exposure.unreadSockets;
  if (row !== undefined) return unreadable('netstat or lsof printed a row that is not understood', row);
  return read(exposure);
}

/** What follows from the sockets: everything else that is asked about exposure. */
export function furtherForTask(results: CommandResults, mac: MacFacts): Readonly<Record<string, Command>> {
  return { ...exposureProbe(mac), ...furtherExposure(results, mac) };
}

/** What remains to be known about a reading that could be judged: gaps that it can do without, and contradictions. */
export function notesOf({ gaps, unread, notes }: ReadExposure): readonly string[] {
  return [
    ...gaps.map((gap) => `${gapWords(gap)}.`),
    ...(unread.length === 0
      ? []
      : [`Not understood, and left out: ${unread.length} lines of the tools that were asked.`]),
    ...notes,
  ];
}

/** More than this in a note is a list, and belongs on a screen. */
const MOST_IN_A_NOTE = 12;

/** Who reaches what, a sentence each; the parts of macOS together. */
export function reachNotes({ listeners }: ReadExposure): readonly string[] {
  const reachable = listeners.filter(({ scope }) => scope !== 'this-mac');
  const own = reachable.filter((listener) => !isExempt(judgeable(listener)));
  const sentences = [...new Set(own.map((one) => `${titleOf(one)}: ${reachSentence(one)}.`))];
  const ofMacos = [...new Set(reachable.filter(({ owner }) => owner.kind === 'macos').map(titleOf))].filter(
    (title) => !own.some((one) => titleOf(one) === title),
  );
  const more = sentences.length - MOST_IN_A_NOTE;
  return [
    ...sentences.slice(0, MOST_IN_A_NOTE),
    ...(more > 0 ? [`And ${more} more.`] : []),
    ...(ofMacos.length === 0 ? [] : [`Parts of macOS that other devices can reach: ${ofMacos.join(', ')}.`]),
  ];
}

function gapWords({ what, reason }: SourceGap): string {
  return `${what} could not be read: ${reason}`;
}
