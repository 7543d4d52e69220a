import type { Fault } from './policy-schema';
import { orNearest, quoted } from './policy-words';

/**
 * What contradicts itself, or the catalogue, in a policy although each value is in order.
 *
 * It is asked of any value, in order or not, so that a person is told everything at once; what has another shape is
 * passed over, since the schema names it.
 */
export function contradictionsIn(value: unknown, taskIds: readonly string[]): readonly Fault[] {
  const services = entriesOf(value, 'services');
  const applications = entriesOf(value, 'allowed-applications');
  return [
    ...repeated('services', services, ['name'], ({ name }) => `is that of another service above: ${name ?? ''}`),
    ...repeated(
      'services',
      services,
      SOCKET,
      () => 'is that of another service above, with the same protocol and holder',
    ),
    ...services.flatMap((service, index): readonly Fault[] =>
      service?.['protocol'] === 'udp' && service['health'] !== undefined
        ? [{ path: ['services', index, 'health'], message: 'can only be asked of a tcp service', ofKey: true }]
        : [],
    ),
    ...repeated('allowed-applications', applications, ['name'], ({ name }) => {
      return `is that of another application above: ${name ?? ''}`;
    }),
    ...applications.flatMap((application, index): readonly Fault[] => {
      if (application === undefined) return [];
      const { path, paths } = application;
      const at = ['allowed-applications', index];
      if (path !== undefined && paths !== undefined) {
        return [{ path: [...at, 'paths'], message: 'cannot stand beside path; one of the two has to go', ofKey: true }];
      }
      return path === undefined && paths === undefined ? [{ path: [...at, 'path'], message: 'is missing' }] : [];
    }),
    ...repeated('tunnels', entriesOf(value, 'tunnels'), ['hostname', 'port'], () => {
      return 'is that of another tunnel above, with the same port';
    }),
    ...faultsOfTasks(value, taskIds),
  ];
}

/** What tells one service from another; the same socket may be expected of two programs, one at a time. */
const SOCKET = ['port', 'protocol', 'process', 'container'];

type Entry = Readonly<Record<string, unknown>>;
type Words = Readonly<Record<string, string | undefined>>;

/** A fault at the first of the keys, for each entry that agrees with an earlier one in all of them. */
function repeated(
  list: string,
  entries: readonly (Entry | undefined)[],
  keys: readonly string[],
  message: (words: Words) => string,
): readonly Fault[] {
  const [first = ''] = keys;
  const seen = new Set<string>();
  return entries.flatMap((entry, index) => {
    if (entry?.[first] === undefined) return [];
    const identity = JSON.stringify(keys.map((key) => entry[key] ?? (key === 'protocol' ? 'tcp' : null)));
    if (!seen.has(identity)) return seen.add(identity) && [];
    const words = Object.fromEntries(keys.map((key) => [key, quoted(String(entry[key]))]));
    return [{ path: [list, index, first], message: message(words) }];
  });
}

function faultsOfTasks(value: unknown, taskIds: readonly string[]): readonly Fault[] {
  const seen = new Set<unknown>();
  return listIn(isEntry(value) ? value['tasks'] : undefined, 'not-wanted').flatMap((id, index): readonly Fault[] => {
    if (typeof id !== 'string' || id === '') return [];
    const path = ['tasks', 'not-wanted', index];
    if (!taskIds.includes(id)) return [{ path, message: `names no task: ${quoted(id)}${orNearest(id, taskIds)}` }];
    if (!seen.has(id)) return seen.add(id) && [];
    return [{ path, message: `is there twice: ${quoted(id)}` }];
  });
}

/** An entry of another shape is undefined: it keeps its place, so that the others keep their numbers. */
function entriesOf(value: unknown, key: string): readonly (Entry | undefined)[] {
  return listIn(value, key).map((item) => (isEntry(item) ? item : undefined));
}

function listIn(value: unknown, key: string): readonly unknown[] {
  const list = isEntry(value) ? value[key] : undefined;
  return Array.isArray(list) ? (list as readonly unknown[]) : [];
}

function isEntry(value: unknown): value is Entry {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
