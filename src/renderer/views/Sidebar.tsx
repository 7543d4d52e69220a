import type { Area } from '../../core/task';
import { EVERYTHING, isSamePlace, PAGES, type Place } from '../place';
import { useShown } from '../snapshot-store';
import { TEXT } from '../text';
import { attentionLabel } from '../words';
import { Icon, type IconName } from './Icon';

interface Entry {
  readonly icon: IconName;
  readonly name: string;
  readonly place: Place;
  readonly attention: number;
}

const PAGE_ICONS = {
  exposure: 'Exposure',
  connections: 'Connections',
  logs: 'Logs',
  history: 'History',
  settings: 'Settings',
} as const satisfies Readonly<Record<(typeof PAGES)[number], IconName>>;

/** Where to go; a number only where something needs a look. */
export function Sidebar({
  areas,
  exposed,
  place,
  onPlace,
}: {
  /** All areas of tasks; the one called "Exposure" is shown on the page of that name. */
  readonly areas: readonly { readonly area: Area; readonly attention: number }[];
  /** Services that can be reached and should not be. */
  readonly exposed: number;
  readonly place: Place;
  readonly onPlace: (place: Place) => void;
}) {
  const simulated = useShown(({ snapshot }) => snapshot?.simulated ?? false);
  const all = areas.reduce((sum, { attention }) => sum + attention, 0);
  const tasks: readonly Entry[] = [
    { icon: 'Everything', name: TEXT.everything, place: EVERYTHING, attention: all },
    ...areas
      .filter(({ area }) => area !== 'Exposure')
      .map(({ area, attention }): Entry => ({ icon: area, name: area, place: { kind: 'tasks', area }, attention })),
  ];
  const pages = PAGES.map((kind): Entry => ({
    icon: PAGE_ICONS[kind],
    name: TEXT[kind],
    place: { kind },
    attention: kind === 'exposure' ? exposed : 0,
  }));
  return (
    <nav className="sidebar" aria-label={TEXT.sidebar}>
      {[tasks, pages].map((entries) => (
        <ul key={entries[0]?.name} className="sidebar-group">
          {entries.map((entry) => (
            <li key={entry.name}>
              <button
                type="button"
                className="sidebar-entry"
                aria-current={isSamePlace(entry.place, place) ? 'page' : undefined}
                aria-label={attentionLabel(entry.name, entry.attention)}
                onClick={() => onPlace(entry.place)}
              >
                <Icon name={entry.icon} />
                <span className="sidebar-name">{entry.name}</span>
                {entry.attention > 0 && <span className="sidebar-count">{entry.attention}</span>}
              </button>
            </li>
          ))}
        </ul>
      ))}
      <span className="spring" />
      {simulated && <p className="simulated">{TEXT.simulated}</p>}
    </nav>
  );
}
