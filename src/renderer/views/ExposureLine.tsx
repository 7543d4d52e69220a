import type { ExposureRow } from '../../shared/exposure-views';
import { closingTask, type ExposureGroup, type ExposureItem, exposureStatus } from '../exposure-select';
import { EXPOSURE_GROUP, EXPOSURE_TEXT, LEVEL } from '../exposure-words';
import { TEXT } from '../text';
import { asSentence } from '../words';
import { Glyph } from './Glyph';
import { Icon } from './Icon';

interface ExposureLineProps {
  readonly item: ExposureItem;
  readonly fresh: boolean;
  readonly isOpen: boolean;
  readonly inTabOrder: boolean;
  readonly isTicked: boolean;
  readonly mayTick: boolean;
  readonly onOpen: (id: string) => void;
  readonly onToggle: (id: string) => void;
  readonly onFold: (group: ExposureGroup) => void;
}

/** One line of the list. */
export function ExposureLine(props: ExposureLineProps) {
  const { item, onFold } = props;
  switch (item.kind) {
    case 'head':
      return (
        <h2 className="fold-head" data-group={item.group}>
          <button
            type="button"
            aria-expanded={item.open}
            aria-label={EXPOSURE_TEXT.head(EXPOSURE_GROUP[item.group], item.count)}
            onClick={() => onFold(item.group)}
          >
            <Icon name="chevron" size={12} />
            <span>{EXPOSURE_GROUP[item.group]}</span>
            <span className="fold-count">{item.count}</span>
          </button>
        </h2>
      );
    case 'row':
      return <ServiceLine {...props} row={item.row} />;
    case 'absent':
      return (
        <div className="plain-line">
          <Glyph status="not-applicable" />
          <div>
            <p>{asSentence(EXPOSURE_TEXT.notListening(item.absent.name, item.absent.port))}</p>
            <p className="secondary">{item.absent.because ?? item.absent.reason}</p>
          </div>
        </div>
      );
    case 'gap':
      return (
        <div className="plain-line">
          <Glyph status="unknown" />
          <div>
            <p>{item.gap.what}</p>
            <p className="secondary">{item.gap.reason}</p>
          </div>
        </div>
      );
    case 'unread':
      return (
        <details className="unread-lines">
          <summary>
            <Icon name="chevron" size={12} />
            <span>{EXPOSURE_TEXT.unreadLines(item.lines.length)}</span>
          </summary>
          <pre className="mono-block" tabIndex={0} aria-label={EXPOSURE_TEXT.unreadLines(item.lines.length)}>
            {item.lines.join('\n')}
          </pre>
        </details>
      );
  }
}

function ServiceLine({
  row,
  fresh,
  isOpen,
  inTabOrder,
  isTicked,
  mayTick,
  onOpen,
  onToggle,
}: ExposureLineProps & { readonly row: ExposureRow }) {
  return (
    <div className="service" data-open={isOpen} data-ticked={isTicked}>
      <span className="list-row-tick">
        {mayTick && closingTask(row) !== undefined && (
          <input
            type="checkbox"
            aria-label={`${TEXT.tick} ${row.title}`}
            checked={isTicked}
            tabIndex={inTabOrder ? 0 : -1}
            onChange={() => onToggle(row.id)}
          />
        )}
      </span>
      <button
        type="button"
        className="service-open"
        data-row={row.id}
        aria-current={isOpen ? 'true' : undefined}
        aria-label={`${row.title}. ${LEVEL[row.level]}. ${row.sentence} ${asSentence(row.owner)}`}
        tabIndex={inTabOrder ? 0 : -1}
        onClick={() => onOpen(row.id)}
      >
        <Glyph status={exposureStatus(row, fresh)} />
        <span className="service-text">
          <span className="service-title">{row.title}</span>
          <span className="service-sentence">{row.sentence}</span>
          {row.ways.length > 0 && (
            <span className="chips">
              {row.ways.map((way) => (
                <span key={way} className="chip">
                  {way}
                </span>
              ))}
            </span>
          )}
          <span className="service-owner">{[row.owner, ...row.boundTo].join(' · ')}</span>
        </span>
      </button>
    </div>
  );
}
