import { Buffer } from 'node:buffer';
import type { CommandResult } from '../../src/core/command';

/**
 * What one program answered, as bytes would arrive: both outputs are what a UTF-8 decoder makes of some bytes.
 *
 * Parsers of a plain text get `stdout` alone.
 */
export interface FuzzInput {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** An answer on standard output, of a program that ended with 0. */
export function answer(stdout: string, stderr = '', exitCode = 0): FuzzInput {
  return { stdout, stderr, exitCode };
}

export function resultOf({ stdout, stderr, exitCode }: FuzzInput): CommandResult {
  return { kind: 'exited', exitCode, stdout, stderr };
}

/** Numbers that are the same for the same seed (mulberry32). Fuzzing is no place for real randomness: a finding has to come again. */
export interface Chance {
  /** A whole number from 0 up to, and without, `below`. */
  below(below: number): number;
  pick<T>(list: readonly T[]): T | undefined;
}

export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const below = (limit: number): number => (limit <= 0 ? 0 : next() % limit);
  return { below, pick: (list) => list[below(list.length)] };
}

/** The same number for the same text, to give every target a seed of its own. */
export function seedOf(text: string, seed: number): number {
  let hash = seed >>> 0;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 16_777_619) >>> 0;
  return hash;
}

/** Beyond this an input says nothing new and only takes time; long ones are the business of the growth check. */
export const LONGEST_INPUT = 16 * 1024;

/** Pieces that parsers stumble over, whatever they read. */
const ODD_PIECES: readonly string[] = [
  '\u0000', '\u0007', '\u001b[31m', '\u0085', '\u00a0', '\u00ad', '\u200b', '\u200e', '\u2028', '\u202e', '\ufeff',
  '\ufffd', '\ufdd0', '\u{1f600}', 'ſ', 'İ', 'ı', 'ß', '\r', '\r\n', '\n\n', '\t', '  ', '"', "'", '`', '\\', '\\n',
  '\\u0000', '{', '}', '[', ']', '(', ')', '<', '>', '=>', '->', ':', ',', ';', '#', '%', '*', '&a', '*a', '!!',
  '|', '-', '--', '...', '---\n', '$', '${', '0', '-1', '1e999', '00', '0x10', '65535', '65536', '4294967296',
  '9007199254740993', 'NaN', 'null', 'true', 'false', 'on', 'off', 'yes', 'no', 'enabled', 'disabled', '__proto__',
  'constructor', 'toString', 'hasOwnProperty', '127.0.0.1', '0.0.0.0', '::1', '::', '[::]', '*', 'fe80::1%en0',
  'localhost', 'LISTEN', 'tcp4', 'udp46', 'not ', 'un', '{{', '@@BATTEN ', 'PID', '[[[[[[[[', '{"a":{"a":{"a":',
]; // prettier-ignore

/** The words and signs of a text, as building blocks for others. */
export function tokensOf(texts: readonly string[]): readonly string[] {
  const tokens = new Set<string>();
  for (const text of texts) {
    for (const token of text.slice(0, 20_000).match(/[\w.%@/+-]+|[^\w\s]+|\s+/gu) ?? []) {
      if (token.length <= 60) tokens.add(token);
      if (tokens.size >= 1_500) return [...tokens];
    }
  }
  return [...tokens];
}

/** Where an input comes from: the genuine ones of its parser, and building blocks. */
export interface Material {
  readonly seeds: readonly FuzzInput[];
  readonly tokens: readonly string[];
}

const SHORT_BYTES = 120;

function arbitraryBytes(chance: Chance): string {
  const bytes = new Uint8Array(chance.below(SHORT_BYTES));
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = chance.below(256);
  return Buffer.from(bytes).toString('utf8');
}

function arbitraryTokens(chance: Chance, { tokens }: Material): string {
  const many = chance.below(60);
  const parts: string[] = [];
  for (let count = 0; count < many; count += 1) {
    parts.push((chance.below(3) === 0 ? chance.pick(ODD_PIECES) : chance.pick(tokens)) ?? ' ');
    if (chance.below(4) === 0) parts.push(chance.below(2) === 0 ? ' ' : '\n');
  }
  return parts.join('');
}

