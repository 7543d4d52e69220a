import type { Json } from '../../../src/core/json';

/**
 * Writes JSON the way Apple's tools do: two blanks a level, " : " after a key, "/" escaped, and an empty list or object
 * over three lines. Keys stay in their order.
 */
export function appleJson(value: Json, indent = ''): string {
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    return enclosed(
      '[',
      ']',
      indent,
      value.map((item: Json) => inner + appleJson(item, inner)),
    );
  }
  if (value !== null && typeof value === 'object') {
    const members = Object.entries(value).map(
      ([key, member]) => `${inner}${appleString(key)} : ${appleJson(member, inner)}`,
    );
    return enclosed('{', '}', indent, members);
  }
  return typeof value === 'string' ? appleString(value) : JSON.stringify(value);
}

function enclosed(open: string, close: string, indent: string, lines: readonly string[]): string {
  return lines.length === 0 ? `${open}\n\n${indent}${close}` : `${open}\n${lines.join(',\n')}\n${indent}${close}`;
}

function appleString(text: string): string {
  return JSON.stringify(text).replaceAll('/', '\\/');
}
