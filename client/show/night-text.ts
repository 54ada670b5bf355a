import type { NightProgress, NightReport } from '../../domain/night.ts';
import type { NightSchedule, StartedNight } from '../schedules.ts';
import type { Unserved } from '../unserved.ts';

/** A schedule in one line. */
export function scheduleText(schedule: NightSchedule): string {
  const { task, paused, note, next, running, started, missed, overlapping } = schedule;
  const state = paused ? `paused (${note ?? 'no note'})` : `next ${next[0] ?? 'never'}`;
  const counts = `${started} started, ${missed} missed, ${overlapping} left out because one was under way`;
  return `${task}  ${state}  ${counts}${running.length > 0 ? `  under way: ${running.join(', ')}` : ''}`;
}

/** The times at which nights begin, in UTC and by the schedule's own clock. */
export function timesText({ task, next, timeZone }: NightSchedule, count: number): string {
  const zone = timeZone ?? 'UTC';
  const clock = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'long', timeZone: zone });
  const times = next.slice(0, count).map((time) => `  ${time}  (${clock.format(new Date(time))})`);
  return [`the next nights of ${task}:`, ...times].join('\n');
}

/** The nights under way and the last one, in lines. */
export function nightText(
  last: StartedNight | null,
  running: readonly (NightProgress | Unserved)[],
): string[] {
  const now = running.map((night) => ('words' in night ? `under way; ${night.words}` : progressText(night)));
  if (last === null) return [...now, 'no night yet'];
  return [...now, `last night (${last.scheduledAt}): ${endText(last)}`];
}

function endText({ status, report, failure }: StartedNight): string {
  if (report !== null) return reportText(report);
  return failure === null ? status : `${status}\n  ${failure}\n  ${AFTER_A_FAILURE}`;
}

const AFTER_A_FAILURE = 'No night begins before durable-mipro schedule resume.';

function progressText({ stage, blocked, runId, runBlocked }: NightProgress): string {
  const reason = blocked ?? runBlocked;
  const run = runId === null ? '' : `, run ${runId}`;
  if (reason === null) return `under way: ${stage}${run}`;
  return `blocked in ${stage}${run} (${reason.failure}): ${reason.message} Then run: durable-mipro schedule resume.`;
}

function reportText({ outcome, reasons, promotedVersion, usage, notices }: NightReport): string {
  const version = promotedVersion === null ? '' : ` version ${promotedVersion}`;
  const cost = usage.costUsd === null ? 'at an unknown price' : `$${usage.costUsd.toFixed(4)}`;
  const head = `${outcome ?? 'waiting'}${version}, ${usage.lmCalls} calls, ${cost}`;
  return [head, ...reasons, ...notices].join('\n  ');
}
