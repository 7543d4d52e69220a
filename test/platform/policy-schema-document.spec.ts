import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { defaultPolicyText } from '../../src/platform/policy-default';
import { readPolicyText } from '../../src/platform/policy-text';
import { fc } from '../core/fixed-chance';
import { sheet } from './policy-sheets';
import { policyWith, problemsIn, serviceWith, TASK_IDS } from './policy-texts';

const DOCS = join(import.meta.dirname, '../../docs');
const validate = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true, allErrors: true }).compile(
  JSON.parse(readFileSync(join(DOCS, 'schemas/batten.policy-1.json'), 'utf8')) as object,
);

function isOfTheForm(text: string): boolean {
  return validate(parse(text));
}

describe('the published form of a policy', () => {
  it('is that of the policy that ships', () => {
    expect(isOfTheForm(defaultPolicyText), JSON.stringify(validate.errors, null, 1)).toBe(true);
  });

  it('is that of every policy Batten reads', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(sheet, ({ text }) => {
        expect(isOfTheForm(text), JSON.stringify(validate.errors)).toBe(true);
      }),
      { numRuns: 150 },
    );
    for (const text of ['', 'tasks:\nservices:\ntunnels: ~\n', 'tasks:\n  not-wanted:\n']) {
      expect([isOfTheForm(policyWith(text)), problemsIn(policyWith(text))]).toEqual([true, []]);
    }
    const folded = serviceWith().replace('because', '>\n      folded\n\n');
    expect([isOfTheForm(folded), problemsIn(folded)]).toEqual([true, []]);
  });

  it.each([
    'schema: batten.policy/2\n',
    '- a\n',
    policyWith('sevices: []\n'),
    policyWith('services: {}\n'),
    policyWith('review: soon\n'),
    policyWith('tasks: {airdrop: everyone}\n'),
    policyWith('tasks: {not-wanted: [firewall, firewall]}\n'),
    policyWith('tasks: {not-wanted: [1]}\n'),
    serviceWith('prot: udp'),
    serviceWith('protocol: icmp'),
    serviceWith('protocol: udp', 'health: /'),
    serviceWith('health: up'),
    serviceWith('health: "/{a,b}"'),
    serviceWith('process: /usr/bin/node'),
    serviceWith('container: ""'),
    serviceWith('retired: 2026-13-01'),
    ...['localhost', 'A.b', 'a..b', '-a.b', '1.2.3.4', '"*.com"', 'a_b.c', 'a.b.'].map((name) =>
      serviceWith(`tunnel: ${name}`),
    ),
    ...['0', '65536', '80.5', '"80"', 'http'].map((port) => serviceWith().replace('80', port)),
    ...['""', '" A"', '3030', '"a\\nb"', 'a'.repeat(101)].map((name) => serviceWith().replace(': A', `: ${name}`)),
    serviceWith().replace('because', '" "'),
    serviceWith().replace('lan', 'this-link'),
    serviceWith().replace('    scope: lan\n', ''),
    ...['node', '~/node', '/a/../b', '/a/', '/a//b', '/'].map((path) =>
      policyWith(`allowed-applications: [{name: a, reason: b, path: ${path}}]\n`),
    ),
    policyWith('allowed-applications: [{name: a, reason: b}]\n'),
    policyWith('allowed-applications: [{name: a, reason: b, path: /a, paths: [/b]}]\n'),
    policyWith('allowed-applications: [{name: a, reason: b, paths: []}]\n'),
    policyWith('tunnels: [{hostname: a.b, port: 1}]\n'),
    policyWith('tunnels: [{hostname: a.b, port: 1, service: A, reason: x}]\n'),
  ])('refuses what Batten refuses: %j', (text) => {
    expect(problemsIn(text).length).toBeGreaterThan(0);
    expect(isOfTheForm(text)).toBe(false);
  });
});

describe('the page about the policy', () => {
  const page = readFileSync(join(DOCS, 'policy.md'), 'utf8');

  it('shows an example that is a policy and uses every key', () => {
    const [, example = ''] = /```yaml\n([^`]*)```/.exec(page) ?? [];
    const reading = readPolicyText(example, TASK_IDS);
    expect(reading.kind === 'read' ? [] : reading.problems).toEqual([]);
    expect(isOfTheForm(example)).toBe(true);
    const keys = [...example.matchAll(/^[ -]*([a-z-]+):/gm)].map(([, key]) => key ?? '');
    const explained = [...page.matchAll(/`([a-z-]+)`/g)].map(([, key]) => key ?? '');
    expect(keys.filter((key) => !explained.includes(key))).toEqual([]);
    expect(explained).toContain('process');
  });
});
