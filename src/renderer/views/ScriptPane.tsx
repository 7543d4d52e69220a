import { useEffect, useRef, useState } from 'react';
import type { PlanPreview } from '../../shared/ipc-contract';
import { REVIEW } from '../review-words';
import { AsYouPane } from './AsYouPane';
import { CopyButton } from './CopyButton';
import { Segments } from './Segments';

const SIDES = ['forth', 'back'] as const;
const WHOS = ['root', 'you'] as const;
type Side = (typeof SIDES)[number];
type Who = (typeof WHOS)[number];

/** The right side of the sheet: exactly what runs as root and as the person, or what takes it back. */
export function ScriptPane({
  plan,
  focused,
  dim,
}: {
  readonly plan: PlanPreview | undefined;
  readonly focused: string | undefined;
  readonly dim: boolean;
}) {
  const [side, setSide] = useState<Side>('forth');
  const [choice, setChoice] = useState<{ readonly who: Who; readonly at: string | undefined }>();
  const rows = plan?.rows ?? [];
  const text = (side === 'forth' ? plan?.script : plan?.undoScript) ?? '';
  const row = rows.find(({ taskId }) => taskId === focused);
  const marked = side === 'forth' ? row?.scriptLines : row?.undoLines;
  const firstLines = rows.flatMap((one) => (side === 'forth' ? one.scriptLines : one.undoLines)?.[0] ?? []);
  const hasRoot = (plan?.script ?? '') !== '';
  const hasYou = rows.some(({ files, userCommands }) => files.length + userCommands.length > 0);
  // The row under the cursor decides whose part is shown, unless the person has chosen since.
  const followed: Who = row === undefined || row.needsRoot ? 'root' : 'you';
  const chosen = choice?.at === focused ? choice?.who : undefined;
  const who: Who = !hasRoot && hasYou ? 'you' : hasYou ? (chosen ?? followed) : 'root';
  const commands = side === 'forth' ? rows.flatMap((one) => one.userCommands) : [];
  return (
    <section className="script-pane" aria-label={REVIEW.script} data-dim={dim}>
      <header className="script-head">
        <Segments
          label={REVIEW.sideLabel}
          choices={SIDES.map((one) => ({ value: one, words: REVIEW.side(plan?.purpose ?? 'apply', one) }))}
          value={side}
          onChange={setSide}
        />
        <span className="spring" />
        {hasRoot && hasYou && (
          <Segments
            label={REVIEW.who}
            choices={WHOS.map((one) => ({ value: one, words: REVIEW.as(one) }))}
            value={who}
            onChange={(one) => setChoice({ who: one, at: focused })}
          />
        )}
        {who === 'root' && text !== '' && <CopyButton text={text} label={REVIEW.copyScript} />}
        {who === 'you' && commands.length > 0 && <CopyButton text={commands.join('\n')} label={REVIEW.copyCommands} />}
      </header>
      {who === 'you' ? (
        <AsYouPane rows={rows} side={side} focused={focused} onlyYou={!hasRoot} />
      ) : text === '' ? (
        <div className="script-empty">
          <p className="secondary">{plan !== undefined ? REVIEW.noRoot : dim ? '' : REVIEW.nothingBody}</p>
        </div>
      ) : (
        <Script text={text} marked={marked} start={Math.min(...firstLines)} />
      )}
      {plan !== undefined && plan.script !== '' && side === 'forth' && who === 'root' && (
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
