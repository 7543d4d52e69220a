/** What a template may name: `.Field`, and `.Method "word"`. */
export interface TemplateData {
  readonly cells: Readonly<Record<string, string | boolean>>;
  readonly methods: Readonly<Record<string, (word: string) => string>>;
}

/**
 * Fills in a template of Go's text/template as far as format flags use it: `{{json .}}`, `{{.Field}}`, `{{json .Field}}`,
 * `{{.Label "word"}}` and `{{json (.Label "word")}}`, the parts of a field that begin with a word, or the word `json`.
 * Undefined for anything else.
 */
export function goText(template: string, data: TemplateData): string | undefined {
  const whole = withParts(template === 'json' ? '{{json .}}' : template, data);
  let understood = true;
  const text = whole.replaceAll(/\{\{\s*([^{}]*?)\s*\}\}/g, (_, action: string) => {
    const value = valueOf(action, data);
    if (value === undefined) understood = false;
    return value ?? '';
  });
  return understood ? text.replaceAll('\\t', '\t').replaceAll('\\n', '\n') : undefined;
}

/** `{{range split .Field ","}}…{{end}}` with a test for how each part begins: Go's templates have no word for that. */
const PARTS =
  /\{\{range split \.(\w+) ","\}\}\{\{if ge \(len \.\) (\d+)\}\}\{\{if eq \(slice \. 0 (\d+)\) "([^"]*)"\}\}\{\{json \.\}\}(.)\{\{end\}\}\{\{end\}\}\{\{end\}\}/g;

function withParts(template: string, { cells }: TemplateData): string {
  return template.replaceAll(PARTS, (_, field: string, least: string, cut: string, start: string, after: string) => {
    const parts = String(cells[field] ?? '').split(',');
    const found = parts.filter((part) => part.length >= Number(least) && part.slice(0, Number(cut)) === start);
    return found.map((part) => `${goJson(part)}${after}`).join('');
  });
}

function valueOf(action: string, data: TemplateData): string | undefined {
  const asJson = /^json\s+(.+)$/.exec(action)?.[1];
  if (asJson === '.') return goJson(data.cells);
  const term = termOf((asJson ?? action).replace(/^\((.*)\)$/, '$1').trim(), data);
  if (term === undefined) return undefined;
  return asJson === undefined ? String(term) : goJson(term);
}

function termOf(term: string, { cells, methods }: TemplateData): string | boolean | undefined {
  const [, method = '', word] = /^\.(\w+)\s+"([^"]*)"$/.exec(term) ?? [];
  if (word !== undefined) return methods[method]?.(word);
  return cells[/^\.(\w+)$/.exec(term)?.[1] ?? ''];
}

/** JSON as Go writes it: keys in order, and three characters that could end a script in a page as numbers. */
function goJson(value: unknown): string {
  const sorted =
    typeof value === 'object' && value !== null
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value;
  return JSON.stringify(sorted)
    .replaceAll('&', String.raw`\u0026`)
    .replaceAll('<', String.raw`\u003c`)
    .replaceAll('>', String.raw`\u003e`);
}
