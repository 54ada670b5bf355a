/** Only the headers' names and texts are read here, whatever carries them. */
export interface HeaderReader {
  get(name: string): string | null;
}

/** Requests left before the server starts to refuse, and when it counts anew. */
export interface RateFacts {
  readonly remaining: number;
  readonly resetMs: number;
}

/** Longer resets belong to daily quotas: those are left to the server's own refusals. */
const LONGEST_RESET_MS = 65_000;

/** The wait a server asked for: `retry-after-ms`, or `retry-after` in seconds or as a date. Undefined when absent. */
export function readRetryAfterMs(headers: HeaderReader, nowMs: number): number | undefined {
  const inMs = positiveNumber(headers.get('retry-after-ms'));
  if (inMs !== undefined) return inMs;
  const text = headers.get('retry-after');
  const seconds = positiveNumber(text);
  if (seconds !== undefined) return seconds * 1000;
  // `Date.parse` makes a date of bare numbers too; HTTP dates begin with a weekday.
  const dateMs = text !== null && /^[a-z]{3}/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(dateMs) ? undefined : Math.max(0, dateMs - nowMs);
}

/** Reads `x-ratelimit-*-requests`; undefined when absent or senseless (some servers send -1 or 0 as a limit). */
export function readRateFacts(headers: HeaderReader): RateFacts | undefined {
  const limit = positiveNumber(headers.get('x-ratelimit-limit-requests'));
  const remaining = positiveNumber(headers.get('x-ratelimit-remaining-requests'));
  const resetMs = readDurationMs(headers.get('x-ratelimit-reset-requests'));
  if (limit === undefined || limit < 1 || remaining === undefined || resetMs === undefined) return undefined;
  return resetMs > LONGEST_RESET_MS ? undefined : { remaining, resetMs };
}

/** Forms seen: `120ms`, `1s`, `6m0s`, `1h2m3.5s`, and bare seconds. */
function readDurationMs(text: string | null): number | undefined {
  if (text === null) return undefined;
  const seconds = positiveNumber(text);
  if (seconds !== undefined) return seconds * 1000;
  const match = /^(?:(\d{1,4})h)?(?:(\d{1,4})m)?(?:(\d{1,6}(?:\.\d{1,9})?)s)?(?:(\d{1,9})ms)?$/.exec(
    text.trim(),
  );
  if (match === null || text.trim() === '') return undefined;
  const [hours, minutes, secs, millis] = match.slice(1).map((part) => Number(part ?? 0));
  return (((hours ?? 0) * 60 + (minutes ?? 0)) * 60 + (secs ?? 0)) * 1000 + (millis ?? 0);
}

function positiveNumber(text: string | null): number | undefined {
  if (text === null || !/^\d{1,12}(\.\d{1,9})?$/.test(text.trim())) return undefined;
  return Number(text);
}
