import type { CommandResult } from '../command';
import { type Parsed, read, unreadable } from '../result';
import { printedBy } from './edr-text';

/** A block of `falconctl stats`: "=== agent_info ===" and the rows below it. */
export interface FalconSection {
  readonly name: string;
  readonly entries: readonly { readonly key: string; readonly value: string }[];
}

export interface FalconStats {
  readonly sections: readonly FalconSection[];
  /** "Sensor operational"; absent where it is not said or said in two ways. */
  readonly operational?: boolean;
  /** Lines that are not understood. */
  readonly unread: readonly string[];
}

/**
 * Reads `falconctl stats` of CrowdStrike Falcon. It needs root, so Batten does not ask it.
 *
 * @example "=== agent_info ===\nversion: 7.39.21104.0\nSensor operational: true\nSensor status: loaded\n"
 */
export function parseFalconStats(result: CommandResult | undefined): Parsed<FalconStats> {
  const printed = printedBy('falconctl', result);
  if (printed.kind === 'unreadable') return printed;
  const sections: { name: string; entries: { key: string; value: string }[] }[] = [];
  const unread: string[] = [];
  for (const line of printed.value.split(/\r?\n/)) {
    const words = line.trim();
    const section = sections.at(-1);
    const name = /^=== (\w+) ===$/.exec(words)?.[1];
    const colon = words.indexOf(':');
    if (name !== undefined) sections.push({ name, entries: [] });
    else if (section !== undefined && colon > 0) {
      section.entries.push({ key: words.slice(0, colon).trimEnd(), value: words.slice(colon + 1).trim() });
    } else if (words !== '') unread.push(line);
  }
  const entries = sections.flatMap((section) => section.entries);
  if (entries.length === 0) return unreadable('falconctl gave an answer that is not understood', printed.value);
  const [said, ...more] = new Set(entries.filter(({ key }) => key === 'Sensor operational').map(({ value }) => value));
  const clear = more.length === 0 && (said === 'true' || said === 'false');
  return read({ sections, ...(clear ? { operational: said === 'true' } : {}), unread });
}
