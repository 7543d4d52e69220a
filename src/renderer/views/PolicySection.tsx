import { useState } from 'react';
import type { FileOutcome, PolicyChange, PolicyView } from '../../shared/policy-views';
import { call, send } from '../batten-api';
import { day, fileWords, isPast, POLICY_TEXT } from '../policy-words';
import { askAnew, useShown } from '../snapshot-store';
import { useAnswer } from '../use-answer';
import { useNow } from '../use-now';
import { asSentence } from '../words';
import { Banner } from './Banner';
import { CopyButton } from './CopyButton';
import { PolicyTables } from './PolicyTables';

/** What this Mac is meant to look like, where that is written, and how to take it elsewhere. */
export function PolicySection() {
  const asked = useShown((shown) => shown.asked);
  const { value: read, failed } = useAnswer('getPolicy', undefined, String(asked));
  const [said, setSaid] = useState<string>();
  const change = async (one: PolicyChange): Promise<void> => {
    setSaid(undefined);
    if ((await call('changePolicy', one)) !== undefined) askAnew();
  };
  const withFile = async (which: 'import' | 'export'): Promise<void> => {
    setSaid(undefined);
    const name = which === 'import' ? 'importPolicy' : 'exportPolicy';
    const outcome: FileOutcome | undefined = await call(name, undefined);
    if (outcome === undefined) return;
    setSaid(fileWords(which, outcome));
    if (which === 'import' && outcome.kind === 'done') askAnew();
  };
  return (
    <section className="policy" aria-label={POLICY_TEXT.title}>
      <header className="policy-head">
        <h2 className="pane-title">{POLICY_TEXT.title}</h2>
        <p className="secondary">{POLICY_TEXT.lead}</p>
      </header>
      {read === undefined ? (
        <p className="secondary">{failed ? POLICY_TEXT.notRead : POLICY_TEXT.reading}</p>
      ) : (
        <>
          {read.problem !== undefined && <Problem problem={read.problem} />}
          <Source policy={read} />
        </>
      )}
      <div className="policy-actions">
        <button type="button" className="button" onClick={() => void withFile('import')}>
          {POLICY_TEXT.import}
        </button>
        <button type="button" className="button" onClick={() => void withFile('export')}>
          {POLICY_TEXT.export}
        </button>
        <button type="button" className="button" onClick={() => send('openPolicy', undefined)}>
          {POLICY_TEXT.show}
        </button>
        <p role="status" className="policy-said">
          {said}
        </p>
      </div>
      {read !== undefined && read.problem === undefined && (
        <PolicyTables policy={read} onChange={(one) => void change(one)} />
      )}
    </section>
  );
}

function Problem({ problem }: { readonly problem: NonNullable<PolicyView['problem']> }) {
  return (
    <Banner status="attention" title={POLICY_TEXT.problem} urgent>
      <p>
        {asSentence(problem.reason)} {POLICY_TEXT.problemToDo}
      </p>
      {problem.problems.length > 0 && (
        <ul className="policy-problems" aria-label={POLICY_TEXT.problems}>
          {problem.problems.map(({ line, column, message }) => (
            <li key={`${line} ${column} ${message}`}>
              <span className="policy-place">{POLICY_TEXT.at(line, column)}</span>
              <span>{message}</span>
            </li>
          ))}
        </ul>
      )}
    </Banner>
  );
}

function Source({ policy }: { readonly policy: PolicyView }) {
  const now = useNow();
  const { path, review } = policy;
  const isDue = review !== undefined && isPast(review, now);
  return (
    <dl className="card form">
      <div className="form-row">
        <dt>{POLICY_TEXT.source}</dt>
        <dd className="form-value">{POLICY_TEXT.sourceWords(policy)}</dd>
      </div>
      <div className="form-row">
        <dt className="form-text">
          <span>{POLICY_TEXT.file}</span>
          <span className="secondary">{POLICY_TEXT.fileWords(policy)}</span>
        </dt>
        <dd className="form-value">
          <code>{path}</code>
          <CopyButton text={path} label={POLICY_TEXT.copyPath} />
        </dd>
      </div>
      {policy.problem === undefined && (
        <div className="form-row">
          <dt>{POLICY_TEXT.review}</dt>
          <dd className={isDue ? 'form-value form-note' : 'form-value'}>
            {review === undefined ? POLICY_TEXT.noReview : isDue ? POLICY_TEXT.due(day(review)) : day(review)}
          </dd>
        </div>
      )}
    </dl>
  );
}
