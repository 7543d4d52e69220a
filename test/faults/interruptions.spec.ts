import { describe, expect, it, onTestFinished } from 'vitest';
import { garbage } from '../sim/faults';
import { lasting, type MacState } from '../sim/mac-state';
import { freshMac, RELEASE_NAMES, type Release, RELEASES } from '../sim/machines';
import { TOUCHED } from '../kill/experiment';
import { App, Place, troublesAfterwards, untrueRows } from './bench';
import { memoryFolder } from './memory-folder';
import { whyNotPlain } from './plain-words';

const IDS = ['firewall', 'remote-login', 'airdrop'];
const HOUR_MS = 3_600_000;

function placeWith(state?: MacState): Place {
  const place = new Place(memoryFolder(), state);
  onTestFinished(() => place.dispose());
  return place;
}

/** Sets the Mac's clock, for the app and for every script: nobody's timer notices. */
function setClock(place: Place, byMs: number): void {
  const { clock } = place.mac;
  const now = clock.now.bind(clock);
  Object.assign(clock, { now: () => now() + byMs });
}

describe.each([
  ['back by a minute', -60_000],
  ['back by a day', -24 * HOUR_MS],
  ['back by ten years', -10 * 365 * 24 * HOUR_MS],
  ['forward by ten years', 10 * 365 * 24 * HOUR_MS],
] as const)('a clock that is set %s', (_, byMs) => {
  it('between the plan and its approval leads to a whole change or to none', async () => {
    const place = placeWith();
    const first = place.standing;
    const app = new App(place);
    const change = await app.prepare(IDS);
    setClock(place, byMs);
    const outcome = await app.approve(change);
    expect(['done', 'refused', 'failed']).toContain(outcome.kind);
    if (outcome.kind === 'done') expect(outcome.rows.every((row) => row.outcome === 'verified')).toBe(true);
    else expect(place.standing).toEqual(first);
    expect(await troublesAfterwards(place, first)).toEqual([]);
  });

  it('while the password is typed leads to a whole change or to none', async () => {
    const place = placeWith();
    const first = place.standing;
    const elevator = {
      backend: 'simulated' as const,
      elevate: (request: { readonly script: string }) => {
        setClock(place, byMs);
        return place.elevate(request);
      },
    };
    const app = new App(place, { ports: { elevator } });
    const outcome = await app.approve(await app.prepare(IDS));
    expect(outcome.kind).toBe(byMs > 0 ? 'failed' : 'done');
    if (outcome.kind === 'failed') expect([whyNotPlain(outcome.reason), place.standing]).toEqual([undefined, first]);
    expect(await troublesAfterwards(place, first)).toEqual([]);
  });

  it('while the change waits for Keep does not prolong the wait: it goes back', async () => {
    const place = placeWith();
    const first = place.standing;
    const { clock } = place.mac;
    const sleep = clock.sleep.bind(clock);
    let seconds = 0;
    Object.assign(clock, {
      sleep: (ms: number) => {
        if (ms === 1000 && (seconds += 1) === 3) setClock(place, byMs);
        return sleep(ms);
      },
    });
    const app = new App(place);
    const outcome = await app.approve(await app.prepareKept(['firewall', 'remote-login'], 15));
    expect(outcome).toMatchObject({ kind: 'reverted', because: 'nobody' });
    expect(seconds).toBeGreaterThanOrEqual(3);
    expect(seconds).toBeLessThanOrEqual(16);
    expect(place.standing).toEqual(first);
    expect(await troublesAfterwards(place, first)).toEqual([]);
  });

  it('between a change and taking it back keeps nothing from being taken back', async () => {
    const place = placeWith();
    const first = place.standing;
    const app = new App(place);
    expect((await app.approve(await app.prepare(IDS))).kind).toBe('done');
    setClock(place, byMs);
    expect(await troublesAfterwards(place, first)).toEqual([]);
  });
});

describe('a Mac that sleeps for hours', () => {
  it('while the plan is on the screen wants a new plan', async () => {
    const place = placeWith();
    const first = place.standing;
    const app = new App(place);
    const change = await app.prepare(IDS);
    setClock(place, 5 * HOUR_MS);
    expect(await app.approve(change)).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('too old') as string,
    });
    expect([place.asked, place.standing]).toEqual([0, first]);
    expect((await app.approve(await app.prepare(IDS))).kind).toBe('done');
    expect(await troublesAfterwards(place, first)).toEqual([]);
  });

  it('while any of the commands of the script runs, finishes what was begun', { timeout: 120_000 }, async () => {
    let calls = 0;
    for (let at = 1; at <= 40; at += 1) {
      const place = placeWith();
      const first = place.standing;
      const call = place.mac.call.bind(place.mac);
      calls = 0;
      Object.assign(place.mac, {
        call: async (...args: Parameters<typeof call>) => {
          if (args[2].root && (calls += 1) === at) setClock(place, 5 * HOUR_MS);
          return call(...args);
        },
      });
      const app = new App(place);
      const outcome = await app.approve(await app.prepare(IDS));
      expect([at, outcome.kind]).toEqual([at, 'done']);
      if (outcome.kind === 'done') expect(untrueRows(outcome.rows, place)).toEqual([]);
      expect(await troublesAfterwards(place, first)).toEqual([]);
      if (calls < at) break;
    }
    expect(calls).toBeGreaterThan(4);
  });
});

