import type { FinishedAttempt } from './evidence.ts';
import { attributesOf, type HistoryEvent } from './read-event.ts';

/** Who began and who finished each activity that was completed. */
export function readAttempts(events: readonly HistoryEvent[]): readonly FinishedAttempt[] {
  const starters = new Map(
    events.flatMap((event) => {
      const started = attributesOf(event, 'activityTaskStartedEventAttributes');
      return started ? [[Number(event.eventId), String(started['identity'])] as const] : [];
    }),
  );
  return events.flatMap((event) => {
    const completed = attributesOf(event, 'activityTaskCompletedEventAttributes');
    if (!completed) return [];
    const begunBy = starters.get(Number(completed['startedEventId'])) ?? '';
    return [{ begunBy, finishedBy: String(completed['identity']) }];
  });
}
