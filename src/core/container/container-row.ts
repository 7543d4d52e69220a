import type { Container } from '../exposure/container';
import { isRecord } from '../parse/json-text';
import { COMPOSE_LABELS, type ComposeLabel } from './ask-engine';
import { composeOriginOf, labelsInText } from './compose-origin';
import { PORT_SCHEME, portsInLabels } from './port-labels';
import { type PortRange, portsInList, portsInText } from './published-ports';

/** A row that describes a container; its ports are not counted out yet. */
export interface ContainerRow {
  readonly kind: 'container';
  readonly container: Omit<Container, 'published'>;
  readonly ranges: readonly PortRange[];
  /** What its labels say that it was asked to publish. */
  readonly labelled: readonly PortRange[];
  /** What was not understood about it, in words. */
  readonly unread: readonly string[];
}

/** `ended`: a container that does not run, whose ports nobody holds. */
export type RowReading = ContainerRow | { readonly kind: 'ended' } | { readonly kind: 'unread'; readonly what: string };

type Fields = Readonly<Record<string, unknown>>;

/** States in which an engine holds no port for a container. */
const ENDED = new Set(['created', 'configured', 'initialized', 'exited', 'stopped', 'dead', 'removing']);

/**
 * Reads one object about a container: of Batten's own template, of `{{json .}}`, of `docker compose ps`, of Podman, or of the
 * engine's interface.
 *
 * Whatever else stands in it is not looked at, and a row that is not understood is named, never quoted: commands and labels
 * hold passwords.
 */
export function readRow(engine: string, row: unknown): RowReading {
  if (!isRecord(row)) return { kind: 'unread', what: 'a row that is no container' };
  const name = nameIn(row);
  const called = name === undefined ? 'a container without a name' : `container ${name}`;
  const state = row['State'];
  if (typeof state === 'string' && ENDED.has(state.toLowerCase())) return { kind: 'ended' };
  const id = textOf(row['ID'] ?? row['Id']).toLowerCase();
  if (!isContainerId(id)) return { kind: 'unread', what: `${called}: it has no id` };
  const ports = portsOf(row);
  if (ports === undefined) return { kind: 'unread', what: `${called}: its ports are not understood` };
  const labels = labelsOf(row);
  const labelled = portsInLabels(labels);
  const compose = composeOriginOf((key) => labels.get(nameOfLabel(key)) ?? '');
  return {
    kind: 'container',
    container: {
      engine,
      id,
      name: name ?? id.slice(0, 12),
      image: textOf(row['Image']),
      hostNetwork: networksOf(row).includes('host'),
      ...(compose === undefined ? {} : { compose }),
    },
    ranges: ports.ranges,
    labelled: labelled.ranges,
    unread: [...ports.unread, ...labelled.unread].map(
      (part) => `${called}: published port ${JSON.stringify(part.slice(0, 60))}`,
    ),
  };
}

/** Lower-case hexadecimal, from the short form to the whole one. */
export function isContainerId(text: string): boolean {
  return /^[0-9a-f]{12,64}$/.test(text);
}

/** The engine writes a slash before names; Docker adds names that other containers have for it, after a comma. */
function nameIn(row: Fields): string | undefined {
  const names = row['Names'] ?? row['Name'];
  const all = Array.isArray(names) ? (names as readonly unknown[]).map(textOf) : textOf(names).split(',');
  const own = all.map((one) => one.replace(/^\//, '')).find((one) => one !== '' && !one.includes('/'));
  return own !== undefined && /^[\w.-]{1,255}$/.test(own) ? own : undefined;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function portsOf(row: Fields): ReturnType<typeof portsInText> | undefined {
  const ports = row['Ports'] ?? row['Publishers'] ?? [];
  if (typeof ports === 'string') return portsInText(ports);
  return Array.isArray(ports) ? portsInList(ports) : undefined;
}

/** The template asks for labels one by one; other forms give all of them, as an object or as one text. */
function labelsOf(row: Fields): ReadonlyMap<string, string> {
  const labels = row['Labels'];
  if (typeof labels === 'string') return labelsInText(labels);
  if (isRecord(labels)) return new Map(Object.entries(labels).map(([name, value]) => [name, textOf(value)]));
  const ports = Array.isArray(row['PortLabels']) ? (row['PortLabels'] as readonly unknown[]).map(textOf) : [];
  return new Map([
    ...COMPOSE_LABELS.map(([key, name]) => [name, textOf(row[key])] as const),
    [PORT_SCHEME, textOf(row['PortScheme'])],
    ...ports.filter((one) => one !== '').map(pairIn),
  ]);
}

function pairIn(label: string): readonly [name: string, value: string] {
  const equals = label.indexOf('=');
  return equals < 0 ? [label, ''] : [label.slice(0, equals), label.slice(equals + 1)];
}

function nameOfLabel(key: ComposeLabel): string {
  return COMPOSE_LABELS.find(([one]) => one === key)?.[1] ?? '';
}

function networksOf(row: Fields): readonly string[] {
  const networks = row['Networks'];
  if (typeof networks === 'string') return networks.split(',');
  if (Array.isArray(networks)) return (networks as readonly unknown[]).map(textOf);
  const settings = row['NetworkSettings'];
  const named = isRecord(settings) ? settings['Networks'] : undefined;
  return isRecord(named) ? Object.keys(named) : [];
}
