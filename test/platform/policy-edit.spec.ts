import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY, type Policy, type ServicePolicy } from '../../src/core/policy';
import type { PolicyEdit } from '../../src/core/policy-store';
import { defaultPolicyText } from '../../src/platform/policy-default';
import { editPolicyText } from '../../src/platform/policy-edit';
import { readPolicyText } from '../../src/platform/policy-text';
import { fc } from '../core/fixed-chance';
import { editOf, sheet, type Sheet } from './policy-sheets';
import { policyWith, TASK_IDS } from './policy-texts';

const SERVICE: ServicePolicy = {
  name: 'DNS',
  protocol: 'udp',
  port: 53,
  scope: 'lan',
  reason: 'Names, for the network.',
};

function after(text: string, edit: PolicyEdit): string {
  const edited = editPolicyText(text, edit, TASK_IDS);
  return edited.kind === 'edited' ? edited.text : `refused: ${edited.reason}`;
}

/** What an edit took out of the default text and what it put in, as lines. */
function changes(edit: PolicyEdit): { readonly out: readonly string[]; readonly in: readonly string[] } {
  const [before, now] = [defaultPolicyText.split('\n'), after(defaultPolicyText, edit).split('\n')];
  let start = 0;
  while (start < before.length && before[start] === now[start]) start += 1;
  let end = 0;
  while (end < before.length - start && end < now.length - start && before.at(-1 - end) === now.at(-1 - end)) end += 1;
  return { out: before.slice(start, before.length - end), in: now.slice(start, now.length - end) };
}

describe('an edit of the policy that ships', () => {
  it('adds a service below the last one', () => {
    expect(changes({ kind: 'expect', service: SERVICE })).toEqual({
      out: [],
      in: [
        '  - name: DNS',
        '    protocol: udp',
        '    port: 53',
        '    scope: lan',
        '    reason: Names, for the network.',
        '',
      ],
    });
  });

  it('takes no notice of spaces around a reason', () => {
    const service = { ...SERVICE, reason: ' Names, for the network.\n' };
    expect(changes({ kind: 'expect', service })).toEqual(changes({ kind: 'expect', service: SERVICE }));
  });

  it('changes only the lines of a service that say something else now', () => {
    const planka = DEFAULT_POLICY.services.find(({ name }) => name === 'Planka');
    if (planka === undefined) throw new Error('there is no Planka');
    const { health: _, ...rest } = planka;
    const service: ServicePolicy = { ...rest, scope: 'lan', retired: '2027-01-01' };
    expect(changes({ kind: 'expect', service })).toEqual({
      out: ['    scope: this-mac', '    tunnel: boards.alai.no', '    health: /'],
      in: ['    scope: lan', '    tunnel: boards.alai.no', '    retired: 2027-01-01'],
    });
  });

  it('takes a service out', () => {
    expect(changes({ kind: 'forget', name: 'Redis' })).toEqual({
      out: [
        '  - name: Redis',
        '    port: 6379',
        '    scope: this-mac',
        '    reason: Only programs of this Mac use it.',
      ],
      in: [],
    });
  });

  it('adds, changes and takes out applications', () => {
    const application = { name: 'Postgres.app', paths: ['/Applications/Postgres.app'], reason: 'yes' };
    expect(changes({ kind: 'allow-application', application })).toEqual({
      out: [],
      in: ['  - name: Postgres.app', '    path: /Applications/Postgres.app', '    reason: "yes"', ''],
    });
    const docker = { name: 'Docker', paths: ['/Applications/OrbStack.app'], reason: 'Services in containers.' };
    expect(changes({ kind: 'allow-application', application: docker })).toEqual({
      out: [
        '    paths:',
        '      - /Applications/Docker.app',
        '      - /Applications/OrbStack.app',
        '      - /usr/local/bin/docker',
      ],
      in: ['    path: /Applications/OrbStack.app'],
    });
    expect(changes({ kind: 'disallow-application', name: 'Node.js' }).in).toEqual([]);
  });

  it('wants a task again, and leaves its comment', () => {
    expect(changes({ kind: 'want-task', taskId: 'firewall-block-all' })).toEqual({
      out: ['    - firewall-block-all'],
      in: [],
    });
    expect(changes({ kind: 'do-not-want-task', taskId: 'bluetooth' })).toEqual({ out: [], in: ['    - bluetooth'] });
    expect(changes({ kind: 'airdrop', value: 'Contacts Only' })).toEqual({
      out: ['  airdrop: off'],
      in: ['  airdrop: contacts-only'],
    });
  });

  it.each<PolicyEdit>([
    { kind: 'want-task', taskId: 'firewall' },
    { kind: 'do-not-want-task', taskId: 'firewall-block-all' },
    { kind: 'airdrop', value: 'Off' },
    { kind: 'expect', service: DEFAULT_POLICY.services[0] ?? SERVICE },
  ])('changes nothing where it is so already: %j', (edit) => {
    expect(after(defaultPolicyText, edit)).toBe(defaultPolicyText);
  });

  it.each<[PolicyEdit, string]>([
    [{ kind: 'forget', name: 'redis' }, 'no service is called "redis"'],
    [{ kind: 'disallow-application', name: 'x\n' }, 'no allowed application is called "x\uFFFD"'],
    [
      { kind: 'do-not-want-task', taskId: 'bluetoth' },
      'it would be no policy any more: an entry of not-wanted names no task: "bluetoth"; did you mean bluetooth?',
    ],
    [
      { kind: 'expect', service: { ...SERVICE, name: 'Redis' } },
      'it would be no policy any more: name is that of another service above: "Redis"',
    ],
    [
      { kind: 'expect', service: { ...SERVICE, port: 0 } },
      'it would be no policy any more: port has to be a whole number from 1 to 65535',
    ],
    [
      { kind: 'expect', service: { ...SERVICE, reason: 'a\nservices: []' } },
      'it would be no policy any more: reason has to be one line',
    ],
    [
      { kind: 'allow-application', application: { name: 'a', paths: [], reason: 'b' } },
      'it would be no policy any more: paths is empty',
    ],
  ])('is refused where no policy would come of it: %j', (edit, reason) => {
    expect(editPolicyText(defaultPolicyText, edit, TASK_IDS)).toEqual({ kind: 'refused', reason, problems: [] });
  });
});

