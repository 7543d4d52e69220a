/**
 * Parses JSON text, or gives undefined: what a tool printed is never worth an exception.
 *
 * An object with the same key twice is no answer either: which of the two values counts would be a guess.
 */
export function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return repeatsKey(text) ? undefined : value;
  } catch {
    return undefined;
  }
}

const STRING_OR_SIGN = /"[^"\\]*(?:\\[^][^"\\]*)*"|[{}[\],]/g;

/** Whether an object has a key twice. The text is known to be JSON, so what stands after `{` or `,` of an object is a key. */
function repeatsKey(text: string): boolean {
  /** The keys of the objects that are open, from the outside in; an array has none. */
  const open: (Set<string> | undefined)[] = [];
  let keyIsNext = false;
  for (const [token] of text.matchAll(STRING_OR_SIGN)) {
    if (token === '{' || token === '[') open.push(token === '{' ? new Set() : undefined);
    else if (token === '}' || token === ']') open.pop();
    const keys = open.at(-1);
    if (keyIsNext && keys !== undefined && token.startsWith('"')) {
      const key = token.includes('\\') ? String(JSON.parse(token)) : token.slice(1, -1);
      if (keys.has(key)) return true;
      keys.add(key);
    }
    keyIsNext = token === '{' || token === ',';
  }
  return false;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
