import type { LogCount, LogPush, LogRequest, LogRow, LogStarted } from '../../src/shared/log-views';

const BEGIN = Date.UTC(2026, 10, 22, 10, 0, 0);
const HOUR = 3_600_000;

const PROGRAMS = ['node', 'OrbStack', 'rapportd', 'ControlCenter', 'Python'] as const;
const VERDICTS = ['denied', 'allowed', 'denied', 'other', 'asked'] as const;

/** One line of the firewall's log, a different one for each number. */
export function firewallRow(number: number): LogRow {
  const program = PROGRAMS[number % PROGRAMS.length] ?? 'node';
  const verdict = VERDICTS[number % VERDICTS.length] ?? 'other';
  return {
    number,
    at: BEGIN + number * 1_700,
    program,
    verdict,
    from: verdict === 'other' ? '' : `192.168.1.${40 + (number % 9)}:${51_000 + number}`,
    to: verdict === 'other' ? '' : `:${3000 + (number % 7) * 10}`,
    message:
      verdict === 'denied' ? `Deny ${program} connecting from 192.168.1.${40 + (number % 9)}` : `Allow ${program}`,
  };
}

export function containerRow(number: number): LogRow {
  return {
    number,
    at: BEGIN + number * 900,
    program: '',
    verdict: '',
    from: '',
    to: '',
    message: `GET /boards/${number} 200 ${(number * 7) % 90} ms`,
  };
}

const count = (denied: number, allowed: number, asked = 0, other = 0): LogCount => ({ denied, allowed, asked, other });

export const LOG_ID = '0123456789abcdef0123456789abcdef';

export const LOG_STARTED: LogStarted = {
  logId: LOG_ID,
  limits: ['macOS 26 does not write down connections that the firewall let in.'],
};

/** What comes after `startLog`, push by push. */
export function logPushes(request: LogRequest): readonly LogPush[] {
  const row = request.kind === 'container' ? containerRow : firewallRow;
  const rows = (from: number, to: number): readonly LogRow[] =>
    Array.from({ length: to - from }, (_, index) => row(from + index + 1));
  const base = { logId: LOG_ID, dropped: 0, unread: 0, gaps: [] };
  const counted = {
    programs: [
      { program: 'node', count: count(212, 18) },
      { program: 'OrbStack', count: count(96, 44, 3) },
      { program: 'rapportd', count: count(12, 61, 0, 7) },
    ],
    hours: Array.from({ length: 6 }, (_, index) => ({ at: BEGIN - (5 - index) * HOUR, count: count(index * 14, 20) })),
  };
  const none = { programs: [], hours: [] };
  switch (request.kind) {
    case 'firewall-live':
      return [
        { ...base, ...none, rows: rows(0, 20), total: 20 },
        { ...base, ...counted, rows: rows(20, 60), total: 60 },
        { ...base, ...counted, rows: rows(60, 63), total: 64, unread: 1 },
      ];
    case 'firewall-past':
      return [
        { ...base, ...counted, rows: rows(0, 120), total: 120, progress: { done: 1, total: 4 } },
        { ...base, ...counted, rows: rows(120, 320), total: 320, progress: { done: 3, total: 4 } },
        {
          ...base,
          ...counted,
          rows: [],
          total: 320,
          progress: { done: 4, total: 4 },
          gaps: ['10:15 to 10:30 could not be read: log did not answer in 60 s.'],
          ended: '',
        },
      ];
    case 'container':
      return [{ ...base, ...none, rows: rows(0, 80), total: 80 }];
  }
}
