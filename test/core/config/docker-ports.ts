import { parse } from 'yaml';

/**
 * Reads a compose file as Docker does, apart from the code under test: the addresses on which a service is published, and
 * everything else of the file. Short entries are split as `nat.ParsePortSpec` of docker/go-connections does.
 */
export function asDocker(text: string): ComposeData {
  const data = parse(text.replace(/^\uFEFF/, ''), { merge: true, maxAliasCount: 10_000 }) as ComposeData['rest'];
  const rest = structuredClone(data);
  const services = (rest['services'] ?? {}) as Record<string, { ports?: unknown } | null>;
  const ports: Record<string, readonly Published[]> = {};
  for (const [name, service] of Object.entries(services)) {
    const list = service?.ports;
    ports[name] = Array.isArray(list) ? list.map(published) : [];
    if (service !== null) delete service.ports;
  }
  for (const key of Object.keys(rest)) if (key.startsWith('x-')) delete rest[key];
  return { ports, rest };
}

export interface ComposeData {
  readonly ports: Readonly<Record<string, readonly Published[]>>;
  readonly rest: Record<string, unknown>;
}

/** `spec` is what stands behind the address. */
export interface Published {
  readonly address: string;
  readonly spec: string;
}

export function isLoopbackAddress(address: string): boolean {
  return /^127(?:\.\d{1,3}){3}$/.test(address) || ['::1', '[::1]', 'localhost'].includes(address);
}

function published(entry: unknown): Published {
  if (typeof entry === 'object' && entry !== null) {
    const { host_ip: address = '', ...rest } = entry as Record<string, unknown>;
    return { address: String(address), spec: JSON.stringify(rest) };
  }
  // Outside variables only: their colons are not Docker's, which sees the values. The innermost first.
  const variables: string[] = [];
  let text = String(entry);
  for (let before = ''; before !== text;) {
    before = text;
    text = text.replace(/\$\{[^{}]*\}/, (variable) => `<${variables.push(variable) - 1}>`);
  }
  const parts = text.split(':');
  const spec = (parts.length === 1 ? ['', ...parts] : parts.slice(-2)).join(':');
  const filled = (part: string): string =>
    part.replaceAll(/<(\d+)>/g, (_all, index: string) => filled(variables[Number(index)] ?? ''));
  return { address: filled(parts.slice(0, -2).join(':')), spec: filled(spec) };
}
