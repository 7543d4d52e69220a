import type { ReactNode } from 'react';
import type { LogRow } from '../../shared/log-views';
import { VERDICT } from '../log-words';

type Told = Exclude<LogRow['verdict'], ''>;

/** One shape a verdict, so that it is clear without colour. */
const SHAPES: Readonly<Record<Told, ReactNode>> = {
  denied: (
    <>
      <circle cx="8" cy="8" r="5.75" />
      <path d="m4 4 8 8" />
    </>
  ),
  allowed: <path d="M2 8h10.5M9 4.5 12.5 8 9 11.5" />,
  asked: <path d="M5.4 5.6a2.6 2.6 0 1 1 3.9 2.3c-.9.5-1.3 1-1.3 1.9M8 12.6v.01" />,
  other: <path d="M6.5 8h3" />,
};

/** What the firewall did, as a shape and a word. */
export function LogVerdict({ verdict }: { readonly verdict: LogRow['verdict'] }) {
  if (verdict === '') return null;
  return (
    <span className="verdict" data-verdict={verdict}>
      <svg width={12} height={12} viewBox="0 0 16 16" strokeWidth={2} aria-hidden>
        {SHAPES[verdict]}
      </svg>
      {VERDICT[verdict]}
    </span>
  );
}