describe('an edit', () => {
  it('fills what is empty or missing, in the style of the file', () => {
    const edit: PolicyEdit = { kind: 'do-not-want-task', taskId: 'airdrop' };
    expect(after('schema: batten.policy/1', edit)).toBe(
      'schema: batten.policy/1\n\ntasks:\n  not-wanted:\n    - airdrop',
    );
    expect(after(policyWith('tasks: # none\nservices:\n'), edit)).toBe(
      policyWith('tasks: # none\n  not-wanted:\n    - airdrop\nservices:\n'),
    );
    expect(after(policyWith('tasks:\n  airdrop: off # x\n# y\n'), edit)).toBe(
      policyWith('tasks:\n  airdrop: off # x\n  not-wanted:\n    - airdrop\n# y\n'),
    );
    expect(after(policyWith('tasks:\n    not-wanted: [] # x\n'), edit)).toBe(
      policyWith('tasks:\n    not-wanted: # x\n      - airdrop\n'),
    );
    expect(after(policyWith('tasks: {not-wanted: [firewall, ], airdrop: off}\n'), edit)).toBe(
      policyWith('tasks: {not-wanted: [firewall, airdrop, ], airdrop: off}\n'),
    );
    expect(after(policyWith('tasks: {airdrop: off}\n'), edit)).toBe(
      policyWith('tasks: {airdrop: off, not-wanted: [airdrop]}\n'),
    );
    expect(after(policyWith('tasks: {not-wanted: , airdrop: off}\n'), edit)).toBe(
      policyWith('tasks: {not-wanted: [airdrop], airdrop: off}\n'),
    );
    expect(after(policyWith('tasks:\n  not-wanted: [\n    # only a comment\n  ]\n'), edit)).toBe(
      policyWith('tasks:\n  not-wanted: [airdrop\n    # only a comment\n  ]\n'),
    );
    expect(after('{"schema": "batten.policy/1", "tasks": {"not-wanted": []}}', edit)).toBe(
      '{"schema": "batten.policy/1", "tasks": {"not-wanted": [airdrop]}}',
    );
  });

  it('keeps the comments of what it takes out, as lines of their own', () => {
    const text = policyWith(
      'services:\n  # above\n  - name: A # one\n    # two\n    port: 1\n    scope: lan\n      # three\n    reason: >- # four\n      a\n      b\n  # below\n',
    );
    expect(after(text, { kind: 'forget', name: 'A' })).toBe(
      policyWith('services:\n  # above\n  # one\n  # two\n  # three\n  # four\n  # below\n'),
    );
    const service: ServicePolicy = { name: 'A', protocol: 'tcp', port: 1, scope: 'lan', reason: 'c' };
    expect(after(text, { kind: 'expect', service })).toBe(
      policyWith(
        'services:\n  # above\n  - name: A # one\n    # two\n    port: 1\n    scope: lan\n    reason: c\n      # three\n    # four\n  # below\n',
      ),
    );
  });

  it('takes entries out of brackets with their comma', () => {
    const edit = (taskId: string): PolicyEdit => ({ kind: 'want-task', taskId });
    const text = policyWith('tasks: {not-wanted: [firewall, bluetooth , airdrop], airdrop: off}\n');
    expect(after(text, edit('firewall'))).toContain('[bluetooth , airdrop]');
    expect(after(text, edit('bluetooth'))).toContain('[firewall, airdrop]');
    expect(after(text, edit('airdrop'))).toContain('[firewall, bluetooth ]');
    expect(after(policyWith('tasks: {not-wanted: [firewall]}\n'), edit('firewall'))).toContain('[]');
    expect(after(policyWith('tasks: {not-wanted: [firewall # x, y\n , airdrop]}\n'), edit('firewall'))).toContain(
      '[ # x, y\n airdrop]',
    );
  });

  it('leaves a part alone that other parts of the file share', () => {
    const shared = policyWith(
      'services:\n  - &a {name: A, port: 1, scope: lan, reason: &r because}\n  - {name: B, port: 2, scope: vpn, reason: *r}\n',
    );
    const service: ServicePolicy = { name: 'A', protocol: 'tcp', port: 1, scope: 'vpn', reason: 'because' };
    expect(after(shared, { kind: 'forget', name: 'A' })).toMatch(/^refused: this part of the file is written in a way/);
    expect(after(shared, { kind: 'expect', service })).toMatch(/^refused: this part of the file is written in a way/);
    expect(after(shared, { kind: 'forget', name: 'B' })).toBe(
      policyWith('services:\n  - &a {name: A, port: 1, scope: lan, reason: &r because}\n'),
    );
  });

  it('is refused with all problems while the text is no policy', () => {
    const edited = editPolicyText(policyWith('a: 1\nb: 2\n'), { kind: 'airdrop', value: 'Off' }, TASK_IDS);
    expect(edited).toMatchObject({ kind: 'refused', problems: [{ line: 2 }, { line: 3 }] });
  });
});

