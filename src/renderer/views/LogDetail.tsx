import type { LogRow } from '../../shared/log-views';
import { lineOf } from '../log-select';
import { LOG_TEXT, VERDICT } from '../log-words';
import { TEXT } from '../text';
import { exactly } from '../words';
import { CopyButton } from './CopyButton';
import { Icon } from './Icon';

/** The whole of one row: in the list it is cut to a line. */
export function LogDetail({
  row,
  isContainer,
  onClose,
}: {
  readonly row: LogRow;
  readonly isContainer: boolean;
  readonly onClose: () => void;
}) {
  const parts = [
    [LOG_TEXT.time, row.at === undefined ? '' : exactly(row.at)],
    [LOG_TEXT.verdict, VERDICT[row.verdict]],
    [isContainer ? LOG_TEXT.output : LOG_TEXT.program, row.program],
    [LOG_TEXT.from, row.from],
    [LOG_TEXT.to, row.to],
  ].filter(([, value]) => value !== '');
  return (
    <section className="log-detail" aria-label={LOG_TEXT.row}>
      <div className="log-detail-text" tabIndex={0} role="group" aria-label={LOG_TEXT.message}>
        <dl>
          {parts.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        <p className="log-detail-message">{row.message}</p>
      </div>
      <CopyButton text={lineOf(row)} label={LOG_TEXT.copyRow} />
      <button type="button" className="icon-button" aria-label={TEXT.close} title={TEXT.close} onClick={onClose}>
        <Icon name="stop" />
      </button>
    </section>
  );
}
