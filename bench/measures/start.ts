import { atMostTimes, type Comparison, compare, inTurn } from '../comparison';
import { type Measured, start, timeOf } from '../electron';
import { slowestCommandMs } from './scan';

const MEASURE = 'Start';

/** From the start of the process to the icon, to the first finding, and to a window that shows findings. */
export async function measureStart(rounds: number, measured: Measured): Promise<readonly Comparison[]> {
  const slowest = await slowestCommandMs();
  const findings: number[] = [];
  const times = await inTurn(rounds, {
    icon: async () => {
      const marks = await start(measured, 'app', 'icon');
      findings.push(timeOf(marks, 'findings'));
      return timeOf(marks, 'icon');
    },
    bareIcon: async () => timeOf(await start(measured, 'bare', 'icon'), 'icon'),
    window: async () => timeOf(await start(measured, 'app', 'window'), 'findings'),
    bareWindow: async () => timeOf(await start(measured, 'bare', 'window'), 'painted'),
  });
  const checked = findings.slice(-times.length);
  return [
    compare({
      measure: MEASURE,
      what: 'to the icon',
      against: 'a bare icon',
      unit: 'ms',
      pairs: times.map(({ icon, bareIcon }) => [icon, bareIcon]),
      target: atMostTimes(1.5),
    }),
    compare({
      measure: MEASURE,
      what: 'to the icon',
      against: 'a bare window',
      unit: 'ms',
      pairs: times.map(({ icon, bareWindow }) => [icon, bareWindow]),
      target: atMostTimes(1.5),
    }),
    compare({
      measure: MEASURE,
      what: 'to the first findings at the icon',
      against: 'a bare icon + the slowest command',
      unit: 'ms',
      pairs: times.map(({ bareIcon }, round) => [checked[round] ?? Number.NaN, bareIcon + slowest]),
      target: atMostTimes(1.5),
    }),
    compare({
      measure: MEASURE,
      what: 'to findings painted in the window',
      against: 'a bare window + the slowest command',
      unit: 'ms',
      pairs: times.map(({ window, bareWindow }) => [window, bareWindow + slowest]),
      target: atMostTimes(1.5),
    }),
  ];
}
