import { useState } from 'react';
import type { CallName } from '../../shared/ipc-contract';
import { send } from '../batten-api';
import { dismissProblem, useShown } from '../snapshot-store';
import { CALL_PROBLEMS, NOTICES } from '../notice-words';
import { TEXT } from '../text';
import { asSentence } from '../words';
import { Banner } from './Banner';

/** What a person has to know before reading the rest. `compact`: in the popover, where details wait in the window. `only`: no more than what these calls ran into. */
export function Notices({
  compact = false,
  only,
}: {
  readonly compact?: boolean;
  readonly only?: readonly CallName[];
}) {
  const snapshot = useShown((shown) => shown.snapshot);
  if (only !== undefined) return <ProblemNotice only={only} />;
  return (
    <div className="notices">
      <ProblemNotice />
      {snapshot?.readOnly && <ReadOnlyNotice {...snapshot.readOnly} compact={compact} />}
      {(snapshot?.recovered ?? []).map(({ run, rows }) => (
        <Banner
          key={run}
          status="attention"
          title={NOTICES.recoveredTitle(run)}
          actions={
            <button type="button" className="button small" onClick={() => send('dismissRecovered', undefined)}>
              {TEXT.dismiss}
            </button>
          }
        >
          <p>{NOTICES.recoveredBody(rows)}</p>
        </Banner>
      ))}
      {snapshot?.iconHidden && (
        <Banner status="unknown" title={NOTICES.iconTitle}>
          <p>{NOTICES.iconBody}</p>
        </Banner>
      )}
    </div>
  );
}

function ProblemNotice({ only }: { readonly only?: readonly CallName[] }) {
  const problem = useShown((shown) => shown.problem);
  if (problem === undefined || only?.includes(problem.call) === false) return null;
  const { happened, toDo } = CALL_PROBLEMS[problem.call];
  return (
    <Banner
      status="attention"
      title={happened}
      urgent
      actions={
        <button type="button" className="button small" onClick={dismissProblem}>
          {TEXT.dismiss}
        </button>
      }
    >
      <p>
        {asSentence(problem.error)} {toDo}
      </p>
    </Banner>
  );
}

function ReadOnlyNotice({
  reason,
  quarantine,
  compact,
}: {
  readonly reason: string;
  readonly quarantine?: string;
  readonly compact: boolean;
}) {
  const [sure, setSure] = useState(false);
  return (
    <Banner
      status="attention"
      title={NOTICES.readOnlyTitle}
      actions={
        compact || quarantine === undefined ? undefined : sure ? (
          <>
            <button type="button" className="button small" onClick={() => setSure(false)}>
              {TEXT.cancel}
            </button>
            <button type="button" className="button small" onClick={() => send('startNewJournal', undefined)}>
              {NOTICES.newJournalYes}
            </button>
          </>
        ) : (
          <button type="button" className="button small" onClick={() => setSure(true)}>
            {NOTICES.newJournal}
          </button>
        )
      }
    >
      <p>{NOTICES.readOnlyBody(reason)}</p>
      {!compact && quarantine !== undefined && <p>{NOTICES.quarantine(quarantine)}</p>}
      {sure && <p role="status">{NOTICES.newJournalSure}</p>}
    </Banner>
  );
}
