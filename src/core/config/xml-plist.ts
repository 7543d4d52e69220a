import { type Parsed, read, unreadable } from '../result';
import type { Slice } from './config-format';
import { textStart } from './text-line';

/** An element of a property list with the place of its content. */
export interface PlistElement {
  readonly name: string;
  readonly content: Slice;
  /** Whether its content is only text that can be replaced: no comment, no CDATA, not "<string/>". */
  readonly plain: boolean;
  readonly children: readonly PlistElement[];
}

interface OpenElement {
  readonly name: string;
  readonly start: number;
  readonly children: PlistElement[];
  plain: boolean;
}

const LEAVES = new Set(['key', 'string', 'integer', 'real', 'date', 'data', 'true', 'false']);
const NOT_UNDERSTOOD = 'The file is not understood as a property list.';

/**
 * Reads a property list in XML for finding places in it; answers with its topmost value.
 *
 * Unreadable: the binary form, other encodings than UTF-8, a document type with declarations of its own.
 */
export function xmlPlist(text: string): Parsed<PlistElement> {
  if (text.startsWith('bplist')) {
    return unreadable(
      'The file is a property list in binary form. "plutil -convert xml1" makes text of it that can be read here.',
    );
  }
  const open: OpenElement[] = [{ name: '', start: 0, children: [], plain: true }];
  let at = textStart(text);
  while (at < text.length) {
    const current = open.at(-1);
    if (current === undefined) return unreadable(NOT_UNDERSTOOD);
    const next = text.indexOf('<', at);
    const between = text.slice(at, next === -1 ? undefined : next);
    if (!LEAVES.has(current.name) && /\S/.test(between)) return unreadable(NOT_UNDERSTOOD);
    if (next === -1) break;

    const aside = ASIDES.find(([begins]) => text.startsWith(begins, next));
    const closing = aside?.[1] ?? '>';
    const end = text.indexOf(closing, next + (aside?.[0].length ?? 1));
    if (end === -1) return unreadable(NOT_UNDERSTOOD);
    at = end + closing.length;
    const inner = text.slice(next + 1, end);
    if (aside !== undefined) {
      if (!isAllowed(inner, open.length)) return unreadable(NOT_UNDERSTOOD);
      current.plain = false;
      continue;
    }

    const [, closes, name, attributes = '', alone] = /^(\/?)([A-Za-z]+)((?: [^/]*)?)(\/?)$/.exec(inner.trimEnd()) ?? [];
    if (name === undefined || (attributes.trim() !== '' && name !== 'plist')) return unreadable(NOT_UNDERSTOOD);
    if (closes === '/') {
      const parent = open.at(-2);
      if (parent === undefined || current.name !== name || alone === '/') return unreadable(NOT_UNDERSTOOD);
      open.pop();
      const { start, plain, children } = current;
      parent.children.push({ name, content: { start, end: next }, plain: plain && children.length === 0, children });
    } else if (LEAVES.has(current.name)) {
      return unreadable(NOT_UNDERSTOOD);
    } else if (alone === '/') {
      current.children.push({ name, content: { start: at, end: at }, plain: false, children: [] });
    } else {
      open.push({ name, start: at, children: [], plain: true });
    }
  }
  const [plist, ...more] = open[0]?.children ?? [];
  const [value, ...others] = plist?.children ?? [];
  if (open.length !== 1 || plist?.name !== 'plist' || value === undefined || more.length + others.length > 0) {
    return unreadable(NOT_UNDERSTOOD);
  }
  return read(value);
}

/** What is not an element, and how it ends. */
const ASIDES: readonly (readonly [string, string])[] = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
  ['<!DOCTYPE', '>'],
];

function isAllowed(inner: string, depth: number): boolean {
  if (inner.startsWith('!DOCTYPE')) return depth === 1 && !inner.includes('[');
  if (!inner.startsWith('?')) return true;
  const encoding = /\bencoding=["']([^"']*)["']/.exec(inner)?.[1];
  return depth === 1 && (encoding === undefined || encoding.toUpperCase() === 'UTF-8');
}

/** The members of a `<dict>`; undefined for what is none, or has a key twice. */
export function dictMembers(
  text: string,
  element: PlistElement | undefined,
): ReadonlyMap<string, PlistElement> | undefined {
  if (element?.name !== 'dict' || element.children.length % 2 !== 0) return undefined;
  const members = new Map<string, PlistElement>();
  for (let index = 0; index < element.children.length; index += 2) {
    const [key, value] = element.children.slice(index, index + 2);
    const name =
      key?.name === 'key' && key.plain ? plistText(text.slice(key.content.start, key.content.end)) : undefined;
    if (name === undefined || value === undefined || value.name === 'key' || members.has(name)) return undefined;
    members.set(name, value);
  }
  return members;
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** Text of XML as it is meant: entities replaced. Undefined where there are others than XML's own. */
export function plistText(raw: string): string | undefined {
  if (raw.includes('<')) return undefined;
  let known = true;
  const text = raw.replaceAll(/&([^&;]{0,8};?)/g, (_all, entity: string) => {
    const character = entity.endsWith(';') ? characterOf(entity.slice(0, -1)) : undefined;
    if (character === undefined) known = false;
    return character ?? '';
  });
  return known ? text : undefined;
}

function characterOf(entity: string): string | undefined {
  const [, hexadecimal, decimal] = /^#(?:x([0-9a-f]{1,6})|(\d{1,7}))$/i.exec(entity) ?? [];
  if (hexadecimal === undefined && decimal === undefined) return ENTITIES[entity];
  const code = hexadecimal === undefined ? Number(decimal) : Number.parseInt(hexadecimal, 16);
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}
