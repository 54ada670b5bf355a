import type { Evidence } from '../evidence.ts';
import { unless, type Finding } from '../violation.ts';

/** Temporal ends a workflow at these; a quarter leaves room for all that a server adds. */
const MOST_EVENTS = 51_200 / 4;
const MOST_BYTES = (50 * 1_024 * 1_024) / 4;
const LARGEST_PAYLOAD_BYTES = 64 * 1_024;

/** I8: at every continue-as-new and at the end. */
export function historiesStaySmall({ histories }: Evidence): readonly Finding[] {
  return histories.flatMap(({ events, bytes, largestPayloadBytes }, index) => [
    ...unless(events < MOST_EVENTS, 'a history has too many events', {
      history: index,
      events,
      most: MOST_EVENTS,
    }),
    ...unless(bytes < MOST_BYTES, 'a history is too large', { history: index, bytes, most: MOST_BYTES }),
    ...unless(largestPayloadBytes < LARGEST_PAYLOAD_BYTES, 'a payload is too large', {
      history: index,
      bytes: largestPayloadBytes,
      most: LARGEST_PAYLOAD_BYTES,
    }),
  ]);
}
