const MS_PER_DAY = 86_400_000;

/**
 * Reads a date with a time and a zone as milliseconds since 1970, or undefined where it is anything else.
 *
 * Calendar arithmetic of its own: `Date` does not reliably parse what the unified log prints. What is finer than a
 * millisecond is cut off, never rounded up into the next one. A leap second is not understood.
 *
 * @example "2026-07-26 18:11:22.348728+1200" (log show --style ndjson, macOS 26)
 * @example "2014-09-16T06:17:46.000000000Z" (docker logs --timestamps: RFC 3339 with nanoseconds)
 */
export function momentOf(text: string): number | undefined {
  const minute = minuteOf(text);
  const second = two(text, 17);
  if (minute === undefined || second < 0 || second > 59) return undefined;
  let at = 19;
  let milliseconds = 0;
  if (text.charCodeAt(at) === DOT) {
    let fraction = 0;
    at = 20;
    for (let digit = text.charCodeAt(at); isDigit(digit); digit = text.charCodeAt(at)) {
      fraction = fraction * 10 + digit - ZERO;
      at += 1;
    }
    const scale = SCALES[at - 20];
    if (scale === undefined) return undefined;
    milliseconds = Math.floor((fraction * 1000) / scale);
  }
  const zone = zoneOf(text, at);
  return zone === undefined ? undefined : minute - zone + second * 1000 + milliseconds;
}

/** What the digits behind the dot are divided by, one to nine of them. */
const SCALES: readonly (number | undefined)[] = [undefined, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];

/** The beginning `2026-07-26 18:11:` as if it were UTC. */
function minuteOf(text: string): number | undefined {
  const century = two(text, 0);
  const year = century * 100 + two(text, 2);
  const month = two(text, 5);
  const day = two(text, 8);
  const hour = two(text, 11);
  const minute = two(text, 14);
  const between = text.charCodeAt(10);
  if (century < 0 || year < century * 100 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) {
    return undefined;
  }
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59) return undefined;
  if (text.charCodeAt(4) !== DASH || text.charCodeAt(7) !== DASH || (between !== SPACE && between !== LETTER_T)) {
    return undefined;
  }
  if (text.charCodeAt(13) !== COLON || text.charCodeAt(16) !== COLON) return undefined;
  return daysSince1970(year, month, day) * MS_PER_DAY + (hour * 60 + minute) * 60_000;
}

const SPACE = 32;
const PLUS = 43;
const DASH = 45;
const DOT = 46;
const ZERO = 48;
const COLON = 58;
const LETTER_T = 84;
const LETTER_Z = 90;

/** `Z`, `+1200` or `+12:00` at the very end, in milliseconds. */
function zoneOf(text: string, at: number): number | undefined {
  const sign = text.charCodeAt(at);
  const minutesAt = text.charCodeAt(at + 3) === COLON ? at + 4 : at + 3;
  if (sign === LETTER_Z && text.length === at + 1) return 0;
  if ((sign !== PLUS && sign !== DASH) || text.length !== minutesAt + 2) return undefined;
  const hours = two(text, at + 1);
  const minutes = two(text, minutesAt);
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return undefined;
  return (sign === PLUS ? 1 : -1) * (hours * 60 + minutes) * 60_000;
}

/** Two digits as a number; far below zero where they are none. */
function two(text: string, at: number): number {
  const tens = text.charCodeAt(at);
  const ones = text.charCodeAt(at + 1);
  return isDigit(tens) && isDigit(ones) ? (tens - ZERO) * 10 + ones - ZERO : -100;
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= ZERO + 9;
}

const MONTH_LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

function daysIn(year: number, month: number): number {
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return (MONTH_LENGTHS[month - 1] ?? 0) + (leap ? 1 : 0);
}

/** Gregorian calendar, years counted from March so that the leap day comes last. */
function daysSince1970(year: number, month: number, day: number): number {
  const marchYear = month > 2 ? year : year - 1;
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}
