import type { CodeAdvice, RowFix } from '../../shared/exposure-views';
import { EXPOSURE_TEXT } from '../exposure-words';
import { useShown } from '../snapshot-store';
import type { Status } from '../select';
import { CopyButton } from './CopyButton';
import { Glyph } from './Glyph';

/** How a service comes to listen on this Mac only: by Batten, by a check of its own, or in its own code. */
export function ExposureAdvice({ fix, onTask }: { readonly fix: RowFix; readonly onTask: (taskId: string) => void }) {
  return (
    <section className="detail-section" aria-label={EXPOSURE_TEXT.whatToDo}>
      <h3 className="section-title">{EXPOSURE_TEXT.whatToDo}</h3>
      <Advice fix={fix} onTask={onTask} />
    </section>
  );
}

function Advice({ fix, onTask }: { readonly fix: RowFix; readonly onTask: (taskId: string) => void }) {
  switch (fix.kind) {
    case 'change':
      return <p>{EXPOSURE_TEXT.closeable}</p>;
    case 'task':
      return <OwnCheck taskId={fix.taskId} onTask={onTask} />;
    case 'advice':
      return (
        <>
          {fix.steps.length === 1 ? (
            <p>{fix.steps[0]}</p>
          ) : (
            <ol className="steps">
              {fix.steps.map((step) => (
                <li key={step}>{step}</li>
              ))}
            </ol>
          )}
          {fix.code !== undefined && <Code code={fix.code} />}
        </>
      );
  }
}

function OwnCheck({ taskId, onTask }: { readonly taskId: string; readonly onTask: (taskId: string) => void }) {
  const name = useShown(({ snapshot }) => snapshot?.checked?.rows.find(({ id }) => id === taskId)?.name);
  return (
    <>
      <p>{EXPOSURE_TEXT.byTask}</p>
      <button type="button" className="button small after-text" onClick={() => onTask(taskId)}>
        {EXPOSURE_TEXT.showTask(name ?? EXPOSURE_TEXT.theCheck)}
      </button>
    </>
  );
}

const LINES = [
  { which: 'bad', status: 'exposed', copied: false },
  { which: 'good', status: 'compliant', copied: true },
  { which: 'better', status: 'compliant', copied: true },
] as const satisfies readonly { readonly which: string; readonly status: Status; readonly copied: boolean }[];

function Code({ code }: { readonly code: CodeAdvice }) {
  return (
    <div className="code-advice">
      <p className="secondary">{EXPOSURE_TEXT.adviceIn(code.framework)}</p>
      {LINES.map(({ which, status, copied }) => (
        <figure key={which} className="code-block">
          <figcaption>
            <Glyph status={status} size={12} />
            <span>{EXPOSURE_TEXT[which]}</span>
            <span className="spring" />
            {copied && <CopyButton text={code[which]} label={EXPOSURE_TEXT.copyCode(EXPOSURE_TEXT[which])} />}
          </figcaption>
          <pre className="mono-block" tabIndex={0} aria-label={EXPOSURE_TEXT[which]}>
            {code[which]}
          </pre>
        </figure>
      ))}
    </div>
  );
}
