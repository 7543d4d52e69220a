import type { EvidenceView } from '../../shared/ipc-contract';
import { TEXT } from '../text';
import { evidenceMeta } from '../words';
import { CopyButton } from './CopyButton';
import { Icon } from './Icon';

/** One command and its raw answer, folded away until somebody wants to see for themselves. */
export function EvidenceBlock({ evidence }: { readonly evidence: EvidenceView }) {
  const { line, stdout, stderr } = evidence;
  const everything = [`$ ${line}`, stdout, stderr].filter((part) => part !== '').join('\n');
  return (
    <details className="evidence">
      <summary>
        <Icon name="chevron" size={12} />
        <code className="evidence-line">{line}</code>
        <span className="meta evidence-meta">{evidenceMeta(evidence)}</span>
      </summary>
      <div className="evidence-body">
        <div className="evidence-copy">
          <CopyButton text={everything} label={TEXT.copyCommand} />
        </div>
        <pre className="mono-block" tabIndex={0} aria-label={TEXT.rawOutput}>
          {`$ ${line}\n`}
          {stdout === '' && stderr === '' ? <span className="quiet">{TEXT.noOutput}</span> : stdout}
        </pre>
        {stderr !== '' && (
          <>
            <p className="meta">{TEXT.errorOutput}</p>
            <pre className="mono-block" tabIndex={0} aria-label={TEXT.errorOutput}>
              {stderr}
            </pre>
          </>
        )}
      </div>
    </details>
  );
}
