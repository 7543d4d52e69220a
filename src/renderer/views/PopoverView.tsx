import { useEffect, useRef } from 'react';
import type { TaskRow } from '../../core/snapshot';
import type { ShowRequest } from '../../shared/ipc-contract';
import { send } from '../batten-api';
import { useFittingWindow } from '../fit-popover';
import { isFixable } from '../../core/task-rows';
import { isChanging, remainder, situationOf, statusOf, worstRows } from '../select';
import { useShown } from '../snapshot-store';
import { TEXT } from '../text';
import { becauseOf } from '../../core/finding';
import { headline, managedLine, moreLine, reviewButton, stateSentence } from '../words';
import { Checked } from './Checked';
import { Glyph } from './Glyph';
import { Icon } from './Icon';
import { Notices } from './Notices';
import { ProbeProgress } from './ProbeProgress';
import { RecentChanges } from './RecentChanges';

const ROWS = 3;

/** The answer at a glance, and at most three things to do about it. */
export function PopoverView() {
  const snapshot = useShown((shown) => shown.snapshot);
  const title = useRef<HTMLHeadingElement>(null);
  const content = useRef<HTMLElement>(null);
  useFocusWhenShown(title);
  useFittingWindow(content);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') send('hidePopover', undefined);
      if (event.key.toLowerCase() === 'r' && (event.metaKey || event.ctrlKey)) {
        event.preventDefault();
        send('refresh', undefined);
      }
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  const situation = situationOf(snapshot);
  const rows = snapshot?.checked?.rows ?? [];
  const worst = worstRows(rows).slice(0, ROWS);
  const rest = remainder(rows, worst.length);
  const fixable = rows.filter(isFixable).length;
  const mayFix = snapshot?.readOnly === undefined && !isChanging(snapshot);
  return (
    <main ref={content} className="popover">
      <header className="popover-head">
        <h1 ref={title} tabIndex={-1} className="headline" aria-live="polite">
          {headline(situation)}
        </h1>
        <Checked />
      </header>
      <ProbeProgress />
      <div className="popover-body">
        {snapshot?.simulated && <p className="simulated">{TEXT.simulated}</p>}
        <Notices compact />
        {situation.kind === 'nothing-checked' && <FirstRun />}
        {situation.kind === 'first-check' && <p className="popover-note">{TEXT.firstRun}</p>}
        {situation.kind === 'nothing-asked-for' && <p className="popover-note">{TEXT.nothingAsked}</p>}
        {situation.kind === 'hardened' && <RecentChanges />}
        {worst.length > 0 && (
          <ul className="popover-rows">
            {worst.map((row) => (
              <PopoverRow key={row.id} row={row} mayFix={mayFix} />
            ))}
          </ul>
        )}
        {snapshot?.checked && rows.length > 0 && (
          <button type="button" className="popover-more" onClick={() => send('showWindow', {})}>
            <span>{moreLine(rest.toLookAt, rest.fine, worst.length)}</span>
            <Icon name="chevron" size={12} />
          </button>
        )}
      </div>
      <footer className="popover-foot">
        {fixable > 0 && (
          <button
            type="button"
            className="button primary"
            disabled={!mayFix}
            onClick={() => send('showWindow', { review: true })}
          >
            {reviewButton(fixable)}
          </button>
        )}
        <span className="spring" />
        <button type="button" className="button" onClick={() => send('showWindow', {})}>
          {TEXT.open}
        </button>
      </footer>
    </main>
  );
}

function PopoverRow({ row, mayFix }: { readonly row: TaskRow; readonly mayFix: boolean }) {
  const { finding } = row;
  // What is wrong with services is a list of its own.
  const leads = row.area === 'Exposure';
  const fixes = !leads && isFixable(row) && row.byCommand && mayFix;
  const managed = finding.kind === 'noncompliant' ? finding.managed : undefined;
  const sentence = stateSentence(row);
  const verb = leads ? TEXT.show : fixes ? TEXT.fix : finding.kind === 'unknown' ? TEXT.why : TEXT.details;
  const target: ShowRequest = leads
    ? { exposure: true }
    : fixes
      ? { taskId: row.id, review: true }
      : { taskId: row.id };
  return (
    <li className="popover-row">
      <Glyph status={statusOf(finding, row.severity)} label />
      <div className="popover-row-text">
        <p className="popover-row-title">{sentence}</p>
        <p className="secondary">{managed === undefined ? becauseOf(finding) : managedLine(managed)}</p>
      </div>
      <button
        type="button"
        className="button small"
        aria-label={`${verb} ${row.name}`}
        onClick={() => send('showWindow', target)}
      >
        {verb}
      </button>
    </li>
  );
}

function FirstRun() {
  return (
    <div className="popover-note">
      <p>{TEXT.firstRun}</p>
      <p className="secondary">{TEXT.firstRunBody}</p>
      <button type="button" className="button primary" onClick={() => send('refresh', undefined)}>
        {TEXT.checkNow}
      </button>
    </div>
  );
}

/** Each time the popover is shown, VoiceOver begins at the answer. */
function useFocusWhenShown(title: React.RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const focus = (): void => {
      if (document.visibilityState === 'visible') title.current?.focus();
    };
    focus();
    document.addEventListener('visibilitychange', focus);
    return () => document.removeEventListener('visibilitychange', focus);
  }, [title]);
}
