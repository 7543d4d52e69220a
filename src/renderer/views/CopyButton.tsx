import { useEffect, useState } from 'react';
import { reportProblem } from '../snapshot-store';
import { tryCall } from '../batten-api';
import { TEXT } from '../text';
import { Icon } from './Icon';

const SHOWN_MS = 1_500;

/** Copies a text and says so for a moment. */
export function CopyButton({ text, label }: { readonly text: string; readonly label: string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async (): Promise<void> => {
    const answer = await tryCall('copyText', { text });
    if (answer.ok) setCopied(true);
    else reportProblem({ call: 'copyText', error: answer.error });
  };
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={copied ? TEXT.copied : label}
      title={label}
      onClick={() => void copy()}
    >
      <Icon name={copied ? 'check' : 'copy'} />
    </button>
  );
}
