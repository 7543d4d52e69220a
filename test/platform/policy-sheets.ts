import type { AllowedApplication, Policy, ServicePolicy } from '../../src/core/policy';
import type { PolicyEdit } from '../../src/core/policy-store';
import { fc } from '../core/fixed-chance';

/** One line of a policy's text, and the entry it belongs to: `services/3`, or the empty word for what belongs to none. */
interface Line {
  readonly of: string;
  readonly text: string;
}

/** A policy written down in some style of its own, with comments wherever YAML lets them stand. */
export interface Sheet {
  readonly text: string;
  readonly lines: readonly Line[];
  readonly policy: Policy;
}

/** Draws the little decisions that a person makes while writing. */
type Whim = (outOf: number) => number;

const TASKS = ['firewall', 'bluetooth', 'airdrop', 'file-sharing'] as const;
const SCOPES = ['this-mac', 'vpn', 'lan', 'everyone'] as const;

const words = fc.stringMatching(/^[A-Za-z][A-Za-z0-9 ,:'#[-]{0,18}[a-z]$/);
const day = fc.constantFrom('2026-01-31', '2027-02-28');

export const service: fc.Arbitrary<ServicePolicy> = fc
  .record(
    {
      name: words,
      protocol: fc.constantFrom<'tcp' | 'udp'>('tcp', 'udp'),
      port: fc.integer({ min: 1, max: 65_535 }),
      process: fc.constantFrom('node', 'com.docker.backend'),
      container: words,
      scope: fc.constantFrom(...SCOPES),
      tunnel: fc.constantFrom('a.example.com', 'b.example.com'),
      health: fc.constantFrom({ kind: 'http' as const, path: '/' }, { kind: 'http' as const, path: '/up?a=1' }),
      reason: words,
      retired: day,
      review: day,
    },
    { requiredKeys: ['name', 'protocol', 'port', 'scope', 'reason'] },
  )
  .map(({ health, ...one }) => (health === undefined || one.protocol === 'udp' ? one : { ...one, health }));

const application: fc.Arbitrary<AllowedApplication> = fc.record({
  name: words,
  paths: fc.uniqueArray(fc.constantFrom('/usr/bin/a', '/Applications/B c.app', "/d'e"), { minLength: 1 }),
  reason: words,
});

const policy: fc.Arbitrary<Policy> = fc.record({
  notWanted: fc.uniqueArray(fc.constantFrom(...TASKS)),
  airdrop: fc.constantFrom('Off', 'Contacts Only'),
  services: fc.uniqueArray(service, { maxLength: 4, selector: ({ name }) => name, comparator: 'IsStrictlyEqual' }),
  allowedApplications: fc.uniqueArray(application, { maxLength: 3, selector: ({ name }) => name }),
  tunnels: fc.constantFrom([], [{ hostname: 'a.example.com', port: 80, service: 'A' }]),
});

export const sheet: fc.Arbitrary<Sheet> = fc
  .tuple(policy, fc.array(fc.nat({ max: 1_000 }), { minLength: 40, maxLength: 40 }))
  .map(([drawn, whims]) => {
    let next = 0;
    const whim: Whim = (outOf) => (whims[next++ % whims.length] ?? 0) % outOf;
    return written({ ...drawn, services: withOwnSockets(drawn.services) }, whim);
  });

/** Ports are drawn from a wide range, but two could be the same. */
function withOwnSockets(services: readonly ServicePolicy[]): readonly ServicePolicy[] {
  return services.map((one, index) => ({ ...one, port: (one.port % 15_000) + 15_000 * index + 1 }));
}

/** An edit that fits the policy of a sheet, or happens not to. */
export function editOf({ policy: { services, allowedApplications } }: Sheet): fc.Arbitrary<PolicyEdit> {
  const taskId = fc.constantFrom(...TASKS);
  const serviceName = fc.constantFrom('nobody', ...services.map(({ name }) => name));
  const applicationName = fc.constantFrom('nobody', ...allowedApplications.map(({ name }) => name));
  const changed = fc.tuple(fc.nat(), service).map(([index, other]): ServicePolicy => {
    const { protocol, port, process, container } = services[index % services.length] ?? other;
    const { process: _, container: __, health, ...rest } = other;
    return {
      ...rest,
      protocol,
      port,
      ...(process === undefined ? {} : { process }),
      ...(container === undefined ? {} : { container }),
      ...(health === undefined || protocol === 'udp' ? {} : { health }),
    };
  });
  return fc.oneof(
    fc.record({ kind: fc.constant('expect' as const), service }),
    fc.record({ kind: fc.constant('expect' as const), service: changed }),
    fc.record({ kind: fc.constant('forget' as const), name: serviceName }),
    fc.record({ kind: fc.constant('allow-application' as const), application }),
    fc
      .tuple(application, applicationName)
      .map(([one, name]) => ({ kind: 'allow-application' as const, application: { ...one, name } })),
    fc.record({ kind: fc.constant('disallow-application' as const), name: applicationName }),
    fc.record({ kind: fc.constant('want-task' as const), taskId }),
    fc.record({ kind: fc.constant('do-not-want-task' as const), taskId }),
    fc.record({
      kind: fc.constant('airdrop' as const),
      value: fc.constantFrom<Policy['airdrop']>('Off', 'Contacts Only'),
    }),
  );
}

function written(drawn: Policy, whim: Whim): Sheet {
  let comments = 0;
  const comment = (): string => `# comment ${(comments += 1)}${[' ', ', - name: x', ' ] }', ' "'][whim(4)] ?? ''}`;
  const trailing = (): string => (whim(4) === 0 ? ` ${comment()}` : '');
  const between = (of: string, indent: number): readonly Line[] =>
    whim(4) !== 0 ? [] : [{ of, text: whim(3) === 0 ? '' : `${' '.repeat(whim(indent + 2))}${comment()}` }];
  const inLines = (of: string, indent: number, all: readonly Pair[]): readonly Line[] =>
    all.flatMap(({ key, value, folds }, index) => {
      const start = `${' '.repeat(indent)}${index === 0 ? '- ' : '  '}${key}:`;
      const before = index === 0 ? [] : between(of, indent);
      if (folds === undefined || whim(3) !== 0) return [...before, { of, text: `${start} ${value}${trailing()}` }];
      const header = ['>', '>-', '|+', '|2'][whim(4)] ?? '>';
      const folded = { of, text: `${' '.repeat(indent + (header === '|2' ? 4 : 7))}${folds}` };
      return [...before, { of, text: `${start} ${header}${trailing()}` }, folded];
    });
  const inBraces = (all: readonly Pair[]): string => `{${all.map(({ key, value }) => `${key}: ${value}`).join(', ')}}`;
  const list = (key: string, entries: readonly (readonly Pair[])[]): readonly Line[] => {
    if (entries.length === 0 && whim(2) === 0) {
      return [{ of: key, text: `${key}:${[' []', '', ' ~', ' [ ]'][whim(4)] ?? ''}${trailing()}` }];
    }
    if (entries.length === 0) return [];
    if (whim(5) === 0) return [{ of: key, text: `${key}: [${entries.map(inBraces).join(', ')}]${trailing()}` }];
    const indent = [0, 2, 4][whim(3)] ?? 2;
    return [
      { of: '', text: `${key}:${trailing()}` },
      ...entries.flatMap((entry, index) => {
        const of = `${key}/${index}`;
        const before = between('', indent);
        if (whim(6) !== 0) return [...before, ...inLines(of, indent, entry)];
        return [...before, { of, text: `${' '.repeat(indent)}- ${inBraces(entry)}${trailing()}` }];
      }),
    ];
  };
  const sections: readonly (readonly Line[])[] = [
    [{ of: '', text: `schema: batten.policy/1${trailing()}` }],
    tasksSection(drawn, whim, trailing),
    list(
      'services',
      drawn.services.map((one) => turned(serviceKeys(one, whim), whim)),
    ),
    list(
      'allowed-applications',
      drawn.allowedApplications.map((one) => turned(applicationKeys(one, whim), whim)),
    ),
    list(
      'tunnels',
      drawn.tunnels.map(({ hostname, port, service: name }) => [
        { key: 'hostname', value: hostname },
        { key: 'port', value: String(port) },
        { key: 'service', value: name },
      ]),
    ),
  ];
  const lines = [...between('', 0), ...turned(sections, whim).flatMap((section) => [...section, ...between('', 0)])];
  const eol = whim(4) === 0 ? '\r\n' : '\n';
  const text = `${whim(6) === 0 ? '\uFEFF' : ''}${lines.map((line) => line.text).join(eol)}${whim(3) === 0 ? '' : eol}`;
  return { text, lines, policy: drawn };
}

function tasksSection({ notWanted, airdrop }: Policy, whim: Whim, trailing: () => string): readonly Line[] {
  const open = airdrop === 'Off' ? 'off' : 'contacts-only';
  if (whim(4) === 0) {
    return [{ of: 'tasks', text: `tasks: {not-wanted: [${notWanted.join(', ')}], airdrop: ${open}}${trailing()}` }];
  }
  const lines: Line[] = [{ of: '', text: `tasks:${trailing()}` }];
  if (airdrop !== 'Off' || whim(2) === 0) lines.push({ of: 'airdrop', text: `  airdrop: ${open}${trailing()}` });
  if (notWanted.length > 0 && whim(3) !== 0) {
    lines.push({ of: '', text: `  not-wanted:${trailing()}` });
    lines.push(...notWanted.map((id) => ({ of: `task/${id}`, text: `    - ${quotedBy(id, whim)}${trailing()}` })));
  } else {
    lines.push({ of: 'tasks', text: `  not-wanted: [${notWanted.join(', ')}]${trailing()}` });
  }
  return lines;
}

/** A key and its value as YAML; `folds` is the value itself where it may also be written as a block of text. */
interface Pair {
  readonly key: string;
  readonly value: string;
  readonly folds?: string;
}

function serviceKeys(one: ServicePolicy, whim: Whim): readonly Pair[] {
  const { protocol, port, health, reason, ...texts } = one;
  return [
    ...(protocol === 'tcp' && whim(2) === 0 ? [] : [{ key: 'protocol', value: protocol }]),
    { key: 'port', value: String(port) },
    ...(health === undefined ? [] : [{ key: 'health', value: quotedBy(health.path, whim) }]),
    { key: 'reason', value: quotedBy(reason, whim), folds: reason },
    ...Object.entries(texts).map(([key, value]) => ({ key, value: quotedBy(value, whim) })),
  ];
}

function applicationKeys({ name, paths, reason }: AllowedApplication, whim: Whim): readonly Pair[] {
  const [first = ''] = paths;
  return [
    { key: 'name', value: quotedBy(name, whim) },
    paths.length === 1 && whim(2) === 0
      ? { key: 'path', value: quotedBy(first, whim) }
      : { key: 'paths', value: `[${paths.map((path) => quotedBy(path, whim)).join(', ')}]` },
    { key: 'reason', value: quotedBy(reason, whim), folds: reason },
  ];
}

function quotedBy(value: string, whim: Whim): string {
  if (whim(3) === 0) return `'${value.replaceAll("'", "''")}'`;
  return /^[a-z]+$|^[a-z-]+\.example\.com$/.test(value) && whim(2) === 0 ? value : JSON.stringify(value);
}

function turned<T>(all: readonly T[], whim: Whim): readonly T[] {
  const by = all.length === 0 ? 0 : whim(all.length);
  return [...all.slice(by), ...all.slice(0, by)];
}
