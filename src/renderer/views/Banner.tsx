import type { ReactNode } from 'react';
import type { Status } from '../select';
import { Glyph } from './Glyph';

/** A calm notice in the flow of the page: what happened, what is unchanged, what to do. */
export function Banner({
  status,
  title,
  children,
  actions,
  urgent = false,
}: {
  readonly status: Status;
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
  readonly urgent?: boolean;
}) {
  return (
    <section className="banner" role={urgent ? 'alert' : 'status'} aria-label={title}>
      <Glyph status={status} />
      <div className="banner-text">
        <p className="banner-title">{title}</p>
        {children}
      </div>
      {actions && <div className="banner-actions">{actions}</div>}
    </section>
  );
}
