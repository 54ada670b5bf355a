import type { Evidence } from '../evidence/evidence.ts';

interface Attributes {
  readonly identity?: string;
  readonly startedEventId?: string | number;
}

interface HistoryLine {
  readonly eventId?: string | number;
  readonly activityTaskStartedEventAttributes?: Attributes;
  readonly activityTaskCompletedEventAttributes?: Attributes;
}

/** Results of activities that came from another worker than the one whose attempt counted. */
export function staleCompletions({ histories }: Evidence): number {
  return histories.reduce((sum, { decoded }) => sum + staleIn(linesOf(decoded)), 0);
}

function linesOf(decoded: string): readonly HistoryLine[] {
  return (JSON.parse(decoded) as { events?: HistoryLine[] }).events ?? [];
}

function staleIn(events: readonly HistoryLine[]): number {
  const starters = new Map(
    events.flatMap(({ eventId, activityTaskStartedEventAttributes: started }) =>
      started ? [[String(eventId), started.identity ?? ''] as const] : [],
    ),
  );
  const completed = events.flatMap(({ activityTaskCompletedEventAttributes: done }) => (done ? [done] : []));
  if (events.length > 0 && completed.length === 0)
    throw new Error('Expected completed activities in the history; its form is not the one that is read here.');
  return completed.filter(({ identity, startedEventId }) => starters.get(String(startedEventId)) !== identity)
    .length;
}
