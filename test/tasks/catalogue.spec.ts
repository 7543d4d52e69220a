import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandKey, type PROGRAMS } from '../../src/core/command';
import type { MacFacts } from '../../src/core/mac';
import { REFERENCE_SHAPES } from '../../src/core/references';
import { AREAS, type AnyTask } from '../../src/core/task';
import { TASKS } from '../../src/tasks';

const FACTS: MacFacts = {
  version: { kind: 'read', value: { version: '26.5', build: '25F71', major: 26, minor: 5 } },
  asRoot: false,
};
const VERBS = /^(Turn on|Turn off|Require|Remove|Limit) /;

describe('the catalogue', () => {
  it('has unique ids, in the order of the areas', () => {
    const ids = TASKS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const areas = TASKS.map(({ area }) => AREAS.indexOf(area));
    expect([...areas].sort((a, b) => a - b)).toEqual(areas);
  });

  it('keeps each task in the file named after its id, and lists every file', () => {
    const files = readdirSync('src/tasks').filter((file) => file.endsWith('.ts') && file !== 'index.ts');
    expect(files.map((file) => basename(file, '.ts')).sort()).toEqual(TASKS.map(({ id }) => id).sort());
  });

  it('takes a needed task from the catalogue', () => {
    const ids = new Set(TASKS.map(({ id }) => id));
    for (const { needs } of TASKS) expect(needs === undefined || ids.has(needs)).toBe(true);
  });

  describe.each(TASKS.map((task) => [task.id, task] as const))('%s', (_id, task) => {
    it('has an imperative title in sentence case with a fixed verb', () => {
      expect(task.title).toMatch(VERBS);
      expect(task.title).not.toMatch(/[.!]$/);
    });

    it('explains what, why and what it costs, in whole sentences without scolding words', () => {
      for (const text of [task.explain.what, task.explain.why, task.explain.cost, task.exposes]) {
        expect(text).toMatch(/^(macOS|[A-Z]).*[.]$/);
        expect(text).not.toMatch(/\b(please|successfully|oops|at risk|score)\b/i);
      }
    });

    it('has well-formed references', () => {
      expect(task.references.length).toBeGreaterThan(0);
      for (const reference of task.references) {
        switch (reference.kind) {
          case 'mscp':
            expect(reference.rule).toMatch(REFERENCE_SHAPES.mscp);
            break;
          case 'cis':
            expect(reference.section).toMatch(REFERENCE_SHAPES.section);
            break;
          case 'stig':
            expect(reference.id).toMatch(REFERENCE_SHAPES.stig);
            break;
          case 'nist':
            for (const control of reference.controls) expect(control).toMatch(REFERENCE_SHAPES.nist);
            break;
          case 'cis-controls':
            for (const one of reference.safeguards) expect(one).toMatch(REFERENCE_SHAPES.safeguard);
            break;
          case 'iso-27001':
            for (const one of reference.controls) expect(one).toMatch(REFERENCE_SHAPES.iso);
            break;
        }
      }
    });

    it('reads before it writes, with different commands for each', () => {
      const probes = Object.values(task.probe(FACTS));
      expect(probes.length).toBeGreaterThan(0);
      const writes = changesOf(task).map(commandKey);
      for (const probe of probes) expect(writes).not.toContain(commandKey(probe));
    });

    it('writes a person’s own settings as the person, never in the root script', () => {
      if (task.scope !== 'person') return;
      const change = task.change(task.recognise('Off') ?? 'Off', task.recognise('Everyone') ?? 'Everyone', FACTS);
      expect(change.kind === 'commands' ? change.root : []).toEqual([]);
    });

    it('recognises nothing but its own states', () => {
      for (const value of [null, undefined, '', 'rm -rf /', {}, [], { on: 'true' }, { running: true }, 1, '$(id)']) {
        expect(task.recognise(value)).toBeUndefined();
      }
    });
  });
});

/** Every write a task can make between the states it knows. */
function changesOf(task: AnyTask): readonly { program: keyof typeof PROGRAMS; args: readonly string[] }[] {
  const states = [
    ...[true, false].map((on) => ({ on })),
    ...[true, false].flatMap((running) => ['on', 'off'].map((atStart) => ({ running, atStart }))),
    ...[true, false].flatMap((builtIn) => [true, false].map((downloaded) => ({ builtIn, downloaded }))),
    'on',
    'off',
    'Off',
    'Everyone',
    'Contacts Only',
    'unset',
    'allowed',
    'refused',
  ]
    .map((value) => task.recognise(value))
    .filter((state) => state !== undefined);
  return states.flatMap((from) =>
    states.flatMap((to) => {
      const change = task.change(from, to, FACTS);
      return change.kind === 'commands' ? [...change.root, ...change.user] : [];
    }),
  );
}
