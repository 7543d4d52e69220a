import { describe, expect, it } from 'vitest';
import { WANTED } from './genuine-wanted';
import { chanceOf } from './input';
import { allScenes, falseGreenIn, problemWith } from './judging';

const SEED = 20_261_122;
const TRIALS = 2_000;

describe('a verdict on answers that were changed', () => {
  // Proves P1: No answer that was changed gives compliant, unless it is word for word that of a Mac as wanted.
  it('is never compliant where the raw answers are not those of a Mac as wanted', { timeout: 120_000 }, () => {
    const chance = chanceOf(SEED);
    const perTask = new Map<string, number>();
    for (let trial = 0; trial < TRIALS; trial += 1) {
      const tried = falseGreenIn(chance);
      if (tried === undefined) continue;
      expect(tried.found === undefined ? '' : `seed ${SEED}, trial ${trial}: ${JSON.stringify(tried.found)}`).toBe('');
      perTask.set(tried.taskId, (perTask.get(tried.taskId) ?? 0) + 1);
    }
    // Every task was tried.
    expect(perTask.size).toBe(new Set(allScenes().map(({ task }) => task.id)).size);
  });

  it('is held to lists of words that know every genuine answer of a Mac as wanted', () => {
    for (const { task, verdict, answers, mac, condition, release } of allScenes()) {
      const wanted = WANTED[task.id];
      if (wanted === undefined) continue;
      expect([task.id, condition, release, wanted(answers, mac)]).toEqual([
        task.id,
        condition,
        release,
        verdict === 'compliant',
      ]);
    }
  });

  it('would be found out where a parser took a word for an answer', () => {
    const green = allScenes().find(({ task, verdict }) => task.id === 'firewall' && verdict === 'compliant');
    if (green === undefined) throw new Error('no Mac has its firewall on');
    // What Batten says is right, and the words it was right about are exchanged behind its back.
    const forged = { ...green, task: { ...green.task, read: () => green.task.read(green.answers, green.mac) } };
    const text = { stdout: 'Firewall may be enabled.', stderr: '', exitCode: 0 };
    expect(problemWith(forged, 'globalState', text, true)).toMatch(/compliant, though/);
    expect(problemWith(green, 'globalState', text, true)).toBeUndefined();
  });
});
