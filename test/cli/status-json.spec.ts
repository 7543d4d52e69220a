import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020';
import { describe, expect, it } from 'vitest';
import type { StatusReport } from '../../src/core/status-report';
import { TASKS } from '../../src/tasks';
import { CONDITIONS, freshMac, hardenedMac, machine, RELEASE_NAMES } from '../sim/machines';
import { battenOn } from './cli-mac';

const SCHEMA = join(import.meta.dirname, '../../docs/schemas/batten.status-1.json');
const validate = new Ajv2020({ strict: true, strictRequired: false, allErrors: true }).compile(
  JSON.parse(readFileSync(SCHEMA, 'utf8')) as object,
);

describe('batten status --json', () => {
  const all = CONDITIONS.flatMap((condition) => RELEASE_NAMES.map((release) => [condition, release] as const));

  it.each(all)('is one object of the published form on a %s Mac with macOS %s', async (condition, release) => {
    const { stdout, stderr, exitCode } = await battenOn(machine(condition, release), ['status', '--json']);
    const report = JSON.parse(stdout) as StatusReport;
    expect(validate(report), JSON.stringify(validate.errors, null, 1)).toBe(true);
    expect(stderr).toBe('');
    expect(stdout.endsWith('}\n')).toBe(true);
    expect(report.tasks.map(({ id }) => id)).toEqual(TASKS.map(({ id }) => id));
    expect(report.macos.version).toBe(release);
    const kinds = report.tasks.map(({ finding }) => finding);
    expect(exitCode).toBe(kinds.includes('noncompliant') ? 1 : kinds.includes('unknown') ? 3 : 0);
  });

  it('says what the text says', async () => {
    for (const condition of CONDITIONS) {
      const { stdout } = await battenOn(machine(condition, '26.5'), ['status', '--json']);
      const text = await battenOn(machine(condition, '26.5'), ['status']);
      const glyphs = { compliant: '✓', noncompliant: '●', unknown: '?', 'not-applicable': '–' };
      const marks = (JSON.parse(stdout) as StatusReport).tasks.map(({ finding }) => glyphs[finding]);
      expect([...text.stdout.matchAll(/^ {2}(\S) /gm)].map(([, mark]) => mark)).toEqual(marks);
    }
  });

  it('is of the published form when programs are missing, hang, flood or die', async () => {
    const faults = [
      { program: 'sw_vers', effect: { kind: 'is-missing' } },
      { program: 'nfsd', effect: { kind: 'hangs' } },
      { program: 'netstat', effect: { kind: 'floods', bytes: 3_000_000 } },
      { program: 'csrutil', effect: { kind: 'is-ended-by', signal: 'SIGABRT' } },
    ] as const;
    const { stdout, exitCode } = await battenOn({ ...hardenedMac('26.5'), faults }, ['status', '--json']);
    expect(validate(JSON.parse(stdout)), JSON.stringify(validate.errors)).toBe(true);
    expect(exitCode).toBe(3);
    expect((JSON.parse(stdout) as StatusReport).macos).toEqual({ version: null, build: null });
  });

  it('is refused by the published form when a word is added, left out or changed', async () => {
    const { stdout } = await battenOn(freshMac('26.5'), ['status', '--json', 'firewall']);
    const report = JSON.parse(stdout) as StatusReport;
    const [task] = report.tasks;
    const others = [
      { ...report, more: 1 },
      { ...report, schema: 'batten.status/2' },
      { ...report, takenAt: 'yesterday' },
      { ...report, tasks: [{ ...task, more: 1 }] },
      { ...report, tasks: [{ ...task, finding: 'fine' }] },
      { ...report, tasks: [{ ...task, finding: 'compliant' }] },
      { ...report, tasks: [{ ...task, finding: 'unknown' }] },
      { ...report, tasks: [{ ...task, reason: undefined, finding: 'noncompliant' }].map(throughJson) },
    ];
    expect(validate(report)).toBe(true);
    expect(others.map((one) => validate(one))).toEqual(others.map(() => false));
  });
});

describe('batten status, run as root', () => {
  it("does not guess whose settings a person's task is about", async () => {
    for (const state of [freshMac('26.5'), hardenedMac('26.5')]) {
      const { stdout } = await battenOn(state, ['status', '--json'], { asRoot: true });
      const report = JSON.parse(stdout) as StatusReport;
      expect(validate(report)).toBe(true);
      const unknown = report.tasks.filter(({ finding }) => finding === 'unknown').map(({ id }) => id);
      expect(unknown).toEqual(TASKS.filter(({ scope }) => scope === 'person').map(({ id }) => id));
      expect(unknown).toContain('airdrop');
    }
  });
});

function throughJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
