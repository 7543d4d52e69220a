import type { ReactNode } from 'react';
import type { Area } from '../../core/task';

const ICONS = {
  refresh: <path d="M13.2 8a5.2 5.2 0 1 1-1.6-3.75M13.4 1.9v3h-3" />,
  stop: <path d="m4 4 8 8M12 4l-8 8" />,
  chevron: <path d="m6 3.5 4.5 4.5L6 12.5" />,
  lock: <path d="M4 7.25h8v6.25H4ZM5.5 7V5a2.5 2.5 0 0 1 5 0v2" />,
  person: <path d="M8 7.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM3 13.75c.4-2.6 2.3-4 5-4s4.6 1.4 5 4" />,
  copy: <path d="M5.75 5.75h7.5v7.5h-7.5ZM3 10.25h-.25v-7.5h7.5V3" />,
  check: <path d="m3.5 8.5 3 3 6-7" />,
  Everything: <path d="M2.75 4h.01M2.75 8h.01M2.75 12h.01M6 4h7.5M6 8h7.5M6 12h7.5" />,
  Firewall: <path d="M2.25 3h11.5v10H2.25ZM2.25 6.35h11.5M2.25 9.65h11.5M8 3v3.35M5 6.35v3.3M11 6.35v3.3M8 9.65V13" />,
  'Remote access': <path d="M2 3h12v8H2ZM5.5 13.5h5M8 11v2.5" />,
  Sharing: <path d="M8 9.5V2M5.25 4.5 8 1.9l2.75 2.6M5 7H3.25v6.75h9.5V7H11" />,
  Wireless: <path d="M2.2 6.3a8.4 8.4 0 0 1 11.6 0M4.5 8.9a5 5 0 0 1 7 0M8 12v.01" />,
  Exposure: (
    <path d="M8 14.25a6.25 6.25 0 1 0 0-12.5 6.25 6.25 0 0 0 0 12.5ZM2 8h12M8 1.75c2 1.8 2.9 3.9 2.9 6.25S10 12.45 8 14.25C6 12.45 5.1 10.35 5.1 8S6 3.55 8 1.75Z" />
  ),
  Integrity: (
    <path d="M4 4.5h8v7H4ZM6.5 4.5V2M9.5 4.5V2M6.5 14v-2.5M9.5 14v-2.5M4 6.5H1.75M4 9.5H1.75M14.25 6.5H12M14.25 9.5H12" />
  ),
  Watch: (
    <path d="M1.5 8C3 5.2 5.2 3.75 8 3.75S13 5.2 14.5 8C13 10.8 10.8 12.25 8 12.25S3 10.8 1.5 8ZM8 9.9a1.9 1.9 0 1 0 0-3.8 1.9 1.9 0 0 0 0 3.8Z" />
  ),
  Connections: <path d="M2.5 5.25h10M10 2.5l2.75 2.75L10 8M13.5 10.75h-10M6 8l-2.75 2.75L6 13.5" />,
  Logs: <path d="M3.25 2h9.5v12h-9.5ZM5.75 5.25h4.5M5.75 8h4.5M5.75 10.75h2.5" />,
  search: <path d="M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9ZM10.3 10.3l3.4 3.4" />,
  History: <path d="M2.5 8a5.6 5.6 0 1 0 1.8-4.1M2.3 2.2v2.9h2.9M8 5v3.2l2.1 1.3" />,
  Settings: (
    <path d="M2 5h6.5M12 5h2M10.25 6.75a1.75 1.75 0 1 0 0-3.5 1.75 1.75 0 0 0 0 3.5ZM2 11h2M7.5 11H14M5.75 12.75a1.75 1.75 0 1 0 0-3.5 1.75 1.75 0 0 0 0 3.5Z" />
  ),
} satisfies Readonly<Record<Area, ReactNode>> & Readonly<Record<string, ReactNode>>;

export type IconName = keyof typeof ICONS;

/** A line icon that says nothing the text beside it, or the label of its button, does not say. */
export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: 12 | 16 }) {
  return (
    <svg
      className="icon"
      width={size}
      height={size}
      viewBox="0 0 16 16"
      strokeWidth={size === 12 ? 1.8 : 1.5}
      aria-hidden
    >
      {ICONS[name]}
    </svg>
  );
}
