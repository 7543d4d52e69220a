import { type KeyboardEvent, useId, useState } from 'react';
import type { LogCount } from '../../shared/log-views';
import { useLog } from '../log-store';
import { decidedOf } from '../log-summary';
import { countsInWords, hourLabel, hourWords, inNumbers, LOG_TEXT, VERDICT } from '../log-words';

const VERDICTS = ['denied', 'allowed', 'asked'] as const;
const MS_PER_HOUR = 3_600_000;
const HEIGHT = 84;
const FEWEST_PIXELS = 2;
const MOST_PROGRAMS = 5;
const MOST_HOURS = 48;
const WIDEST_HOUR = 48;
/** Hours are named at most this often below the bars. */
const MOST_LABELS = 8;

type Hour = { readonly at: number; readonly count: LogCount };

/** How much the firewall denied, allowed and asked in each hour, and for which programs. Nothing where it did none of it. */
export function LogChart({ onProgram }: { readonly onProgram: (program: string) => void }) {
  const { hours, programs } = useLog(({ summary }) => summary);
  const decided = programs
    .filter(({ count }) => decidedOf(count) > 0)
    .toSorted((one, other) => decidedOf(other.count) - decidedOf(one.count));
  const shown = withoutHoles(hours);
  if (shown.every(({ count }) => decidedOf(count) === 0)) return null;
  return (
    <section className="log-overview" aria-label={LOG_TEXT.overview}>
      <Hours hours={shown} />
      {decided.length > 0 && (
        <div className="log-programs">
          <h2 className="log-overview-title">{LOG_TEXT.programs}</h2>
          <ul>
            {decided.slice(0, MOST_PROGRAMS).map(({ program, count }) => (
              <li key={program}>
                <button
                  type="button"
                  title={LOG_TEXT.showOnly(program)}
                  aria-label={`${LOG_TEXT.showOnly(program)}: ${countsInWords(count)}`}
                  onClick={() => onProgram(program)}
                >
                  <span className="log-program">{program}</span>
                  <span className="meta">{briefly(count)}</span>
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}

function Hours({ hours }: { readonly hours: readonly Hour[] }) {
  const id = useId().replaceAll(/[^\w-]/g, '');
  const [at, setAt] = useState<number>();
  const highest = Math.max(...hours.map(({ count }) => decidedOf(count)));
  const pointed = hours.find((hour) => hour.at === at);
  const each = 100 / hours.length;
  const every = Math.ceil(hours.length / MOST_LABELS);
  const total = hours.map(({ count }) => count).reduce(sumOf);
  const onKeyDown = (event: KeyboardEvent): void => {
    const index = hours.findIndex((hour) => hour.at === at);
    const go = (next: number): void => setAt(hours[Math.max(0, Math.min(hours.length - 1, next))]?.at);
    if (event.key === 'ArrowRight') go(index + 1);
    else if (event.key === 'ArrowLeft') go(index < 0 ? hours.length - 1 : index - 1);
    else if (event.key === 'Home') go(0);
    else if (event.key === 'End') go(hours.length - 1);
    else if (event.key === 'Escape' && at !== undefined) setAt(undefined);
    else return;
    event.preventDefault();
  };
  return (
    <div className="log-hours">
      <div className="log-legend">
        <h2 className="log-overview-title">{pointed === undefined ? LOG_TEXT.perHour : hourWords(pointed.at)}</h2>
        {VERDICTS.map((verdict) => (
          <span key={verdict} className="log-legend-part">
            <svg width={10} height={10} aria-hidden>
              <rect width={10} height={10} rx={2} className="bar" data-verdict={verdict} fill={fillOf(id, verdict)} />
            </svg>
            {VERDICT[verdict]} {inNumbers((pointed?.count ?? total)[verdict])}
          </span>
        ))}
      </div>
      <div
        className="log-bars"
        role="group"
        tabIndex={0}
        aria-label={`${LOG_TEXT.perHour}. ${LOG_TEXT.chartKeys}`}
        onKeyDown={onKeyDown}
        onBlur={() => setAt(undefined)}
        onPointerLeave={() => setAt(undefined)}
      >
        <p className="visually-hidden" role="status">
          {pointed !== undefined && `${hourWords(pointed.at)}: ${countsInWords(pointed.count)}`}
        </p>
        <svg className="bars" height={HEIGHT} style={{ maxWidth: hours.length * WIDEST_HOUR }} aria-hidden>
          <defs>
            <pattern
              id={`${id}allowed`}
              width={4}
              height={4}
              patternUnits="userSpaceOnUse"
              patternTransform="rotate(45)"
            >
              <rect width={4} height={4} className="pattern-ground" />
              <rect width={1.5} height={4} className="pattern-ink" data-verdict="allowed" />
            </pattern>
            <pattern id={`${id}asked`} width={4} height={4} patternUnits="userSpaceOnUse">
              <rect width={4} height={4} className="pattern-ground" />
              <circle cx={2} cy={2} r={1.1} className="pattern-ink" data-verdict="asked" />
            </pattern>
          </defs>
          {hours.map((hour, index) => (
            <g key={hour.at} data-pointed={hour.at === at} onPointerEnter={() => setAt(hour.at)}>
              <rect className="bar-ground" x={`${index * each}%`} width={`${each}%`} height={HEIGHT} />
              {stacked(hour.count, highest).map(({ verdict, y, height }) => (
                <rect
                  key={verdict}
                  className="bar"
                  data-verdict={verdict}
                  x={`${(index + 0.12) * each}%`}
                  y={y}
                  width={`${each * 0.76}%`}
                  height={height}
                  fill={fillOf(id, verdict)}
                />
              ))}
            </g>
          ))}
        </svg>
        <div className="bar-labels" style={{ maxWidth: hours.length * WIDEST_HOUR }} aria-hidden>
          {hours.map((hour, index) => (
            <span key={hour.at}>{index % every === 0 && <span className="meta">{hourLabel(hour.at)}</span>}</span>
          ))}
        </div>
      </div>
      <table className="visually-hidden">
        <caption>{LOG_TEXT.perHour}</caption>
        <thead>
          <tr>
            <th scope="col">{LOG_TEXT.hour}</th>
            {VERDICTS.map((verdict) => (
              <th key={verdict} scope="col">
                {VERDICT[verdict]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {hours.map((hour) => (
            <tr key={hour.at}>
              <th scope="row">{hourWords(hour.at)}</th>
              {VERDICTS.map((verdict) => (
                <td key={verdict}>{hour.count[verdict]}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Denied is whole, allowed hatched, asked dotted. */
function fillOf(id: string, verdict: (typeof VERDICTS)[number]): string {
  return verdict === 'denied' ? 'currentcolor' : `url(#${id}${verdict})`;
}

/** The parts of a bar from the ground up; what is there at all can be seen. */
function stacked(count: LogCount, highest: number) {
  let y = HEIGHT;
  return VERDICTS.flatMap((verdict) => {
    if (count[verdict] === 0) return [];
    const height = Math.max(FEWEST_PIXELS, (count[verdict] / highest) * (HEIGHT - 2 * FEWEST_PIXELS));
    y = Math.max(0, y - height);
    return [{ verdict, y, height }];
  });
}

/** Every hour from the first to the last one, so that an hour without events takes its room too. */
function withoutHoles(hours: readonly Hour[]): readonly Hour[] {
  const last = hours.at(-1)?.at;
  if (last === undefined) return [];
  const known = new Map(hours.map((hour) => [hour.at, hour]));
  const first = Math.max(hours[0]?.at ?? last, last - (MOST_HOURS - 1) * MS_PER_HOUR);
  return Array.from({ length: Math.floor((last - first) / MS_PER_HOUR) + 1 }, (_, index) => {
    const at = first + index * MS_PER_HOUR;
    return known.get(at) ?? { at, count: NONE };
  });
}

const NONE: LogCount = { denied: 0, allowed: 0, asked: 0, other: 0 };

function sumOf(one: LogCount, other: LogCount): LogCount {
  return {
    denied: one.denied + other.denied,
    allowed: one.allowed + other.allowed,
    asked: one.asked + other.asked,
    other: one.other + other.other,
  };
}

function briefly(count: LogCount): string {
  return VERDICTS.filter((verdict) => count[verdict] > 0)
    .map((verdict) => `${inNumbers(count[verdict])} ${VERDICT[verdict].toLowerCase()}`)
    .join(' · ');
}
