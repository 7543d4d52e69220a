import type { AllowedApplication, Policy, ServicePolicy } from '../core/policy';
import { POLICY_SCHEMA } from './policy-schema';

/** One key of an entry and its value, as the file holds them. */
export interface Field {
  readonly key: string;
  readonly value: string | number | readonly string[];
}

/** Something to be written into a list or a map, in both of YAML's styles. */
export interface Entry {
  /** Whether it stands in a list, in brackets, or in a map, in braces. */
  readonly of: 'list' | 'map';
  /** One to a line, without indentation and line ends. */
  readonly lines: readonly string[];
  /** On one line, for a list or map in brackets. */
  readonly flow: string;
}

/** The keys of a service; what is the default is left out. Those it cannot do without come last but for its name. */
export function serviceFields(service: ServicePolicy): readonly Field[] {
  return fields({
    name: service.name,
    protocol: service.protocol === 'tcp' ? undefined : service.protocol,
    port: service.port,
    process: service.process,
    container: service.container,
    tunnel: service.tunnel,
    health: service.health?.path,
    retired: service.retired,
    review: service.review,
    scope: service.scope,
    reason: service.reason.trim(),
  });
}

/** The keys of an allowed application; a single path is written as one. */
export function applicationFields({ name, paths, reason }: AllowedApplication): readonly Field[] {
  const [first] = paths;
  return fields({ name, ...(paths.length === 1 ? { path: first } : { paths }), reason: reason.trim() });
}

function fields(values: Readonly<Record<string, Field['value'] | undefined>>): readonly Field[] {
  return Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [{ key, value }]));
}

/** An entry of a list that holds keys and values. */
export function item(all: readonly Field[]): Entry {
  const pairs = all.map(pair);
  return {
    of: 'list',
    lines: pairs.flatMap(({ lines }) => lines).map((line, index) => (index === 0 ? `- ${line}` : `  ${line}`)),
    flow: `{ ${pairs.map(({ flow }) => flow).join(', ')} }`,
  };
}

/** An entry of a list that is one word. */
export function word(text: string): Entry {
  return { of: 'list', lines: [`- ${scalarText(text, 'block')}`], flow: scalarText(text, 'flow') };
}

/** A key and its value. */
export function pair({ key, value }: Field): Entry {
  if (typeof value !== 'string' && typeof value !== 'number') {
    const [first, ...others] = value.map(word);
    if (first === undefined) return { of: 'map', lines: [`${key}: []`], flow: `${key}: []` };
    return under(key, {
      of: 'list',
      lines: [first, ...others].flatMap(({ lines }) => lines),
      flow: [first, ...others].map(({ flow }) => flow).join(', '),
    });
  }
  return { of: 'map', lines: [`${key}: ${scalarText(value, 'block')}`], flow: `${key}: ${scalarText(value, 'flow')}` };
}

/** The entry as all that stands under a key. */
export function under(key: string, entry: Entry): Entry {
  return {
    of: 'map',
    lines: [`${key}:`, ...entry.lines.map((line) => `  ${line}`)],
    flow: `${key}: ${bracketed(entry)}`,
  };
}

/** The entry as a whole list or map of its own, on one line. */
export function bracketed({ of, flow }: Entry): string {
  return of === 'list' ? `[${flow}]` : `{ ${flow} }`;
}

const PLAIN = /^[\p{L}/][\p{L}\p{N} ._/()'+;,&@=%-]*$/u;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
// To an older YAML some of these are no text; a person may read the file with one.
const WORDS_OF_YAML = /^(true|false|null|yes|no|on|off|y|n)$/i;

/** A value as YAML writes it: plain where nobody could read it as something else, otherwise in double quotes. */
export function scalarText(value: string | number, style: 'block' | 'flow'): string {
  if (typeof value === 'number') return String(value);
  const plain = DAY.test(value) || (PLAIN.test(value) && !value.endsWith(' ') && !WORDS_OF_YAML.test(value));
  return plain && !(style === 'flow' && value.includes(',')) ? value : JSON.stringify(value);
}

/** How the file says how far AirDrop may be open. */
export function airdropWord(value: Policy['airdrop']): string {
  return value === 'Off' ? 'off' : 'contacts-only';
}

/** A policy as text without comments. It is not checked: it is read to learn whether the policy is one. */
export function bareText(policy: Policy): string {
  const { review, notWanted, airdrop, services, allowedApplications, tunnels } = policy;
  const list = (key: string, entries: readonly Entry[]): readonly string[] =>
    entries.length === 0
      ? []
      : under(key, { of: 'list', flow: '', lines: entries.flatMap(({ lines }) => lines) }).lines;
  const tasks = [...list('not-wanted', notWanted.map(word)), `airdrop: ${airdropWord(airdrop)}`];
  const lines = [
    `schema: ${POLICY_SCHEMA}`,
    ...fields({ review }).flatMap((field) => pair(field).lines),
    ...under('tasks', { of: 'map', flow: '', lines: tasks }).lines,
    ...list(
      'services',
      services.map((service) => item(serviceFields(service))),
    ),
    ...list(
      'allowed-applications',
      allowedApplications.map((application) => item(applicationFields(application))),
    ),
    ...list(
      'tunnels',
      tunnels.map(({ hostname, port, retired, service }) => item(fields({ hostname, port, retired, service }))),
    ),
  ];
  return lines.map((line) => `${line}\n`).join('');
}
