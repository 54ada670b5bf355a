/**
 * Loaded before a worker by `--import`: its wall clock is ahead or behind by `CHAOS_CLOCK_MS`, or, when that is `jumps`, an
 * hour to and fro every second. `performance.now()` goes on as it should, as on a machine whose clock is set.
 */
const HOUR_MS = 3_600_000;
const RealDate = Date;
const told = process.env['CHAOS_CLOCK_MS'] ?? '0';

function shiftMs(): number {
  if (told !== 'jumps') return Number(told);
  return ((Math.floor(performance.now() / 1_000) % 3) - 1) * HOUR_MS;
}

class ShiftedDate extends RealDate {
  constructor(...given: unknown[]) {
    if (given.length === 0) super(RealDate.now() + shiftMs());
    else super(...(given as [number]));
  }

  static override now(): number {
    return RealDate.now() + shiftMs();
  }
}

globalThis.Date = ShiftedDate as DateConstructor;
