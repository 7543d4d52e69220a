import { WARM_OPENS } from '../entry/marks';
import { atMost, type Comparison, compare, spread } from '../comparison';
import { markOf, type Measured, type Program, start } from '../electron';

const MEASURE = 'Popover';

interface Shown {
  readonly first: number;
  readonly warm: readonly number[];
}

/** From the click on the icon to a painted popover: the first time, which makes the window, and the later ones. */
export async function measurePopover(rounds: number, measured: Measured): Promise<readonly Comparison[]> {
  const show = async (which: Program): Promise<Shown> =>
    markOf(await start(measured, which, 'popover'), 'shown').value as Shown;
  const pairs: { readonly app: Shown; readonly bare: Shown }[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const pair = { app: await show('app'), bare: await show('bare') };
    if (round > 0) pairs.push(pair);
  }
  return [
    compare({
      measure: MEASURE,
      what: 'first open, with findings painted',
      against: 'a bare window',
      unit: 'ms',
      pairs: pairs.map(({ app, bare }) => [app.first, bare.first]),
      target: atMost(500, 'ms'),
    }),
    compare({
      measure: MEASURE,
      what: `later opens (${WARM_OPENS} in each run)`,
      against: 'showing a bare window',
      unit: 'ms',
      pairs: pairs.map(({ app, bare }) => [spread(app.warm).median, spread(bare.warm).median]),
      target: atMost(100, 'ms'),
    }),
  ];
}
