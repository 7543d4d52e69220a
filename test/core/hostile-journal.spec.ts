import { spawnSync } from 'node:child_process';
import { beforeAll, describe, expect, it } from 'vitest';
import { PROGRAMS } from '../../src/core/command';
import { observedIn } from '../../src/core/finding';
import type { Json } from '../../src/core/json';
import { type ChangePlan, type DoneStep, findingOf, type PlanningInput, planRollback } from '../../src/core/plan';
import { composeScript } from '../../src/core/script';
import { TASKS } from '../../src/tasks';
import { planningOn, statesOf } from './every-change';
import { fc } from './fixed-chance';

const IDS = { operationId: 'a'.repeat(32), nonce: 'b'.repeat(32), deadline: 1_764_000_000 };
/** Would leave this word behind if any shell ever read it as anything but data. */
const WORD = 'INJECTED';
const NASTY = [
  `$(echo ${WORD})`,
  `\`echo ${WORD}\``,
  `; echo ${WORD}`,
  `' ; echo ${WORD} #`,
  `"\n echo ${WORD}\n`,
  `\r\necho ${WORD}`,
  `on\necho ${WORD}`,
  `system/com.openssh.sshd; echo ${WORD}`,
  `\u0000${WORD}`,
  `--${WORD}`,
  `../../${WORD}`,
];

let input: PlanningInput;
beforeAll(async () => {
  input = await planningOn('26.5');
});

const nasty = fc.constantFrom(...NASTY);
const anything = fc.oneof(fc.jsonValue() as fc.Arbitrary<Json>, nasty, fc.record({ on: nasty }), fc.array(nasty));

/** A listed state, or one with a member more, a member less or another value. */
function nearly(taskId: string): fc.Arbitrary<Json> {
  const task = TASKS.find(({ id }) => id === taskId);
  const states = task ? statesOf(task) : [];
  // A task with parts lists none: it is never written as a whole.
  const listed = fc.constantFrom(...(states.length > 0 ? states : [null]));
  const bent = fc.tuple(listed, fc.string(), anything).map(([state, key, value]): Json => {
    return typeof state === 'object' ? { ...Object.fromEntries(Object.entries(state ?? {})), [key]: value } : value;
  });
  const cut = listed.map((state): Json =>
    typeof state === 'object' ? Object.values(state ?? {}) : `${String(state)} `,
  );
  return fc.oneof(listed, bent, cut, anything);
}

const done: fc.Arbitrary<DoneStep> = fc
  .oneof(fc.constantFrom(...TASKS.map(({ id }) => id)), nasty, fc.constantFrom('__proto__', 'constructor', ''))
  .chain((taskId) => {
    const now = fc.constant(observedIn(findingOf(input.scan, taskId))?.state ?? null);
    return fc.record({ taskId: fc.constant(taskId), before: nearly(taskId), after: fc.oneof(now, nearly(taskId)) });
  });

describe('a journal that somebody has written to', () => {
  // Proves P10: A journal that somebody has written to leads to listed states by listed commands, or to nothing.
  it('leads to listed states by listed commands, or to nothing', () => {
    let planned = 0;
    fc.assert(
      fc.property(fc.array(done, { maxLength: 6 }), (steps) => {
        const plan = planRollback(1, steps, input);
        planned += plan.steps.length;
        for (const { taskId, before, after, root, user } of plan.steps) {
          const task = TASKS.find(({ id }) => id === taskId);
          expect(task && statesOf(task).includes(before)).toBe(true);
          expect(task && statesOf(task).includes(after)).toBe(true);
          for (const { program, args } of [...root, ...user]) {
            expect(Object.keys(PROGRAMS)).toContain(program);
            expect(args.join(' ')).not.toContain(WORD);
          }
        }
        expect(composeScript(plan, TASKS, IDS)).not.toContain(WORD);
        expect(plan.steps.length + plan.byHand.length + plan.leftOut.length).toBe(steps.length);
      }),
      { numRuns: 1_000 },
    );
    expect(planned).toBeGreaterThan(30);
  });

  it('gets no word of its own to a shell, even when a plan itself is made of such words', () => {
    for (const text of NASTY.map((one) => one.replaceAll('\0', ''))) {
      const command = { program: 'launchctl', args: ['print', text] } as const;
      const plan: ChangePlan = {
        ...planRollback(1, [], input),
        steps: [
          {
            taskId: text,
            before: text,
            after: text,
            root: [command],
            user: [command],
            recapture: [{ key: text, command }],
          },
        ],
      };
      const script = composeScript(plan, TASKS, IDS);
      const harmless = script
        .replace('[ "$(/usr/bin/id -u)" = 0 ] || refuse not-root', '')
        .replace(/\[ "\$\(\/bin\/date \+%s\)" -le \d+ \] \|\| refuse expired/, '')
        .replace(/^for folder[\s\S]*?^log_open=yes$/m, "log_open=''")
        .replace('[ -s "$log" ] || refuse no-log', '')
        .replaceAll('/bin/launchctl', '/bin/true');
      const { stdout, stderr } = spawnSync('/bin/sh', { input: harmless, encoding: 'utf8' });
      expect(stderr).toBe('');
      const lines = stdout.split('\n').filter((line) => !line.startsWith('@@BATTEN '));
      expect(lines.filter((line) => line.trim() === WORD)).toEqual([]);
      expect(stdout).toContain('DONE 1\n');
    }
  });
});
