/** What to read. Past minutes are bounded by the main process. */
export type LogRequest =
  | { readonly kind: 'firewall-live' }
  | { readonly kind: 'firewall-past'; readonly minutes: number }
  | { readonly kind: 'container'; readonly containerId: string };

/** One line of a log on screen; empty texts where the log says nothing. */
export interface LogRow {
  /** Rises by one with each row of a log. */
  readonly number: number;
  /** Milliseconds since 1970; absent where a line has no time. */
  readonly at?: number;
  readonly program: string;
  readonly verdict: 'denied' | 'allowed' | 'asked' | 'other' | '';
  readonly from: string;
  readonly to: string;
  readonly message: string;
}

export interface LogCount {
  readonly denied: number;
  readonly allowed: number;
  readonly asked: number;
  readonly other: number;
}

/** What has come since the last push; at most a few hundred rows a push, a few pushes a second. */
export interface LogPush {
  readonly logId: string;
  /** New rows, oldest first. */
  readonly rows: readonly LogRow[];
  /** Rows that came and are not kept any more. */
  readonly dropped: number;
  /** Lines in all, and those that were not understood. */
  readonly total: number;
  readonly unread: number;
  readonly programs: readonly { readonly program: string; readonly count: LogCount }[];
  /** Hours by their beginning, in milliseconds since 1970, oldest first. */
  readonly hours: readonly { readonly at: number; readonly count: LogCount }[];
  /** For a past log: how many of its stretches of time were read. */
  readonly progress?: { readonly done: number; readonly total: number };
  /** Sentences about what could not be read. */
  readonly gaps: readonly string[];
  /** Set once, when nothing more comes: how it ended, in words; empty when all went well. */
  readonly ended?: string;
}

export interface LogStarted {
  readonly logId: string;
  /** What this log cannot tell on this release of macOS: short sentences. */
  readonly limits: readonly string[];
}
