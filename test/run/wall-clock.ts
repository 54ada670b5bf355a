const STEP_MS = 30 * 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** What a clock on the wall shows, in one place of the world. */
export interface WallTime {
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  /** `hh:mm` */
  readonly time: string;
}

export type Clock = (atMs: number) => WallTime;

export function clockIn(timeZone: string): Clock {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    month: 'numeric',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  });
  return (atMs) => {
    const parts = new Map(format.formatToParts(atMs).map(({ type, value }) => [type, value]));
    const read = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? '';
    return {
      month: Number(read('month')),
      day: Number(read('day')),
      time: `${read('hour')}:${read('minute')}`,
    };
  };
}

export interface ClockChange {
  readonly kind: 'an hour is missing' | 'an hour comes twice';
  readonly atMs: number;
  /** Half an hour into the hour that is missing, or comes twice. */
  readonly time: string;
}

/** The changes of a clock to and from daylight saving time, from `fromMs` within the days that follow. */
export function clockChanges(clock: Clock, fromMs: number, days: number): ClockChange[] {
  const start = Math.ceil(fromMs / HOUR_MS) * HOUR_MS;
  const hours = Array.from({ length: days * 24 }, (_, hour) => start + hour * HOUR_MS);
  return hours.flatMap((atMs): ClockChange[] => {
    const [before, after] = [hourOf(clock(atMs - HOUR_MS)), hourOf(clock(atMs))];
    if (after === before) return [{ kind: 'an hour comes twice', atMs, time: halfPast(after) }];
    return after === (before + 2) % 24
      ? [{ kind: 'an hour is missing', atMs, time: halfPast(before + 1) }]
      : [];
  });
}

function hourOf({ time }: WallTime): number {
  return Number(time.slice(0, 2));
}

function halfPast(hour: number): string {
  return `${String(hour).padStart(2, '0')}:30`;
}

/** A day and a half on each side of a change: the night of it, one before and one after. */
export function around({ atMs }: ClockChange): { readonly start: Date; readonly end: Date } {
  return { start: new Date(atMs - 1.5 * DAY_MS), end: new Date(atMs + 1.5 * DAY_MS) };
}

/** When the clock shows this time between two moments: one list per day, of two moments where an hour comes twice. */
export function showingTimes(
  clock: Clock,
  time: string,
  { start, end }: { readonly start: Date; readonly end: Date },
): string[][] {
  const byDay = new Map<number, string[]>();
  const first = Math.ceil(start.getTime() / STEP_MS) * STEP_MS;
  for (let atMs = first; atMs <= end.getTime(); atMs += STEP_MS) {
    const shown = clock(atMs);
    if (shown.time !== time) continue;
    byDay.set(shown.day, [...(byDay.get(shown.day) ?? []), new Date(atMs).toISOString()]);
  }
  return [...byDay.values()];
}
