import { useEffect, useRef } from 'react';
import type { FileDiff, PlanRow } from '../../shared/ipc-contract';
import { REVIEW } from '../review-words';

/** What a change does as the person, without root: the lines of files that are exchanged, and the commands after them. */
export function AsYouPane({
  rows,
  side,
  focused,
  onlyYou,
}: {
  readonly rows: readonly PlanRow[];
  readonly side: 'forth' | 'back';
  readonly focused: string | undefined;
  /** Nothing runs as root: said before the rest. */
  readonly onlyYou: boolean;
}) {
  const pane = useRef<HTMLDivElement>(null);
  useEffect(() => {
    pane.current?.querySelector('[data-marked="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [focused]);
  const own = rows.filter(({ files, userCommands }) => files.length + userCommands.length > 0);
  return (
    <div ref={pane} className="as-you" tabIndex={0} role="group" aria-label={REVIEW.asYou}>
      {onlyYou && <p className="secondary as-you-lead">{REVIEW.noRoot}</p>}
      {own.map((row) => (
        <section
          key={row.taskId}
          className="as-you-row"
          aria-label={row.name}
          data-marked={own.length > 1 && row.taskId === focused}
        >
          <h3 className="section-title">{row.name}</h3>
          {row.files.map((file) => (
            <Diff key={file.path} file={file} side={side} />
          ))}
          {row.userCommands.length > 0 && (
            <>
              <p className="secondary">
                {side === 'back' ? REVIEW.undoLater : row.files.length > 0 ? REVIEW.thenRuns : REVIEW.runsAsYou}
              </p>
              {side === 'forth' && <pre className="mono-block">{row.userCommands.join('\n')}</pre>}
            </>
          )}
        </section>
      ))}
    </div>
  );
}

/** Lines that go and lines that come, by sign, number and tone. On the way back they change places. */
function Diff({ file, side }: { readonly file: FileDiff; readonly side: 'forth' | 'back' }) {
  return (
    <figure className="diff" aria-label={REVIEW.fileChanges(file.path)}>
      <figcaption>
        <code>{file.path}</code>
      </figcaption>
      <ol>
        {inOrder(file, side).map(({ goes, number, text }) => (
          <li key={`${goes} ${number}`} data-goes={goes}>
            <span className="diff-number">{number}</span>
            <span className="diff-sign" aria-hidden>
              {goes ? '−' : '+'}
            </span>
            <code>
              <span className="visually-hidden">{goes ? REVIEW.removed : REVIEW.added} </span>
              {text === '' ? '\u200b' : text}
            </code>
          </li>
        ))}
      </ol>
    </figure>
  );
}

interface DiffLine {
  readonly goes: boolean;
  readonly number: number;
  readonly text: string;
}

/** Each run of changed lines with what goes before what comes, whichever way it is read. */
function inOrder({ lines }: FileDiff, side: 'forth' | 'back'): readonly DiffLine[] {
  const all = lines.map(({ kind, number, text }) => ({ goes: (kind === 'old') === (side === 'forth'), number, text }));
  if (side === 'forth') return all;
  const runs: DiffLine[][] = [];
  for (const [index, line] of all.entries()) {
    const before = all[index - 1];
    // A line that came, followed by one that went, ends a run in the order of the contract.
    if (before === undefined || (before.goes && !line.goes)) runs.push([]);
    runs.at(-1)?.push(line);
  }
  return runs.flatMap((run) => [...run.filter(({ goes }) => goes), ...run.filter(({ goes }) => !goes)]);
}