/** The entry that an edit is about, as the lines of a sheet name it. */
function entryOf({ kind, ...edit }: PolicyEdit, { services, allowedApplications }: Policy): readonly string[] {
  if ('service' in edit) {
    const { port, protocol } = edit.service;
    return ['services', `services/${services.findIndex((one) => one.port === port && one.protocol === protocol)}`];
  }
  if ('application' in edit || kind === 'disallow-application') {
    const name = 'application' in edit ? edit.application.name : 'name' in edit ? edit.name : '';
    const index = allowedApplications.findIndex((one) => one.name === name);
    return ['allowed-applications', `allowed-applications/${index}`];
  }
  if ('name' in edit) return ['services', `services/${services.findIndex(({ name }) => name === edit.name)}`];
  return 'taskId' in edit ? ['tasks', `task/${edit.taskId}`] : ['tasks', 'airdrop'];
}

function meantBy(edit: PolicyEdit, policy: Policy): Policy | undefined {
  const put = <T>(all: readonly T[], one: T, index: number): readonly T[] =>
    index === -1 ? [...all, one] : all.with(index, one);
  const { services, allowedApplications, notWanted } = policy;
  const without = notWanted.filter((id) => !('taskId' in edit) || id !== edit.taskId);
  switch (edit.kind) {
    case 'expect': {
      const key = ({ protocol, port, process, container }: ServicePolicy): string =>
        [protocol, port, process, container].join('\n');
      const index = services.findIndex((one) => key(one) === key(edit.service));
      const clashes = services.some((one, at) => at !== index && one.name === edit.service.name);
      return clashes ? undefined : { ...policy, services: put(services, edit.service, index) };
    }
    case 'forget': {
      const left = services.filter(({ name }) => name !== edit.name);
      return left.length === services.length ? undefined : { ...policy, services: left };
    }
    case 'allow-application': {
      const index = allowedApplications.findIndex(({ name }) => name === edit.application.name);
      return { ...policy, allowedApplications: put(allowedApplications, edit.application, index) };
    }
    case 'disallow-application': {
      const left = allowedApplications.filter(({ name }) => name !== edit.name);
      return left.length === allowedApplications.length ? undefined : { ...policy, allowedApplications: left };
    }
    case 'want-task':
      return { ...policy, notWanted: without };
    case 'do-not-want-task':
      return notWanted.includes(edit.taskId) ? policy : { ...policy, notWanted: [...notWanted, edit.taskId] };
    case 'airdrop':
      return { ...policy, airdrop: edit.value };
  }
}

