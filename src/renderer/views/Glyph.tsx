import type { ReactNode } from 'react';
import type { Status } from '../select';
import { STATUS } from '../words';

/** One shape a status, so that it is clear without colour. Drawn on a grid of 16 with a 1.5 px stroke. */
export const SHAPES: Readonly<Record<Status, ReactNode>> = {
  compliant: (
    <>
      <circle cx="8" cy="8" r="6.25" />
      <path d="m5.2 8.2 2 2 3.7-4.2" />
    </>
  ),
  attention: <circle cx="8" cy="8" r="4.5" className="glyph-solid" />,
  exposed: (
    <>
      <path d="M8 1.9 14.6 13.6H1.4Z" />
      <path d="M8 6.2v3.4" />
      <path d="M8 11.6v.01" />
    </>
  ),
  unknown: (
    <>
      <circle cx="8" cy="8" r="6.25" strokeDasharray="2.4 2.5" />
      <path d="M6.3 6.5a1.75 1.75 0 1 1 2.6 1.6c-.6.35-.9.7-.9 1.2" />
      <path d="M8 11.3v.01" />
    </>
  ),
  'not-applicable': (
    <>
      <circle cx="8" cy="8" r="6.25" />
      <path d="M5.4 8h5.2" />
    </>
  ),
  managed: <path d="M3 14V2.75h7V14M10 6.5h3V14M1.5 14h13M5.25 5.6h2.5M5.25 8.4h2.5M5.25 11.2h2.5" />,
  exception: (
    <>
      <circle cx="8" cy="8" r="6.25" />
      <path d="M8 4.6V8l2.3 1.5" />
    </>
  ),
  proposal: (
    <path d="M5 8V3.6a1 1 0 0 1 2 0V7m0-4.4a1 1 0 0 1 2 0V7m0-3.6a1 1 0 0 1 2 0V8m0-2.4a1 1 0 0 1 2 0v4.2c0 2.6-1.7 4.4-4.2 4.4-2 0-3.2-.8-4.2-2.6L2.7 9.1c-.6-1.1.9-1.9 1.6-.9L5 9.2" />
  ),
  working: <circle cx="8" cy="8" r="6.25" strokeDasharray="30 9.3" />,
};

/** The status of something; `label` only where no text beside it says the same. */
export function Glyph({
  status,
  size = 16,
  label,
}: {
  readonly status: Status;
  readonly size?: 12 | 16;
  readonly label?: boolean;
}) {
  return (
    <svg
      className={`glyph glyph-${status}`}
      data-status={status}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      strokeWidth={size === 12 ? 2 : 1.5}
      role={label ? 'img' : undefined}
      aria-label={label ? STATUS[status] : undefined}
      aria-hidden={label ? undefined : true}
    >
      {SHAPES[status]}
    </svg>
  );
}
