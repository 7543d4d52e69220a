import type { TaskEntry } from '../../shared/ipc-contract';
import { isChanging } from '../select';
import { useShown } from '../snapshot-store';
import { TEXT } from '../text';
import type { ReviewRequest } from '../use-review';
import { STATUS } from '../words';
import { ActionMenu } from './ActionMenu';
import { Breakable } from './Breakable';
import { Glyph } from './Glyph';

/** The single things of a task, such as the rules of the firewall, each with what can be done about it. */
export function TaskEntries({
  entries,
  onReview,
}: {
  readonly entries: readonly TaskEntry[];
  readonly onReview: (request: ReviewRequest) => void;
}) {
  const snapshot = useShown((shown) => shown.snapshot);
  const mayChange = snapshot?.readOnly === undefined && !isChanging(snapshot);
  return (
    <ul className="card entries">
      {entries.map(({ name, words, wanted, actions }, index) => {
        const status = wanted ? 'compliant' : 'attention';
        return (
          // Two of them may bear one name.
          <li key={`${index} ${name}`} className="entry">
            <Glyph status={status} />
            <div className="entry-text">
              <p className="entry-name">
                <Breakable text={name} />
              </p>
              <p className="secondary">
                <span className="visually-hidden">{STATUS[status]}: </span>
                {words}
              </p>
            </div>
            {actions.length > 0 && (
              <ActionMenu
                label={TEXT.change}
                subject={name}
                disabled={!mayChange}
                actions={actions.map(({ title, taskId }) => ({ key: taskId, title }))}
                onChoose={(taskId) => onReview({ purpose: 'apply', taskIds: [taskId] })}
              />
            )}
          </li>
        );
      })}
    </ul>
  );
}
