import { useEffect, useRef, useState } from 'react';
import type { PlanPreview } from '../../shared/ipc-contract';
import { REVIEW } from '../review-words';
import { CopyButton } from './CopyButton';

/** The right side of the sheet: the exact script, or the one that takes it back. */
export function ScriptPane({
  plan,
  focused,
  dim,
}: {
  readonly plan: PlanPreview | undefined;
  readonly focused: string | undefined;
  readonly dim: boolean;
}) {
  const [side, setSide] = useState<'forth' | 'back'>('forth');
  const text = (side === 'forth' ? plan?.script : plan?.undoScript) ?? '';
  const row = plan?.rows.find(({ taskId }) => taskId === focused);
  const marked = side === 'forth' ? row?.scriptLines : row?.undoLines;
  const firstLines = (plan?.rows ?? []).flatMap(
    (one) => (side === 'forth' ? one.scriptLines : one.undoLines)?.[0] ?? [],
  );
  const userCommands = side === 'forth' ? (plan?.rows ?? []).flatMap((one) => one.userCommands) : [];
  return (
    <section className="script-pane" aria-label={REVIEW.script} data-dim={dim}>
      <header className="script-head">
        <div className="switch" role="radiogroup" aria-label={REVIEW.sideLabel}>
          {(['forth', 'back'] as const).map((one) => (
            <label key={one} className="switch-side">
              <input type="radio" name="side" checked={side === one} onChange={() => setSide(one)} />
              <span>{REVIEW.side(plan?.purpose ?? 'apply', one)}</span>
            </label>
          ))}
        </div>
        <span className="spring" />
        {text !== '' && <CopyButton text={text} label={REVIEW.copyScript} />}
      </header>
      {text === '' ? (
        <div className="script-empty">
          <p className="secondary">{plan !== undefined ? REVIEW.noRoot : dim ? '' : REVIEW.nothingBody}</p>
          {userCommands.length > 0 && (
            <>
              <p className="secondary">{REVIEW.runsAsYou}</p>
              <pre className="mono-block">{userCommands.join('\n')}</pre>
            </>
          )}
        </div>
      ) : (
        <Script text={text} marked={marked} start={Math.min(...firstLines)} />
      )}
      {plan !== undefined && plan.script !== '' && side === 'forth' && (
        <p className="script-sum" title={REVIEW.shaTip}>
          SHA-256 <code>{plan.scriptSha256}</code>
        </p>
      )}
    </section>
  );
}

/** Opens at `start`, the first line that changes something: what comes before is the same in every script. */
function Script({
  text,
  marked,
  start,
}: {
  readonly text: string;
  readonly marked: readonly [number, number] | undefined;
  readonly start: number;
}) {
  const code = useRef<HTMLOListElement>(null);
  const from = marked?.[0];
  useEffect(() => {
    const line = code.current?.children[(from ?? start) - 1];
    if (code.current && line instanceof HTMLElement) {
      const above = from === undefined ? 8 : code.current.clientHeight / 3;
      code.current.scrollTop = line.offsetTop - above;
    }
  }, [from, start, text]);
  const lines = text.replace(/\n$/, '').split('\n');
  return (
    <ol ref={code} className="script" tabIndex={0} aria-label={REVIEW.script}>
      {lines.map((line, index) => {
        const number = index + 1;
        const isMarked = marked !== undefined && number >= marked[0] && number <= marked[1];
        return (
          // Lines have no identity but their number.
          <li key={number} data-marked={isMarked} data-comment={/^\s*#/.test(line)}>
            <code>{line === '' ? '\u200b' : line}</code>
          </li>
        );
      })}
    </ol>
  );
}
