import type { CommandResult } from '../command';
import { type Parsed, read, unreadable } from '../result';

/**
 * What a tool printed on stdout, for tools that Batten does not start itself because they need root or have no fixed
 * place: their answers come from a person or from management software.
 */
export function printedBy(tool: string, result: CommandResult | undefined): Parsed<string> {
  if (result === undefined) return unreadable(`${tool} was not asked`);
  if (result.kind !== 'exited') return unreadable(`${tool} gave no answer`);
  const { exitCode, stdout, stderr } = result;
  if (exitCode === 0 && stdout.trim() !== '') return read(stdout);
  return unreadable(`${tool} gave no answer that is understood (exit ${exitCode})`, stdout || stderr);
}

/** What `sentinelctl version` or `sentinelctl status` says. Absent: not said. */
export interface SentinelReport {
  readonly version?: string;
  readonly protection?: 'enabled' | 'disabled';
  readonly connected?: boolean;
  /** Lines that are not understood. */
  readonly unread: readonly string[];
}

/**
 * Reads `sentinelctl version` and `sentinelctl status` of SentinelOne.
 *
 * @example "SentinelOne 24.1.2.7444\n"
 * @example "Agent\n   Version:                           23.4.1.7125\n   Protection:                        enabled\nManagement\n   Connected:                         yes\n"
 */
export function parseSentinel(result: CommandResult | undefined): Parsed<SentinelReport> {
  const printed = printedBy('sentinelctl', result);
  if (printed.kind === 'unreadable') return printed;
  const unread: string[] = [];
  const said = new Map<string, string>();
  /** What is said in two ways is not said. */
  const contradicted = new Set<string>();
  const note = (key: string, value: string): void => {
    if ((said.get(key) ?? value) !== value) contradicted.add(key);
    said.set(key, value);
  };
  for (const line of linesOf(printed.value)) {
    const version = /^SentinelOne (\d[\d.]*)$/.exec(line.trim())?.[1];
    const colon = line.indexOf(':');
    const key = line.slice(0, colon).trim();
    if (version !== undefined) note('Version', version);
    else if (colon > 0 && key !== '') note(key, line.slice(colon + 1).trim());
    // "Agent", "Management": the headings of blocks.
    else if (!/^ *\w+(?: \w+)?$/.test(line)) unread.push(line);
  }
  const [version, protection, connected] = ['Version', 'Protection', 'Connected'].map((key) =>
    contradicted.has(key) ? undefined : said.get(key),
  );
  if (version === undefined && protection === undefined) {
    return unreadable('sentinelctl gave an answer that is not understood', printed.value);
  }
  return read({
    ...(version === undefined ? {} : { version }),
    ...(protection === 'enabled' || protection === 'disabled' ? { protection } : {}),
    ...(connected === 'yes' || connected === 'on' ? { connected: true } : {}),
    ...(connected === 'no' || connected === 'off' ? { connected: false } : {}),
    unread,
  });
}

export interface CortexReport {
  readonly version: string;
  /** Lines that are not understood. */
  readonly unread: readonly string[];
}

/** Reads `cytool info` of Cortex XDR. @example "Cortex XDR (R) supervisor tool 8.2.1.47908\n(c) Palo Alto Networks, Inc. All rights reserved\n" */
export function parseCortex(result: CommandResult | undefined): Parsed<CortexReport> {
  const printed = printedBy('cytool', result);
  if (printed.kind === 'unreadable') return printed;
  const lines = linesOf(printed.value);
  const version = /^Cortex XDR \(R\) supervisor tool (\d[\d.]*)$/.exec(lines[0]?.trim() ?? '')?.[1];
  if (version === undefined) return unreadable('cytool gave an answer that is not understood', printed.value);
  const known = new Set(['(c) Palo Alto Networks, Inc. All rights reserved', 'General Cortex XDR information']);
  return read({ version, unread: lines.slice(1).filter((line) => !known.has(line.trim())) });
}

function linesOf(text: string): readonly string[] {
  return text.split(/\r?\n/).filter((line) => line.trim() !== '');
}
