import type { CST } from 'yaml';

/** A compose file nests seven levels deep, one with every setting there is about twelve. */
const DEEPEST = 64;

/**
 * Whether the tokens of a YAML text nest so deep that making nodes of them could end the whole program, past any try: the
 * library goes down level by level, and a pattern compiled at the end of the stack is fatal to the engine.
 *
 * The tokens themselves are made, and looked through here, without going down.
 */
export function nestsTooDeep(tokens: readonly CST.Token[]): boolean {
  let level: readonly CST.Token[] = tokens;
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > DEEPEST) return true;
    level = level.flatMap(within);
  }
  return false;
}

function within(token: CST.Token): readonly CST.Token[] {
  if (token.type === 'document') return token.value === undefined ? [] : [token.value];
  if (!('items' in token)) return [];
  return token.items.flatMap(({ key, value }) => [key ?? [], value ?? []].flat());
}
