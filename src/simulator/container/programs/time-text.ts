import { type Nanoseconds, NANOSECONDS_PER_SECOND } from '../../kernel/time.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAYS = ['Thu', 'Fri', 'Sat', 'Sun', 'Mon', 'Tue', 'Wed'];
const DAY_SECONDS = 86_400;

/** A reading of the wall clock, which begins with 1970 as that of a machine without a battery, taken apart. */
export interface CalendarTime {
  readonly year: number;
  readonly month: string;
  readonly day: number;
  readonly weekday: string;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** The date and the time of day of a reading, in UTC. */
export function calendarTime(time: Nanoseconds): CalendarTime {
  const seconds = Math.floor(time / NANOSECONDS_PER_SECOND);
  const days = Math.floor(seconds / DAY_SECONDS);
  const rest = seconds - days * DAY_SECONDS;
  return { ...dateOf(days), weekday: DAYS[((days % 7) + 7) % 7] ?? '', hour: Math.floor(rest / 3600), minute: Math.floor(rest / 60) % 60, second: rest % 60 };
}

/** The date of a day counted from 1970-01-01. */
function dateOf(days: number): Pick<CalendarTime, 'year' | 'month' | 'day'> {
  let [year, left] = [1970, days];
  while (left >= lengthOf(year)) left -= lengthOf(year++);
  while (left < 0) left += lengthOf(--year);
  const lengths = [31, lengthOf(year) - 337, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  let month = 0;
  while (left >= (lengths[month] ?? 31)) left -= lengths[month++] ?? 31;
  return { year, month: MONTHS[month] ?? '', day: left + 1 };
}

function lengthOf(year: number): number {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 366 : 365;
}

/** "07", for hours, minutes and the like. */
export const twoDigits = (number: number): string => String(number).padStart(2, '0');