/** One change to a text, as broken tools, terminals, pipes and disks make them, and as somebody hostile would. */
function changed(text: string, chance: Chance, material: Material): string {
  const at = chance.below(text.length + 1);
  const length = Math.min(text.length - at, chance.below(2) === 0 ? 1 : chance.below(40));
  const head = text.slice(0, at);
  const tail = text.slice(at + length);
  const lines = (): string[] => text.split('\n');
  switch (chance.below(18)) {
    case 0:
      return head;
    case 1:
      return text.slice(at);
    case 2:
      return head + tail;
    case 3:
      return head + (chance.pick(ODD_PIECES) ?? '') + tail;
    case 4:
      return head + (chance.pick(ODD_PIECES) ?? '') + text.slice(at);
    case 5:
      return head + (chance.pick(material.tokens) ?? '') + tail;
    case 6:
      return head + (chance.pick(material.tokens) ?? '') + text.slice(at);
    case 7:
      return head + String.fromCharCode(chance.below(128)) + text.slice(at + 1);
    case 8: {
      // Through bytes, so that a character may break in the middle.
      const bytes = Buffer.from(text, 'utf8');
      if (bytes.length > 0) {
        const place = chance.below(bytes.length);
        bytes[place] = (bytes[place] ?? 0) ^ (1 << chance.below(8));
      }
      return bytes.toString('utf8');
    }
    case 9: {
      const all = lines();
      all.splice(chance.below(all.length), 1);
      return all.join('\n');
    }
    case 10: {
      const all = lines();
      const place = chance.below(all.length);
      all.splice(place, 0, all[chance.below(all.length)] ?? '');
      return all.join('\n');
    }
    case 11: {
      const all = lines();
      const [one, other] = [chance.below(all.length), chance.below(all.length)];
      [all[one], all[other]] = [all[other] ?? '', all[one] ?? ''];
      return all.join('\n');
    }
    case 12: {
      const other = chance.pick(material.seeds)?.stdout ?? '';
      return head + other.slice(chance.below(other.length + 1));
    }
    case 13: {
      const other = (chance.pick(material.seeds)?.stdout ?? '').split('\n');
      const all = lines();
      all.splice(chance.below(all.length + 1), 0, other[chance.below(other.length)] ?? '');
      return all.join('\n');
    }
    case 14: {
      const piece = text.slice(at, at + length);
      return head + piece.repeat(1 + chance.below(12)) + tail;
    }
    case 15:
      return text.replaceAll('\n', chance.below(2) === 0 ? '\r\n' : ' ');
    case 16: {
      const digits = [...text.matchAll(/\d+/g)];
      const found = chance.pick(digits);
      if (found === undefined) return `${text}0`;
      const number = chance.pick(['0', '1', '22', '445', '65536', '-1', '00', '99999999999999999999', '5900']) ?? '0';
      return text.slice(0, found.index) + number + text.slice(found.index + found[0].length);
    }
    default:
      return chance.below(2) === 0
        ? head + text.slice(at, at + 20).toUpperCase() + text.slice(at + 20)
        : head + text.slice(at, at + 20).toLowerCase() + text.slice(at + 20);
  }
}

/** A genuine input with one to four changes. */
export function mutated(from: FuzzInput, chance: Chance, material: Material): FuzzInput {
  let { stdout, stderr, exitCode } = from;
  const changes = 1 + chance.below(4);
  for (let count = 0; count < changes; count += 1) {
    const kind = chance.below(20);
    if (kind === 0) exitCode = chance.pick([0, 1, 2, 64, 113, 255]) ?? 0;
    else if (kind === 1) [stdout, stderr] = [stderr, stdout];
    else if (kind === 2 || (stdout === '' && stderr !== '' && kind < 18)) stderr = changed(stderr, chance, material);
    else stdout = changed(stdout, chance, material);
  }
  return { stdout: stdout.slice(0, LONGEST_INPUT), stderr: stderr.slice(0, LONGEST_INPUT), exitCode };
}

/** Any input: arbitrary bytes, words in any order, or a genuine one that was changed. */
export function anyInput(chance: Chance, material: Material): FuzzInput {
  const kind = chance.below(10);
  if (kind === 0) return answer(arbitraryBytes(chance), chance.below(3) === 0 ? arbitraryBytes(chance) : '');
  if (kind === 1) return answer(arbitraryTokens(chance, material));
  const seed = chance.pick(material.seeds);
  return seed === undefined ? answer(arbitraryTokens(chance, material)) : mutated(seed, chance, material);
}