describe('two copies of Batten on one data folder', () => {
  it('change one after the other: the second is refused, and can then go on', async () => {
    const place = placeWith();
    const first = place.standing;
    const [one, other] = [new App(place), new App(place)];
    const changes = [await one.prepare(['firewall', 'airdrop']), await other.prepare(['remote-login'])] as const;
    const outcomes = await Promise.all([one.approve(changes[0]), other.approve(changes[1])]);
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['done', 'refused']);
    expect(place.asked).toBe(1);
    const refused = outcomes.find((outcome) => outcome.kind === 'refused');
    expect(refused).toMatchObject({ reason: expect.stringMatching(/^another change is under way/) as string });
    const again = outcomes[0].kind === 'refused' ? one : other;
    const ids = outcomes[0].kind === 'refused' ? ['firewall', 'airdrop'] : ['remote-login'];
    expect((await again.approve(await again.prepare(ids))).kind).toBe('done');
    expect((await one.runs()).map(({ number, end }) => [number, end])).toEqual([
      [1, 'verified'],
      [2, 'verified'],
    ]);
    for (const number of [2, 1]) await other.approve(await other.prepareRollback(number));
    expect(place.standing).toEqual(first);
    expect(await one.journal.verifyChain()).toMatchObject({ kind: 'sound' });
  });

  it('cannot both carry out the same wish: what has moved since wants a new plan', async () => {
    const place = placeWith();
    const first = place.standing;
    const [one, other] = [new App(place), new App(place)];
    const [mine, theirs] = [await one.prepare(IDS), await other.prepare(IDS)];
    expect((await one.approve(mine)).kind).toBe('done');
    expect(await other.approve(theirs)).toMatchObject({
      kind: 'refused',
      moved: expect.arrayContaining(['firewall']) as unknown,
    });
    expect(place.asked).toBe(1);
    expect(await troublesAfterwards(place, first)).toEqual([]);
  });
});

const UPDATES = RELEASE_NAMES.flatMap((from, index) => RELEASE_NAMES.slice(index + 1).map((to) => [from, to] as const));

describe('an update of macOS', () => {
  const updated = (state: MacState, to: Release): MacState => ({ ...state, version: to, build: RELEASES[to] });

  it.for(UPDATES)('from %s to %s between a change and taking it back: it goes back', async ([from, to]) => {
    const place = placeWith(freshMac(from));
    const first = lasting(updated(place.mac.state, to));
    const app = new App(place);
    const outcome = await app.approve(await app.prepare(TOUCHED.map(({ id }) => id)));
    expect(outcome.kind).toBe('done');
    place.mac.change((state) => updated(state, to));
    const later = new App(place);
    await later.recover();
    const change = await later.prepareRollback(1);
    const back = change.plan.steps.length === 0 ? undefined : await later.approve(change);
    if (back?.kind === 'done') expect(untrueRows(back.rows, place)).toEqual([]);
    expect(place.standing).toEqual(first);
  });

  it('whose tools are not understood: what stays is said, and goes back once they are', async () => {
    const place = placeWith(freshMac('15.6'));
    const first = lasting(updated(place.mac.state, '27.0'));
    const app = new App(place);
    expect((await app.approve(await app.prepare(IDS))).kind).toBe('done');
    const faults = [garbage({ program: 'socketfilterfw' }), garbage({ program: 'system_profiler' })];
    const before = place.mac.state.faults;
    place.mac.change((state) => ({ ...updated(state, '27.0'), faults }));
    const change = await app.prepareRollback(1);
    const said = change.plan.leftOut.map(({ taskId, because }) => [taskId, whyNotPlain(because)]);
    expect(said).toEqual([['firewall', undefined]]);
    expect(await app.approve(change)).toMatchObject({ kind: 'done' });
    expect(place.mac.state.firewall.global).toBe(true);
    place.mac.change((state) => ({ ...state, faults: before }));
    expect((await app.approve(await app.prepareRollback(1))).kind).toBe('done');
    expect(place.standing).toEqual(first);
  });
});
