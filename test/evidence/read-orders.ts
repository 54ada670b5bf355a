import type { Order } from './evidence.ts';
import { attributesOf, eventTimeMs, firstValue, type HistoryEvent } from './read-event.ts';

/** The orders that a run has accepted, and being cancelled. */
export function readOrders(events: readonly HistoryEvent[]): readonly Order[] {
  return events.flatMap((event): Order[] => {
    const name = orderIn(event);
    return name === null ? [] : [{ name, atMs: eventTimeMs(event) }];
  });
}

function orderIn(event: HistoryEvent): Order['name'] | null {
  if (attributesOf(event, 'workflowExecutionCancelRequestedEventAttributes')) return 'cancel';
  const accepted = attributesOf(event, 'workflowExecutionUpdateAcceptedEventAttributes');
  if (accepted === undefined) return null;
  const { input } = accepted['acceptedRequest'] as { input: { name: string; args: unknown } };
  if (input.name !== 'stop') return input.name as Order['name'];
  const { mode } = firstValue(input.args) as { mode: 'now' | 'drain' };
  return `stop ${mode}`;
}
