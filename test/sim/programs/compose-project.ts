import { isMap, isScalar, isSeq, parseDocument } from 'yaml';
import type { Publication } from '../engine-state';
import { textAt } from '../file-state';
import type { MacState } from '../mac-state';
import { parsePorts } from './compose-ports';

/** What Compose was told on its command line. */
export interface ComposeCall {
  readonly project: string;
  readonly folder: string;
  readonly files: readonly string[];
  readonly environmentFile?: string;
}

export interface ComposeService {
  readonly name: string;
  readonly image: string;
  readonly containerName?: string;
  readonly hostNetwork: boolean;
  readonly published: readonly Publication[];
  /** Stands for everything the files say of it. */
  readonly configHash: string;
}

/** What the files of a project say, or why they say nothing: the text and exit code of Compose. */
export type ComposeProject =
  | { readonly kind: 'read'; readonly services: readonly ComposeService[]; readonly warnings: readonly string[] }
  | { readonly kind: 'refused'; readonly why: string; readonly exitCode: number };

const MISSING = 14;
const WRONG = 15;

/** Reads the files as they are now, lays the later ones over the first, and fills in the variables. */
export function readProject(state: MacState, call: ComposeCall): ComposeProject {
  const refused = (why: string, exitCode = WRONG): ComposeProject => ({ kind: 'refused', why, exitCode });
  const variables = variablesOf(state, call);
  if (variables === undefined) return refused(`couldn't find env file: ${call.environmentFile ?? ''}`, MISSING);
  const missing = new Set<string>();
  const services = new Map<string, RawService>();
  for (const path of call.files) {
    const text = textAt(state.files, path);
    if (text === undefined) return refused(`open ${path}: no such file or directory`, MISSING);
    const document = parseDocument(text, { merge: true, logLevel: 'silent' });
    const [error] = document.errors;
    if (error !== undefined) return refused(`yaml: line ${error.linePos?.[0].line ?? 1}: ${error.code}`);
    const whole: unknown = document.toJS({ maxAliasCount: 1000 });
    const said = (whole as { services?: unknown } | null)?.services;
    if (typeof said !== 'object' || said === null) return refused('services must be a mapping');
    for (const [name, service] of Object.entries(said)) {
      if (typeof service !== 'object' || service === null) return refused(`services.${name} must be a mapping`);
      const filled = withVariables(service, variables, missing) as RawService;
      services.set(name, laidOver(services.get(name), filled, replacesPorts(document.contents, name)));
    }
  }
  const read: ComposeService[] = [];
  for (const [name, service] of services) {
    const ports = parsePorts(service.ports ?? []);
    if (ports.kind === 'wrong') return refused(`services.${name}.ports: ${ports.why}`);
    read.push({
      name,
      image: service.image ?? `${call.project}-${name}`,
      ...(service.container_name === undefined ? {} : { containerName: service.container_name }),
      hostNetwork: service.network_mode === 'host',
      published: ports.value,
      configHash: hashOf(JSON.stringify(service)),
    });
  }
  const warnings = [...missing].map(
    (name) => `level=warning msg="The \\"${name}\\" variable is not set. Defaulting to a blank string."`,
  );
  return { kind: 'read', services: read, warnings };
}

interface RawService {
  readonly image?: string;
  readonly container_name?: string;
  readonly network_mode?: string;
  readonly ports?: readonly unknown[];
}

/** Ports are added to those of the file before; `!override` and `!reset` begin anew (compose-go, override and reset). */
function laidOver(under: RawService | undefined, over: RawService, replaces: boolean): RawService {
  if (under === undefined) return over;
  const ports = replaces ? (over.ports ?? []) : [...(under.ports ?? []), ...(over.ports ?? [])];
  return {
    ...under,
    ...over,
    ports: ports.filter((one, at) => ports.findIndex((other) => sameValue(one, other)) === at),
  };
}

function sameValue(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function replacesPorts(contents: unknown, name: string): boolean {
  const services = isMap(contents) ? contents.get('services', true) : undefined;
  const service: unknown = isMap(services) ? services.get(name, true) : undefined;
  const ports: unknown = isMap(service) ? service.get('ports', true) : undefined;
  const tag = isSeq(ports) || isScalar(ports) ? ports.tag : undefined;
  return tag === '!override' || tag === '!reset';
}

/** The variables of the named file, or of `.env` in the project's folder; undefined where the named one is not there. */
function variablesOf(
  { files }: MacState,
  { environmentFile, folder }: ComposeCall,
): Readonly<Record<string, string>> | undefined {
  const text = textAt(files, environmentFile ?? `${folder}/.env`);
  if (text === undefined) return environmentFile === undefined ? {} : undefined;
  const pairs = text.split('\n').map((line) => /^\s*(?:export\s+)?(\w+)\s*=\s*(["']?)([^"'\n]*)\2\s*$/.exec(line));
  return Object.fromEntries(pairs.flatMap((found) => (found === null ? [] : [[found[1] ?? '', found[3] ?? '']])));
}

const VARIABLE = /\$(?:\$|\{(\w+)(?:(:?[-?])([^}]*))?\}|([A-Za-z_]\w*))/g;

function withVariables(value: unknown, variables: Readonly<Record<string, string>>, missing: Set<string>): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => withVariables(item, variables, missing));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [key, withVariables(member, variables, missing)]),
    );
  }
  if (typeof value !== 'string') return value;
  return value.replaceAll(
    VARIABLE,
    (whole, braced?: string, operator?: string, otherwise?: string, plain?: string): string => {
      const name = braced ?? plain;
      if (name === undefined) return '$';
      const known = variables[name];
      const isEmpty = operator?.startsWith(':') === true && known === '';
      if (known !== undefined && !isEmpty) return known;
      if (operator?.endsWith('-') === true) return otherwise ?? '';
      missing.add(name);
      return whole.endsWith('?') ? whole : '';
    },
  );
}

/** FNV-1a, four times over: 64 hexadecimal digits that only equal texts share. */
export function hashOf(text: string): string {
  return [0, 1, 2, 3, 4, 5, 6, 7]
    .map((round) => {
      let hash = 0x811c9dc5 ^ round;
      for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
      return (hash >>> 0).toString(16).padStart(8, '0');
    })
    .join('');
}
