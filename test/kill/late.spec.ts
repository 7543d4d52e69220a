import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProgressLog } from '../../src/core/ports';
import { survived, tally } from '../faults/tally';
import { lasting } from '../sim/mac-state';
import type { Kill, Lab, Ran } from './lab';
import { Restarted, troublesAfter } from './restart';
import { FIRST, forEachKill, type Labs, openLabs, scriptKills } from './starts';

const first = lasting(FIRST);
let arranged: Labs;

beforeAll(async () => {
  arranged = await openLabs();
}, 60_000);
afterAll(() => {
  arranged.close();
});

describe.each(['apply', 'rollback'] as const)(
  'when the app is killed while the dialog of the %s is open',
  (purpose) => {
    const cases = [
      ['before the next start', 'at once', 'asker-gone'],
      ['before the next start', 'after the deadline', 'expired'],
      ['after the next start', 'at once', 'asker-gone'],
      ['after the next start', 'after the deadline', 'expired'],
    ] as const;
    it.each(cases)(
      'and the dialog is approved %s, %s, nothing changes',
      { timeout: 60_000 },
      async (when, how, refusal) => {
        tally('kill points', 1, 1);
        const [lab] = arranged.labs;
        if (lab === undefined) throw new Error('There is no lab');
        const start = arranged[purpose];
        const ran = await lab.run(start, { kind: 'dialog', who: 'app' });
        const app = new Restarted(ran.data, lab.resident);
        const approve = async (): Promise<void> => {
          if (how === 'after the deadline') lab.resident.hurry = 400_000;
          await lab.goOn();
        };
        if (when === 'before the next start') await approve();
        const recovered = await app.recover();
        if (when === 'after the next start') await approve();

        const run = (await app.runs()).at(-1);
        expect(lab.printedBy(run?.operationId ?? '')).toContain(`REFUSED ${refusal}\n`);
        expect(recovered.flatMap(({ rows }) => rows.map(({ outcome }) => outcome))).toEqual(
          Array(5).fill('not-applied'),
        );
        expect(app.standing).toEqual(lasting(start.state));
        app.dispose();
        expect(await troublesAfter(ran.data, lab.resident, first)).toEqual([]);
        survived('kill points');
      },
    );

    // Proves P7: Killed with its dialog open, nothing changes.
    it('and the dialog dies with it, nothing changes', { timeout: 60_000 }, async () => {
      tally('kill points', 1, 1);
      const [lab] = arranged.labs;
      if (lab === undefined) throw new Error('There is no lab');
      const ran = await lab.run(arranged[purpose], { kind: 'dialog', who: 'both' });
      expect(lasting(lab.resident.mac.state)).toEqual(lasting(arranged[purpose].state));
      expect(await troublesAfter(ran.data, lab.resident, first)).toEqual([]);
      survived('kill points');
    });
  },
);

describe.each(['apply', 'rollback'] as const)(
  'when the app starts again while the script of the %s still runs',
  (purpose) => {
    /** Every command after the script has looked whether the app is there, in effect and unanswered; before, it would refuse. */
    const kills = (): readonly Kill[] =>
      scriptKills(arranged.whole[purpose], 'app').filter(
        (kill) => kill.kind === 'script-call' && kill.at > 2 && kill.moment === 'was-answered',
      );

    it('waits for the end of the script, and then knows every step', { timeout: 600_000 }, async () => {
      const wrong = await forEachKill(arranged.labs, kills(), async (lab, kill) => {
        const ran = await lab.run(arranged[purpose], kill, true);
        const app = new Restarted(ran.data, lab.resident);
        await app.recover(goingOnAtReading(2, app.log, lab));
        return [...(await troublesNow(app)), ...(await troublesAfterwards(app, ran, lab))];
      });
      tally('kill points', kills().length, Object.keys(wrong).length);
      expect(wrong).toEqual({});
    });

    it(
      'looks again at the next start, when the script took longer than anybody waits',
      { timeout: 600_000 },
      async () => {
        const wrong = await forEachKill(arranged.labs, kills(), async (lab, kill) => {
          const ran = await lab.run(arranged[purpose], kill, true);
          const app = new Restarted(ran.data, lab.resident);
          await app.recover();
          await lab.goOn();
          await app.recover();
          return [...(await troublesNow(app)), ...(await troublesAfterwards(app, ran, lab))];
        });
        tally('kill points', kills().length, Object.keys(wrong).length);
        expect(wrong).toEqual({});
      },
    );
  },
);

/** The log of a script that goes on to its end as soon as somebody has read it so many times. */
function goingOnAtReading(number: number, log: ProgressLog, lab: Lab): ProgressLog {
  let read = 0;
  return {
    read: async (operationId) => {
      read += 1;
      if (read === number) await lab.goOn();
      return log.read(operationId);
    },
  };
}

async function troublesNow(app: Restarted): Promise<readonly string[]> {
  return app.rowTroubles((await app.runs()).at(-1)?.rows ?? []);
}

async function troublesAfterwards(app: Restarted, ran: Ran, lab: Lab): Promise<readonly string[]> {
  app.dispose();
  const troubles = await troublesAfter(ran.data, lab.resident, first);
  lab.forget(ran);
  return troubles;
}
