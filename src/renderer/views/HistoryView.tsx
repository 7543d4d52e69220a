import type { RunView } from '../../shared/ipc-contract';
import { HISTORY, runEndWords, runStatus } from '../review-words';
import { historyKey, isChanging, newestFirst } from '../select';
import { useShown } from '../snapshot-store';
import { useAnswer } from '../use-answer';
import type { ReviewRequest } from '../use-review';
import { TEXT } from '../text';
import { asSentence, exactly, moment } from '../words';
import { Banner } from './Banner';
import { Glyph } from './Glyph';
import { ResultLine } from './ResultRows';

/** Every run, newest first, and whether the journal that tells of them is sound. */
export function HistoryView({ onReview }: { readonly onReview: (request: ReviewRequest) => void }) {
  const snapshot = useShown((shown) => shown.snapshot);
  const { value: history, failed } = useAnswer('getHistory', undefined, historyKey(snapshot));
  const mayChange = snapshot?.readOnly === undefined && !isChanging(snapshot);
  return (
    <section className="page" tabIndex={0} aria-label={HISTORY.title}>
      <div className="page-column">
        <header className="page-head">
          <h1 className="pane-title">{HISTORY.title}</h1>
          {history?.chain.sound && (
            <p className="chain secondary" title={history.chain.detail}>
              <Glyph status="compliant" size={12} /> {HISTORY.chainSound}
            </p>
          )}
        </header>
        {history === undefined && <p className="secondary">{failed ? HISTORY.notRead : HISTORY.reading}</p>}
        {history && !history.chain.sound && (
          <Banner status="exposed" title={HISTORY.chainBroken} urgent>
            <p>
              {asSentence(history.chain.detail)} {HISTORY.chainBrokenBody}
            </p>
          </Banner>
        )}
        {history?.runs.length === 0 && (
          <div className="empty">
            <p className="empty-title">{HISTORY.empty}</p>
            <p className="secondary">{HISTORY.emptyBody}</p>
          </div>
        )}
        {history &&
          newestFirst(history).map((run) => (
            <RunCard
              key={run.number}
              run={run}
              onRollBack={
                run.undoableTaskIds.length > 0 && history.chain.sound && mayChange
                  ? () => onReview({ purpose: 'rollback', run: run.number })
                  : undefined
              }
            />
          ))}
      </div>
    </section>
  );
}

function RunCard({ run, onRollBack }: { readonly run: RunView; readonly onRollBack: (() => void) | undefined }) {
  const name = run.purpose === 'rollback' ? HISTORY.rollbackOf(run.of) : HISTORY.change(run.rows.length);
  return (
    <article className="run" aria-label={HISTORY.run(run.number)}>
      <header className="run-head">
        <Glyph status={runStatus(run)} label />
        <div className="run-head-text">
          <h2 className="run-title">
            {HISTORY.run(run.number)} <span className="run-name">· {name}</span>
          </h2>
          <p className="meta">
            <time dateTime={run.at} title={exactly(run.at)}>
              {moment(run.at)}
            </time>
            {` · ${runEndWords(run)}`}
          </p>
        </div>
        {onRollBack && (
          <button
            type="button"
            className="button small"
            aria-label={`${TEXT.rollBack} ${HISTORY.run(run.number)}`}
            onClick={onRollBack}
          >
            {TEXT.rollBack}
          </button>
        )}
      </header>
      {run.detail !== '' && <p className="run-detail secondary">{asSentence(run.detail)}</p>}
      {run.rows.length > 0 && (
        <ul className="card">
          {run.rows.map((row) => (
            <ResultLine
              key={row.taskId}
              row={row}
              end={run.reverted !== undefined ? 'reverted' : run.end === 'declined' ? 'declined' : 'done'}
            />
          ))}
        </ul>
      )}
      {run.scriptSha256 !== undefined && (
        <p className="run-sum meta">
          {HISTORY.script} <code>{run.scriptSha256}</code>
        </p>
      )}
    </article>
  );
}
