import type { ReactNode } from 'react';
import { observedIn } from '../../core/finding';
import type { TaskRow } from '../../core/snapshot';
import type { TaskDetail } from '../../shared/ipc-contract';
import { TEXT } from '../text';
import { isFixable } from '../../core/task-rows';
import { exactly, moment, notRead } from '../words';
import type { ReviewRequest } from '../use-review';
import { EvidenceBlock } from './EvidenceBlock';
import { TaskEntries } from './TaskEntries';

/** The parts below the head of a task's detail, in the order in which a person asks. */
export function DetailSections({
  row,
  detail,
  onReview,
}: {
  readonly row: TaskRow;
  readonly detail: TaskDetail;
  readonly onReview: (request: ReviewRequest) => void;
}) {
  const observed = observedIn(row.finding);
  const { explain, byHand } = detail;
  return (
    <>
      <dl className="now-wanted card">
        <div>
          <dt>{TEXT.now}</dt>
          <dd>{observed?.words ?? notRead(row.finding.kind)}</dd>
        </div>
        <div>
          <dt>{TEXT.wanted}</dt>
          <dd>{detail.wanted}</dd>
        </div>
      </dl>
      {observed !== undefined && observed.notes.length > 0 && (
        <ul className="notes secondary">
          {observed.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      {row.finding.kind === 'unknown' && row.finding.seen !== undefined && (
        <Section title={TEXT.textSeen}>
          <pre className="mono-block">{row.finding.seen}</pre>
        </Section>
      )}
      {detail.entries.length > 0 && (
        <Section title={TEXT.entries}>
          <TaskEntries entries={detail.entries} onReview={onReview} />
        </Section>
      )}
      <p className="detail-what">{explain.what}</p>
      <div className="side-by-side">
        <Section title={TEXT.whyItMatters}>
          <p>{explain.why}</p>
        </Section>
        <Section title={TEXT.whatYouLose}>
          <p>{explain.cost}</p>
        </Section>
      </div>
      {explain.differs !== undefined && (
        <Section title={TEXT.differs}>
          <p>{explain.differs}</p>
        </Section>
      )}
      {byHand && isFixable(row) && (
        <Section title={row.byCommand ? TEXT.byHand : TEXT.whatToDo}>
          {!row.byCommand && <p>{TEXT.byHandLead}</p>}
          <ol className="steps">
            {byHand.steps.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
        </Section>
      )}
      <Section title={TEXT.howWeKnow}>
        {detail.evidence.length === 0 && <p className="secondary">{TEXT.nothingRan}</p>}
        {detail.evidence.map((one) => (
          <EvidenceBlock key={one.line} evidence={one} />
        ))}
      </Section>
      {detail.references.length > 0 && (
        <Section title={TEXT.references}>
          <ul className="chips">
            {detail.references.map(({ label, edition }) => (
              <li key={`${edition} ${label}`} className="chip" tabIndex={0}>
                {label}
                <span className="visually-hidden">{`, ${edition}`}</span>
                <span className="tip" aria-hidden>
                  {edition}
                </span>
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Section title={TEXT.taskHistory}>
        {detail.history.length === 0 && <p className="secondary">{TEXT.noTaskHistory}</p>}
        <ol className="timeline">
          {detail.history.map((entry) => (
            <li key={`${entry.run} ${entry.at} ${entry.words}`}>
              <p>{entry.words}</p>
              <p className="meta">
                <time dateTime={entry.at} title={exactly(entry.at)}>
                  {moment(entry.at)}
                </time>
                {` · ${TEXT.run} ${entry.run}`}
              </p>
            </li>
          ))}
        </ol>
      </Section>
    </>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="detail-section" aria-label={title}>
      <h3 className="section-title">{title}</h3>
      {children}
    </section>
  );
}