const commentsOf = (text: string): readonly string[] =>
  [...text.matchAll(/# comment [0-9]+[^\r\n]*/g)].map(([comment]) => comment.trimEnd()).toSorted();

/** The lines that one text has in the order of the other, as long as they are found. */
function foundInOrder(lines: readonly string[], text: string): readonly string[] {
  const all = text.replace('\uFEFF', '').split(/\r?\n/);
  let from = 0;
  return lines.filter((line) => {
    const at = all.indexOf(line, from);
    if (at !== -1) from = at + 1;
    return at !== -1;
  });
}

describe('whatever a policy looks like', () => {
  const drawn = sheet.chain((one) => fc.tuple(fc.constant(one), editOf(one)));

  it('it is read as it was meant', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(sheet, ({ text, policy }) => {
        const reading = readPolicyText(text, TASK_IDS);
        expect(reading.kind === 'read' ? reading.policy : reading.problems).toEqual(policy);
        // No sign is lost on the way: edits cut the text by where its parts stand.
        const leaves = reading.kind === 'read' ? reading.document.tokens.leaves : [];
        expect(leaves.at(-1)?.end).toBe(text.length);
      }),
      { numRuns: 200 },
    );
  });

  it('an edit does what was meant and keeps all comments and all lines of other entries', { timeout: 60_000 }, () => {
    const counts = { edited: 0, refused: 0 };
    const check = ([before, edit]: readonly [Sheet, PolicyEdit]): void => {
      const edited = editPolicyText(before.text, edit, TASK_IDS);
      const meant = meantBy(edit, before.policy);
      counts[edited.kind] += 1;
      if (edited.kind === 'refused') {
        expect([edited.reason, meant]).toEqual([edited.reason, undefined]);
        return;
      }
      expect(edited.policy).toEqual(meant);
      expect(readPolicyText(edited.text, TASK_IDS)).toMatchObject({ kind: 'read', policy: edited.policy });
      expect(commentsOf(edited.text)).toEqual(commentsOf(before.text));
      const touched = entryOf(edit, before.policy);
      const others = before.lines.filter(({ of }) => !touched.includes(of)).map(({ text }) => text);
      expect(foundInOrder(others, edited.text)).toEqual(others);
      if (before.text.includes('\r\n')) expect(edited.text.replaceAll('\r\n', '')).not.toContain('\n');
      expect(edited.text.startsWith('\uFEFF')).toBe(before.text.startsWith('\uFEFF'));
    };
    fc.assert(fc.property(drawn, check), { numRuns: 500 });
    expect(counts.refused).toBeLessThan(counts.edited / 4);
  });
});
