import type { FinishedAttempt } from './evidence.ts';
import { attributesOf, type HistoryEvent } from './read-event.ts';

/** Who began and who finished each activity that was completed. */
export function readAttempts(events: readonly HistoryEvent[]): readonly FinishedAttempt[] {
  const starters = new Map(
    events.flatMap((event) => {
      const started = attributesOf(event, 'activityTaskStartedEventAttributes');
      return started ? [[Number(event.eventId), started] as const] : [];
    }),
  );
  return events.flatMap((event) => {
    const completed = attributesOf(event, 'activityTaskCompletedEventAttributes');
    if (!completed) return [];
    const started = starters.get(Number(completed['startedEventId']));
    const [begunBy, attempt] = [String(started?.['identity']), Number(started?.['attempt'])];
    return [{ attempt, begunBy, finishedBy: String(completed['identity']) }];
  });
}
