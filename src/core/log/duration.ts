import { type Parsed, read, unreadable } from '../result';

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };
const LONGEST_MS = 24 * 3_600_000;

/**
 * Reads how far back somebody wants to look: `90s`, `10m` or `1h`, in milliseconds; at least a second, at most a day.
 *
 * One number and one unit: `1h30m` and `1.5h` are refused rather than guessed at.
 */
export function parseDuration(text: string): Parsed<number> {
  const [, number, unit] = /^(\d{1,5})([smh])$/.exec(text) ?? [];
  const milliseconds = Number(number) * (UNITS[unit ?? ''] ?? Number.NaN);
  if (Number.isNaN(milliseconds)) return unreadable('Say how long as 90s, 10m or 1h', text);
  if (milliseconds < 1000 || milliseconds > LONGEST_MS) return unreadable('Between 1s and 24h can be asked for', text);
  return read(milliseconds);
}
