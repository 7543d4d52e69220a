import type { PlanGuard } from '../../shared/ipc-contract';
import { TEXT } from '../text';
import { Glyph } from './Glyph';
import { Icon } from './Icon';

/** What speaks against a row now, a sentence each, with the rows of the commands that say so folded away below. */
export function GuardNotes({ guards }: { readonly guards: readonly PlanGuard[] }) {
  if (guards.length === 0) return null;
  return (
    <ul className="guard-notes">
      {guards.map(({ kind, consequence, evidence }) => (
        <li key={consequence} className="guard-note">
          <Glyph status={kind === 'unreadable' ? 'unknown' : 'attention'} />
          <div className="guard-note-text">
            <p>{consequence}</p>
            <details className="guard-evidence">
              <summary className="meta">
                <Icon name="chevron" size={12} />
                {TEXT.howWeKnow}
              </summary>
              {evidence.map(({ line, said }) => (
                <pre key={line} className="mono-block" tabIndex={0} aria-label={TEXT.rawOutput}>
                  {`$ ${line}\n${said}`}
                </pre>
              ))}
            </details>
          </div>
        </li>
      ))}
    </ul>
  );
}
